"""What is released of a held day: all that holds it, and no more than that."""

import datetime as dt
from contextlib import nullcontext
from unittest.mock import MagicMock

import pytest

from course.errors import CourseError, UsageError
from course.pipeline import hold

DAY = dt.date(2026, 3, 2)
Row = tuple[str, str, bool]


def release(monkeypatch: pytest.MonkeyPatch, *found: Row) -> list[str]:
    """`found`: data set, rule and whether it was released, of each row of the day that is not cleared."""
    cursor = MagicMock(**{"fetchall.return_value": list(found)})
    monkeypatch.setattr(hold, "transaction", lambda: nullcontext(cursor))
    return hold.release(DAY, "counted by hand")


@pytest.mark.parametrize(
    ("found", "waived"),
    [
        ([("planes", "volume", False), ("flights", "volume", False)], ["flights.volume", "planes.volume"]),
        # Its run did not begin, or was stopped: the day is to be had with the same words.
        ([("flights", "volume", True)], ["flights.volume"]),
        # Of two versions of the data.
        ([("flights", "volume", True), ("flights", "volume", True)], ["flights.volume"]),
        ([("flights", "volume", True), ("flights", "duplicates", False)], ["flights.duplicates"]),
    ],
)
def test_a_release_can_be_asked_for_again_until_the_day_has_passed(
    monkeypatch: pytest.MonkeyPatch, found: list[Row], waived: list[str]
) -> None:
    assert release(monkeypatch, *found) == waived


def test_a_day_that_nothing_holds_is_not_released_but_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as refused:
        release(monkeypatch)
    assert f"make trigger-dag DAY={DAY}" in refused.value.next_step


def test_what_is_not_there_cannot_be_released_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CourseError, match=r"flights\.schema"):
        release(monkeypatch, ("flights", "volume", False), ("flights", "schema", False))
