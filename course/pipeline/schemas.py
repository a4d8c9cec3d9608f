"""What a row of the source must be like to be believed. The name of a check is the reason for a reject.

Ranges of the weather: the extremes ever measured on the surface, rounded outward, in the source's
units; see the WMO's archive of weather and climate extremes, https://wmo.asu.edu.
"""

import datetime as dt
from collections.abc import Callable

import pandas as pd
from pandera.pandas import Check, Column, DataFrameSchema

from course.pipeline.rejects import (
    CONTRADICTION,
    IMPOSSIBLE_TIME,
    IMPOSSIBLE_VALUE,
    UNKNOWN_ORIGIN,
    WRONG_DAY,
)
from course.pipeline.times import valid_hhmm

# A flight that is a week late has been another flight for days.
_DELAY = (-24 * 60, 7 * 24 * 60)


def _time(*, nullable: bool = False) -> Column:
    return Column("Int64", Check(valid_hhmm, name=IMPOSSIBLE_TIME), nullable=nullable)


def _between(low: float, high: float, kind: str = "Float64", *, nullable: bool = True) -> Column:
    check = Check(lambda values: values.between(low, high), name=IMPOSSIBLE_VALUE)
    return Column(kind, check, nullable=nullable)


def _code(length: int) -> Column:
    check = Check(lambda codes: codes.str.len().between(1, length), name=IMPOSSIBLE_VALUE)
    return Column("string", check)


def _rows(test: Callable[[pd.DataFrame], pd.Series], reason: str) -> Check:
    # Missing values are another check's business; pandera would pass over the whole row for one.
    return Check(lambda frame: test(frame).fillna(True).astype(bool), name=reason, ignore_na=False)


def _daily(day: dt.date, origins: pd.Index) -> list[Check]:
    return [
        _rows(lambda f: (f.year == day.year) & (f.month == day.month) & (f.day == day.day), WRONG_DAY),
        _rows(lambda f: f.origin.isin(origins), UNKNOWN_ORIGIN),
    ]


def flights(day: dt.date, origins: pd.Index) -> DataFrameSchema:
    """For the flights of a day that leave from one of the airports `origins`."""
    return DataFrameSchema(
        {
            "year": Column("Int64"),
            "month": Column("Int64"),
            "day": Column("Int64"),
            "dep_time": _time(nullable=True),
            "sched_dep_time": _time(),
            "dep_delay": _between(*_DELAY, "Int64"),
            "sched_arr_time": _time(),
            "arr_delay": _between(*_DELAY, "Int64"),
            "carrier": _code(2),
            "flight": _between(1, 9999, "Int64", nullable=False),
            "tailnum": Column("string", nullable=True),
            "origin": _code(3),
            "dest": _code(3),
            "air_time": _between(1, 24 * 60, "Int64"),
            "distance": _between(1, 12_500, "Int64", nullable=False),
        },
        checks=[
            *_daily(day, origins),
            _rows(lambda f: f.dep_time.isna() == f.dep_delay.isna(), CONTRADICTION),
            _rows(lambda f: f.dep_time.notna() | (f.arr_delay.isna() & f.air_time.isna()), CONTRADICTION),
        ],
    )


def weather(day: dt.date, origins: pd.Index) -> DataFrameSchema:
    """For the hours of a day at the airports `origins`."""
    return DataFrameSchema(
        {
            "year": Column("Int64"),
            "month": Column("Int64"),
            "day": Column("Int64"),
            "hour": Column("Int64", Check(lambda hours: hours.between(0, 23), name=IMPOSSIBLE_TIME)),
            "origin": _code(3),
            "temp": _between(-129, 135),
            "dewp": _between(-129, 95),
            "humid": _between(0, 100),
            "wind_dir": _between(0, 360, "Int64"),
            "wind_speed": _between(0, 231),
            "wind_gust": _between(0, 254),
            "precip": _between(0, 12),
            "pressure": _between(870, 1085),
            "visib": _between(0, 200),
        },
        checks=_daily(day, origins),
    )


def airlines() -> DataFrameSchema:
    """For airlines."""
    return DataFrameSchema({"carrier": _code(2), "name": Column("string")})


def airports() -> DataFrameSchema:
    """For airports; a time zone may be missing."""
    return DataFrameSchema(
        {
            "faa": _code(4),
            "name": Column("string"),
            "lat": _between(-90, 90, nullable=False),
            "lon": _between(-180, 180, nullable=False),
            "alt": _between(-1500, 30_000, "Int64", nullable=False),
            "tzone": Column("string", nullable=True),
        }
    )


def planes() -> DataFrameSchema:
    """For aircraft; the year may be missing, and mostly the speed is."""
    return DataFrameSchema(
        {
            "tailnum": _code(6),
            "year": _between(1903, 2100, "Int64"),
            "type": Column("string"),
            "manufacturer": Column("string"),
            "model": Column("string"),
            "engines": _between(0, 12, "Int64", nullable=False),
            "seats": _between(1, 1000, "Int64", nullable=False),
            "speed": _between(1, 2500, "Int64"),
            "engine": Column("string"),
        }
    )


def types(schema: DataFrameSchema) -> dict[str, str]:
    """The pandas type of each column of the schema."""
    return {name: str(column.dtype) for name, column in schema.columns.items()}
