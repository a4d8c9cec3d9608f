"""In which rows two results differ."""

import datetime as dt
import decimal
import numbers
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Difference:
    """too_many: rows of the answer that should not be there (all its columns), in order of their values, or

    of the answer where that counts. missing: how many lack.
    """

    too_many: pd.DataFrame
    missing: int


def difference(wanted: pd.DataFrame, given: pd.DataFrame, *, ordered: bool = False) -> Difference | None:
    """None when both hold the same rows, each as often; names of columns do not count, their number does.

    Numbers agree to six digits. With `ordered` the order counts as well.
    """
    want, have = _rows(wanted), _rows(given)
    if want == have if ordered else Counter(want) == Counter(have):
        return None
    spare, too_many = Counter(want), []
    for number, row in enumerate(have):
        if spare[row]:
            spare[row] -= 1
        else:
            too_many.append(number)
    if not ordered:
        too_many.sort(key=lambda number: [_place(value) for value in have[number]])
    return Difference(given.iloc[too_many], sum(spare.values()))


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(_plain(value) for value in row) for row in frame.itertuples(index=False, name=None)]


def _plain(value: Any) -> Any:
    """Values that mean the same are the same: 1 and 1.0, NaN and None, a date and its midnight."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, dt.date):
        moment = pd.Timestamp(value)
        return (moment.tz_convert(None) if moment.tz else moment).isoformat()
    if isinstance(value, (numbers.Number, decimal.Decimal)) and not isinstance(value, bool):
        return float(f"{float(value):.6g}")  # type: ignore[arg-type]  # PostgreSQL has no complex numbers
    return value if isinstance(value, bool) else str(value)


def _place(value: float | bool | str | None) -> tuple[bool, bool, Any]:
    """Orders values of any kind: numbers, then texts, then what is missing."""
    return value is None, not isinstance(value, float), value if isinstance(value, float) else str(value)
