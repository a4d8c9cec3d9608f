"""Which day a run is for."""

import datetime as dt

import pytest

from course.errors import UsageError
from course.pipeline.days import FIRST_DAY, parse_day, resolve_day, yesterday
from course.settings import settings

NOW = dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc]


def test_the_tests_below_are_about_sao_paulo() -> None:
    assert str(settings.course_timezone) == "America/Sao_Paulo"


def test_the_configured_day_comes_first() -> None:
    assert resolve_day("2025-03-10", utc(2026, 1, 1), NOW, NOW) == dt.date(2025, 3, 10)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (utc(2026, 11, 21, 9), dt.date(2026, 11, 21)),  # 06:00, as the timetable has it
        (utc(2026, 11, 21, 2, 59), dt.date(2026, 11, 20)),  # 23:59 of the evening before
        (utc(2026, 11, 21, 3), dt.date(2026, 11, 21)),  # midnight
    ],
)
def test_without_one_it_is_the_day_on_which_the_interval_starts_in_the_course_s_time_zone(
    start: dt.datetime, day: dt.date
) -> None:
    assert resolve_day(None, start, NOW, NOW) == day
    assert resolve_day("", start, NOW, NOW) == day


@pytest.mark.parametrize(
    ("run_after", "day"),
    [
        (utc(2026, 11, 21, 2, 59), dt.date(2026, 11, 19)),  # 23:59 on the 20th in São Paulo
        (utc(2026, 11, 21, 3), dt.date(2026, 11, 20)),
        (utc(2026, 11, 21, 23, 30), dt.date(2026, 11, 20)),
        (utc(2026, 11, 22, 1), dt.date(2026, 11, 20)),  # the 22nd in UTC, still the 21st there
    ],
)
def test_without_either_it_is_yesterday_seen_from_the_run(run_after: dt.datetime, day: dt.date) -> None:
    assert resolve_day(None, None, run_after, NOW) == day


def test_tried_again_after_midnight_a_run_keeps_its_day() -> None:
    run_after = utc(2026, 11, 21, 12)
    assert resolve_day(None, None, run_after, utc(2026, 11, 21, 13)) == resolve_day(
        None, None, run_after, NOW
    )


def test_a_run_announced_for_the_future_is_for_yesterday_all_the_same() -> None:
    assert resolve_day(None, None, utc(2030, 1, 1), NOW) == dt.date(2026, 11, 22)


def test_an_interval_without_data_is_refused() -> None:
    with pytest.raises(UsageError):
        resolve_day(None, utc(2012, 12, 31, 9), NOW, NOW)


def test_a_day_is_read_from_its_iso_form() -> None:
    assert parse_day("2024-02-29", NOW) == dt.date(2024, 2, 29)
    assert parse_day(str(FIRST_DAY), NOW) == FIRST_DAY
    assert parse_day("2026-11-22", NOW) == yesterday(NOW)


@pytest.mark.parametrize(
    "text", ["", "ontem", "2025-02-30", "2025-2-3", "20250203", "2025-W06-1", "03/02/2025", " 2025-02-03"]
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_day(text, NOW)
    assert "2026-11-22" in refused.value.next_step


@pytest.mark.parametrize("text", ["2012-12-31", "2026-11-23", "2026-11-24", "2999-01-01"])
def test_a_day_before_the_data_or_not_yet_over_is_refused_with_the_days_there_are(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_day(text, NOW)
    assert text in refused.value.message
    assert "2013-01-01" in refused.value.next_step
    assert "2026-11-22" in refused.value.next_step
