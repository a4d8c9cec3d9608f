"""A new release: judged, built beside the live one day by day, switched."""

import datetime as dt
from collections.abc import Callable

from course.errors import CourseError
from course.i18n import _
from course.pipeline.database import transaction
from course.pipeline.hold import HeldError
from course.pipeline.load import fill
from course.pipeline.releases import canary, slots, switch, versions
from course.pipeline.releases.slots import Slot
from course.pipeline.releases.versions import Version
from course.pipeline.transform import transform_as

# Days that loads bring meanwhile need no further round; one that was extracted anew and not loaded yet does.
_ROUNDS = 3


def release(name: str, tell: Callable[[str], None] = lambda done: None) -> canary.Verdict:
    """Judges the version, builds it in the place that is not live, switches; returns the verdict.

    tell: called with what was just done. Raises `RefusedError` when the canary refuses it, `CourseError`
    when a day cannot be built; readers then see what they saw, and loads fill the candidate no longer. What
    stood in that place is gone.
    """
    version = versions.get(name)
    with slots.making():
        verdict = canary.judge(version, tell)
        if not verdict.passed:
            raise RefusedError(verdict)
        try:
            slot = slots.take(verdict.release_id)
            build(slot, tell)
            switch.switch(slot.colour)
        except BaseException:  # Ctrl-C, too
            slots.give_back(verdict.release_id)
            raise
    return verdict


class RefusedError(CourseError):
    """The canary found the candidate outside the limits."""

    def __init__(self, verdict: canary.Verdict) -> None:
        why = _("O canário recusou a versão {version}.").format(version=verdict.version)
        super().__init__(why, _mend(verdict.version))
        self.verdict = verdict


class BrokenError(CourseError):
    """The candidate cannot make a day that the canary had not asked it for."""

    def __init__(self, version: str, day: dt.date, why: str) -> None:
        told = _("A versão {version} não faz o dia {day}: {why}.").format(version=version, day=day, why=why)
        super().__init__(told, _mend(version))


def _mend(version: str) -> str:
    return _("No ar fica a que estava. Corrija a versão e repita `make canary VERSION={version}`.").format(
        version=version
    )


def build(slot: Slot, tell: Callable[[str], None] = lambda done: None) -> None:
    """Makes the release hold every day that the live one holds, from the same raw data.

    Loads write to both meanwhile. Raises `BrokenError` when the version cannot make a day, `CourseError` when
    nothing could.
    """
    version = versions.get(slot.version)
    for _round in range(_ROUNDS):
        with transaction() as cursor:
            days = slots.missing(cursor, slot.colour)
        for number, day in enumerate(days, start=1):
            _make(day, version, slot)
            tell(_("{day}, {n} de {total}").format(day=day, n=number, total=len(days)))
    held = len(slots.loaded_days())
    with transaction() as cursor:
        cursor.execute(
            "UPDATE ops.release SET built_at = clock_timestamp(), days = %s WHERE colour = %s",
            (held, slot.colour),
        )


def _make(day: dt.date, version: Version, slot: Slot) -> None:
    """The day as the version makes it; raises `BrokenError` when the candidate is at fault."""
    try:
        transform_as(day, version)
        fill(day, slot)
    except HeldError as held:  # the same data passed by the live version
        raise BrokenError(version.name, day, "; ".join(held.reasons)) from held
    except CourseError:  # a service that is away, a day no longer in raw
        raise
    except Exception as error:  # whatever its code raises, or PostgreSQL about its rows
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise BrokenError(version.name, day, why) from error
