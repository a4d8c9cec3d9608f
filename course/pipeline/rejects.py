"""Rows that are set aside: why, and as they came."""

import json
from typing import Any

import pandas as pd
from pandera.errors import SchemaErrors
from pandera.pandas import DataFrameSchema

WRONG_TYPE = "wrong_type"
MISSING_VALUE = "missing_value"
WRONG_DAY = "wrong_day"
UNKNOWN_ORIGIN = "unknown_origin"
IMPOSSIBLE_TIME = "impossible_time"
IMPOSSIBLE_VALUE = "impossible_value"
CONTRADICTION = "contradiction"
NONEXISTENT_TIME = "nonexistent_time"
DUPLICATE_KEY = "duplicate_key"
# A row gets the first that applies.
REASONS = (
    *(WRONG_TYPE, MISSING_VALUE, WRONG_DAY, UNKNOWN_ORIGIN, IMPOSSIBLE_TIME, IMPOSSIBLE_VALUE),
    *(CONTRADICTION, NONEXISTENT_TIME, DUPLICATE_KEY),
)


class Sieve:
    """The rows of a data set that are still in, and why the others are not.

    rows: as received. frame: the typed rows that are left, indexed by their place from 0.
    """

    def __init__(self, rows: list[dict[str, Any]], types: dict[str, str]) -> None:
        """`types` gives each column that is used its pandas type: Int64, Float64 or a string type."""
        self.rows = rows
        self.reasons: dict[int, str] = {}
        raw = pd.DataFrame(rows, columns=list(types), dtype=object)
        columns = {name: _typed(raw[name], kind) for name, kind in types.items()}
        self.frame = pd.DataFrame(columns, index=raw.index)
        self.drop((self.frame.isna() & raw.notna()).any(axis=1), WRONG_TYPE)

    def drop(self, failed: pd.Series, reason: str) -> None:
        """Sets aside the rows of the frame for which `failed` is true."""
        self.reasons.update(dict.fromkeys(self.frame.index[failed].tolist(), reason))
        self.frame = self.frame[~failed]

    def check(self, schema: DataFrameSchema) -> None:
        """Sets aside what the schema does not accept. The names of its checks are the reasons."""
        try:
            schema.validate(self.frame, lazy=True)
        except SchemaErrors as errors:
            cases = errors.failure_cases
            cases["reason"] = cases["check"].replace("not_nullable", MISSING_VALUE)
            if cases["index"].isna().any() or not cases["reason"].isin(REASONS).all():
                raise  # not the rows' fault: the schema does not fit the frame
            for reason in REASONS:
                guilty = cases.loc[cases["reason"] == reason, "index"]
                self.drop(pd.Series(self.frame.index.isin(guilty), index=self.frame.index), reason)

    def rejected(self) -> list[dict[str, Any]]:
        """row_number (from 1), reason and row (JSON) of all that were set aside, in their order."""
        return [
            {
                "row_number": place + 1,
                "reason": reason,
                "row": json.dumps(self.rows[place], ensure_ascii=False),
            }
            for place, reason in sorted(self.reasons.items())
        ]


def _typed(column: pd.Series, kind: str) -> pd.Series:
    """The column as `kind`; missing where a value cannot be read as such."""
    if kind.startswith("string"):
        return column.where(column.map(lambda value: isinstance(value, str))).astype(pd.StringDtype())
    numbers = pd.to_numeric(column, errors="coerce").astype("Float64")
    return numbers.where(numbers % 1 == 0).astype("Int64") if kind == "Int64" else numbers
