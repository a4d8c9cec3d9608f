"""Which day a run is for, said in one place."""

import datetime as dt

from course.errors import UsageError
from course.i18n import _
from course.settings import settings

FIRST_DAY = dt.date(2013, 1, 1)
# A day's run begins at this hour of the next (pipeline/dags); the day is promised an hour of grace later.
RUNS_AT = dt.time(6)
PROMISED_BY = dt.time(7)


def yesterday(now: dt.datetime | None = None) -> dt.date:
    """The day before `now` (aware; else the clock) in the course's time zone: the last that is over."""
    moment = now or dt.datetime.now(dt.UTC)
    return moment.astimezone(settings.course_timezone).date() - dt.timedelta(days=1)


def newest_scheduled(now: dt.datetime | None = None) -> dt.date:
    """The newest day whose own run is due by `now` (aware; else the clock): `yesterday` only from RUNS_AT on.

    Airflow makes no run for an interval that has not ended, in a backfill neither.
    """
    local = (now or dt.datetime.now(dt.UTC)).astimezone(settings.course_timezone)
    return local.date() - dt.timedelta(days=1 if local.time() >= RUNS_AT else 2)


def start_of(day: dt.date) -> dt.datetime:
    """The midnight that begins the day in the course's time zone (aware)."""
    return dt.datetime.combine(day, dt.time(), settings.course_timezone)


def end_of(day: dt.date) -> dt.datetime:
    """The midnight that ends the day in the course's time zone (aware)."""
    return start_of(day + dt.timedelta(days=1))


def due_at(day: dt.date) -> dt.datetime:
    """Until when the day's data are promised, in the course's time zone (aware)."""
    return dt.datetime.combine(day + dt.timedelta(days=1), PROMISED_BY, settings.course_timezone)


def parse_day(text: str, now: dt.datetime | None = None) -> dt.date:
    """The day that `text` names, as YYYY-MM-DD.

    Raises `UsageError` when it is none, or lies before the data or after `yesterday(now)`.
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # fromisoformat also takes 20130101 and 2013-W01-1
        raise UsageError(
            _("{text!r} não é um dia.").format(text=text),
            _("Escreva o dia como AAAA-MM-DD, por exemplo {example}.").format(example=yesterday(now)),
        )
    return _existing(day, now)


def resolve_day(
    configured: str | None,
    interval_start: dt.datetime | None,
    run_after: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> dt.date:
    """The logical date of a run: the configured day, else its data interval's, else yesterday.

    A daily interval belongs to the day on which it starts in the course's time zone. Yesterday is
    counted from `run_after`, which stays the same when the run is tried again; a `run_after` in
    the future counts as `now` (the clock when left out). All moments are aware.
    Raises `UsageError` like `parse_day`.
    """
    clock = now or dt.datetime.now(dt.UTC)
    reference = min(run_after or clock, clock)
    if configured:
        return parse_day(configured, reference)
    if interval_start:
        return _existing(interval_start.astimezone(settings.course_timezone).date(), reference)
    return yesterday(reference)


def _existing(day: dt.date, now: dt.datetime | None) -> dt.date:
    last = yesterday(now)
    if not FIRST_DAY <= day <= last:
        raise UsageError(
            _("Não há dados de {day}.").format(day=day),
            _("Escolha um dia de {first} a {last} (ontem).").format(first=FIRST_DAY, last=last),
        )
    return day
