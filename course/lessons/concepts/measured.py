"""The dimensions of quality as the rules measured them last, and the scores of the days before."""

import pandas as pd

from course.lessons.concepts.questions import sql
from course.pipeline import rules
from course.pipeline.warehouse import read

_DIMENSIONS = [rules.COMPLETENESS, rules.UNIQUENESS, rules.VALIDITY, rules.TIMELINESS, rules.CONSISTENCY]


def dimensions(dataset: str = "flights") -> pd.DataFrame:
    """By dimension: `rules`, how many; `share` of the rows that keep them (their mean), 0 to 1; the worst.

    worst_rule and worst_share: the rule that most rows break, and the share that keeps it. Empty before
    the first measurement; raises `Unavailable` without the warehouse.
    """
    found = read(sql("newest_rules"), {"dataset": dataset}, role="auditor", ttl=0)
    found["share"] = 1 - found["rows_failed"] / found["rows_checked"]
    grouped = found.sort_values("share").groupby("dimension")
    table = grouped.agg(
        rules=("rule", "size"),
        share=("share", "mean"),
        worst_rule=("rule", "first"),
        worst_share=("share", "first"),
    )
    return table.reindex([name for name in _DIMENSIONS if name in table.index]).round(4)


def past_scores(dataset: str = "flights") -> pd.DataFrame:
    """The five newest days' last scores (0 to 1) and when each was measured (UTC), the newest day first."""
    return read(sql("past_scores"), {"dataset": dataset}, role="auditor", ttl=0)
