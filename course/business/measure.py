"""A measure of business: what it is, how it is computed, what it is held against.

A measure says what the platform's own records say, and no more: where they cannot show that a target is
met, it gives the reason and which records would be needed, never a figure that nobody recorded.
"""

import importlib
import operator
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from course.business.records import Records

Comparison = Literal["<", ">", "≥"]
Verdict = Literal["met", "missed", "not shown"]
_COMPARE: dict[Comparison, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "≥": operator.ge,
}


@dataclass(frozen=True)
class Reading:
    """What the records say. value: in the measure's unit, None when they do not say it.

    basis: on how much it rests. missing: why that does not show that the target is met, and which records
    would; empty when it does, and never empty without a value.
    """

    value: float | None
    basis: str
    missing: str = ""


@dataclass(frozen=True)
class Measure:
    """One measure.

    name: as in metrics. target: the class plan's, in `unit`, which is one of those that
    `course.widgets.board.units` writes (percentunit: a share, 0 to 1). formula: in words.
    source: whose definition it is. records: where its figures are kept. metric: under which name
    Prometheus is told the value; empty when somebody else tells it or there is none to tell.
    """

    name: str
    title: str
    comparison: Comparison
    target: float
    unit: str
    formula: str
    source: str
    records: str
    read: Callable[[Records], Reading]
    metric: str = ""

    def verdict(self, reading: Reading) -> Verdict:
        """`not shown` unless the reading is complete."""
        if reading.value is None or reading.missing:
            return "not shown"
        return "met" if _COMPARE[self.comparison](reading.value, self.target) else "missed"


def measures() -> list[Measure]:
    """Those of `course/business/measures/`, in the order of the class plan, which their file names keep."""
    import course.business.measures as package  # late: its modules import this one

    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}").measure for name in names]
