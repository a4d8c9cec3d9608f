"""Which day a run is for."""

import datetime as dt

from course.errors import UsageError
from course.i18n import _
from course.settings import settings

# The source has no older data.
FIRST_DAY = dt.date(2013, 1, 1)


def yesterday(now: dt.datetime | None = None) -> dt.date:
    """The day before `now` (aware; the clock's without it), in the course's time zone."""
    moment = now or dt.datetime.now(dt.UTC)
    return moment.astimezone(settings.course_timezone).date() - dt.timedelta(days=1)


def parse_day(text: str, now: dt.datetime | None = None) -> dt.date:
    """The day that a reader wrote as YYYY-MM-DD; `UsageError` when it is none, or has no data."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            _("{text!r} não é um dia.").format(text=text), _("Escreva AAAA-MM-DD, como 2026-01-31.")
        ) from None
    last = yesterday(now)
    if not FIRST_DAY <= day <= last:
        raise UsageError(
            _("Não há voos em {day}.").format(day=day),
            _("A fonte tem os dias de {first} a {last}.").format(first=FIRST_DAY, last=last),
        )
    return day


def resolve_day(
    configured: str | None, interval_start: dt.datetime | None, run_after: dt.datetime | None = None
) -> dt.date:
    """The day of a run: what its configuration says, else the day its data interval begins, else yesterday.

    `interval_start` and `run_after` are aware; the days are those of the course's time zone.
    "Yesterday" is the one of `run_after`, so that all tasks of a run agree also past midnight.
    Raises `UsageError` for a configured day that is none or has no data.
    """
    if configured:
        return parse_day(configured, run_after)
    if interval_start:
        return interval_start.astimezone(settings.course_timezone).date()
    return yesterday(run_after)
