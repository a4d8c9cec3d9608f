"""How far a candidate's rows are from the live version's, made from the same raw data.

Every measure is a distance that may not exceed its limit; nothing is weighed against anything else.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.pipeline.tables import Table

# What a candidate may differ by. Stricter than what would hurt: a change that is meant is declared.
LIMITS = {
    "error": 0,  # days that it could not make at all
    "rows": 0.005,  # share of rows more or fewer
    "keys": 0.005,  # share of keys that only one of them has
    "values": 0,  # share of rows with another value in a column whose change was not declared
    "distribution": 0.05,  # distance of a column's distributions, declared or not
    "quality": 0.005,  # points of a data set's score lost, of 1
    "gates": 0,  # gates of a day, and quality rules of those that stop a run, which it breaks
    "duration": 2,  # times as long as the live version's transform takes
}


@dataclass(frozen=True)
class Finding:
    """A measure of LIMITS, of a table or data set; subject: the column or whatever else it is about."""

    table: str
    measure: str
    subject: str
    figure: float

    @property
    def limit(self) -> float:
        """What the figure may be at most."""
        return LIMITS[self.measure]

    @property
    def passed(self) -> bool:
        """Whether it is within the limit; what is no number is not."""
        return self.figure <= self.limit

    def record(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {**asdict(self), "figure": round(self.figure, 6), "limit": self.limit}


def compare(
    table: Table, live: pd.DataFrame, candidate: pd.DataFrame, declared: tuple[str, ...] = ()
) -> list[Finding]:
    """Both have the table's columns; `declared` are those that the candidate means to change.

    values and distribution name the column that is worst; the limits are the same for all.
    """
    key = list(table.key)
    old, new = (frame.set_index(key, drop=False) for frame in (live, candidate))
    both = old.index.intersection(new.index)
    every = old.index.union(new.index)
    columns = [name for name in table.columns.names if name not in key]
    undeclared = {
        name: _changed(old.loc[both, name], new.loc[both, name]) for name in set(columns) - {*declared}
    }
    distances = {
        name: distance(_measurable(old, name, table.day), _measurable(new, name, table.day))
        for name in columns
    }
    rows = abs(len(new) - len(old)) / max(1, len(old))
    return [
        Finding(table.name, "rows", f"{len(old)} → {len(new)}", rows),
        Finding(table.name, "keys", ", ".join(key), (len(every) - len(both)) / max(1, len(every))),
        Finding(table.name, "values", *_worst(undeclared)),
        Finding(table.name, "distribution", *_worst(distances)),
    ]


def distance(live: pd.Series, candidate: pd.Series) -> float:
    """0 for equal distributions to 1 for those that have nothing in common; nulls count as a value.

    Of numbers the greatest distance between the cumulative distributions (Kolmogorov 1933), of anything
    else the total variation distance; and never less than the difference in the share of nulls.
    """
    nulls = abs(live.isna().mean() - candidate.isna().mean()) if len(live) and len(candidate) else 0.0
    old, new = live.dropna(), candidate.dropna()
    if old.empty or new.empty:
        apart = float(old.empty != new.empty)
    elif pd.api.types.is_numeric_dtype(old) and not pd.api.types.is_bool_dtype(old):
        apart = _kolmogorov(old.to_numpy(dtype=float), new.to_numpy(dtype=float))
    else:
        shares = pd.DataFrame(
            {"old": old.value_counts(normalize=True), "new": new.value_counts(normalize=True)}
        )
        apart = float(shares.fillna(0).diff(axis=1)["new"].abs().sum() / 2)
    return max(float(nulls), apart)


def _kolmogorov(old: Any, new: Any) -> float:
    points = np.concatenate([old, new])
    shares = [np.searchsorted(np.sort(values), points, side="right") / len(values) for values in (old, new)]
    return float(np.abs(shares[0] - shares[1]).max())


def _measurable(frame: pd.DataFrame, column: str, day: str) -> pd.Series:
    """A moment as seconds since its row's day began: absolute ones would hide a shift of hours among days."""
    values = frame[column]
    if not pd.api.types.is_datetime64_any_dtype(values):
        return values
    since: pd.Series = values.dt.tz_localize(None) - pd.to_datetime(frame[day])
    seconds: pd.Series = since.dt.total_seconds()
    return seconds


def _changed(old: pd.Series, new: pd.Series) -> float:
    same = ((old == new) | (old.isna() & new.isna())).fillna(value=False)
    return float((~same).mean()) if len(old) else 0.0


def _worst(figures: dict[str, float]) -> tuple[str, float]:
    """The column with the greatest figure, first by name among equals; none where all are 0."""
    name = max(sorted(figures), key=figures.__getitem__, default="")
    return (name, figures[name]) if figures.get(name) else ("", 0.0)
