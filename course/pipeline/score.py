"""One figure for the quality of a data set.

A rule's ratio is the share of the rows it speaks of that keep it (ISO/IEC 25024 measures data
quality by such ratios). A dimension's is the mean of its rules'. The score is the geometric mean of
the dimensions:

    score = (d1 · d2 · … · dn) ^ (1/n)

An arithmetic mean would let four good dimensions hide that the fifth is at zero; a geometric mean is
then zero. The Human Development Index was changed to it in 2010 for the same reason (UNDP, Human
Development Report 2010, technical note 1). A rule that found no row to speak of is no evidence and is
left out. All rules weigh the same within their dimension, and all dimensions the same: a weight would
be an opinion that nobody could check.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, geometric_mean


@dataclass(frozen=True)
class Measured:
    """A rule's result: of `checked` rows, `failed` break it."""

    dimension: str
    checked: int
    failed: int

    @property
    def ratio(self) -> float:
        """The share of the rows that keep the rule; 1 when it speaks of none."""
        return 1 - self.failed / self.checked if self.checked else 1.0


def score(results: Iterable[Measured]) -> float:
    """The score, 0 to 1, of a data set from its rules' results; 1 when none speaks of any row."""
    dimensions = defaultdict(list)
    for result in results:
        if result.checked:
            dimensions[result.dimension].append(result.ratio)
    ratios = [fmean(values) for values in dimensions.values()] or [1.0]
    return 0.0 if 0.0 in ratios else geometric_mean(ratios)
