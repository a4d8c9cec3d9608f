"""Numbers are read as people write them, and the reading is said."""

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from course.exercises.numbers import Unit, readings


def first(given: Any, unit: Unit = "number") -> float:
    return readings(given, unit)[0].value


@pytest.mark.parametrize(
    "given", ["99,5", "99.5", "0.995", "0,995", "99,5 %", "99.5%", 99.5, 0.995, Decimal("99.5")]
)
def test_a_ratio_is_the_same_however_it_is_written(given: Any) -> None:
    assert first(given, "ratio") == pytest.approx(0.995)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("12", 12),
        ("-3,5", -3.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1 234 567", 1234567),
        (".5", 0.5),
        ("12 min", 12),
        (np.int64(7), 7),
        (np.float64(2.5), 2.5),
    ],
)
def test_a_number_is_read_as_people_write_it(given: Any, value: float) -> None:
    assert first(given) == pytest.approx(value)


def test_a_mark_before_three_digits_may_be_either() -> None:
    assert [one.value for one in readings("1.234")] == [1.234, 1234]
    assert [one.value for one in readings("0,234")] == [0.234]


@pytest.mark.parametrize("given", ["", "abc", "1,2,3.4.5", None, True, [1], "12 % de 3"])
def test_what_is_no_number_has_no_reading(given: Any) -> None:
    assert readings(given) == []


def test_a_duration_has_the_unit_that_was_asked_for() -> None:
    assert first(dt.timedelta(hours=1, minutes=30), "minutes") == 90
    assert first(dt.timedelta(hours=36), "days") == 1.5


@pytest.mark.parametrize("resolution", ["s", "us", "ns"])
def test_numpys_duration_is_one_too(resolution: str) -> None:
    assert (
        first(np.timedelta64(dt.timedelta(hours=6, minutes=30)).astype(f"m8[{resolution}]"), "hours") == 6.5
    )
    assert readings(np.timedelta64("NaT", resolution), "hours") == []


@pytest.mark.parametrize(
    "given", ["6", "6 h", "6 Horas", "360 min", "360 minutes", "21.600,0 s", "0,25 dias", "6 turnos"]
)
def test_a_duration_is_converted_from_the_unit_that_it_names(given: str) -> None:
    assert first(given, "hours") == pytest.approx(6)


def test_the_reading_is_shown_as_share_and_per_cent() -> None:
    assert readings("99,5 %", "ratio")[0].shown == "99,5 % (fração 0,995)"
    assert readings("1234.5")[0].shown == "1.234,5"
    assert readings(dt.timedelta(seconds=2), "hours")[0].shown == "0,000556 horas"
