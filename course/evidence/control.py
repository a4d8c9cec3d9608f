"""What a control declares, and what running it gives."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, PrivateAttr

from course.i18n import _


class Status(StrEnum):
    """What running a control has shown."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_SHOWN = "not_shown"  # it ran, but could not look at all that it has to
    FAILED = "failed"  # it did not run to its end


class Observation(BaseModel):
    """One thing that was tried. ran: what was run; came_back: what came back, in a line.

    holds: whether that is as it has to be; None when it could not be looked at.
    """

    model_config = ConfigDict(frozen=True)

    ran: str
    came_back: str
    holds: bool | None


Gather = Callable[[], Iterator[Observation]]


class Statement(BaseModel):
    """What a control says of itself; its report says the same.

    id: a name for commands and files. iso_2013, iso_2022: its numbers in the two editions, empty where an
    edition has none. title: as the edition in force calls it. shows: what has to hold, a sentence.
    limits: what a good result does not show.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    iso_2013: tuple[str, ...]
    iso_2022: tuple[str, ...]
    title: str
    shows: str
    limits: str


class Control(Statement):
    """One control of Annex A. How it is looked at is a function under `@control.evidence`."""

    _gather: Gather = PrivateAttr()

    def evidence(self, gather: Gather) -> Gather:
        """Decorates the function that tries things and yields what it observed, one by one.

        What it yielded before it raised is kept; a control whose function raises has failed to run.
        """
        self._gather = gather
        return gather

    def gather(self) -> Iterator[Observation]:
        """Tries things, and yields what was observed."""
        return self._gather()


def few(names: list[str], shown: int = 5) -> str:
    """The first names and how many more there are; a dash for none."""
    text, more = ", ".join(names[:shown]) or "–", len(names) - shown
    return _("{names} e mais {n}").format(names=text, n=more) if more > 0 else text


def judge(observations: list[Observation]) -> Status:
    """Met when all hold; one that does not is enough against it; without any, nothing is shown."""
    held = [one.holds for one in observations]
    if False in held:
        return Status.NOT_MET
    return Status.NOT_SHOWN if None in held or not held else Status.MET
