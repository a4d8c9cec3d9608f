"""What a check says of an answer."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pandas as pd


class Status(StrEnum):
    """The five verdicts; their values are what machines read."""

    RIGHT = "right"
    NOT_YET = "not_yet"
    NOT_TRIED = "not_tried"
    RAISED = "raised"
    DOWN = "down"


@dataclass(frozen=True)
class Verdict:
    """A status with what the student is told.

    message: Markdown, in the reader's language. cause: the mistake's name, when it is one that the
    exercise declares; its text comes from there, filled in with `figures`. rows: what differs; the
    first of them are shown. read_as: how a number was read, empty when none was.
    """

    status: Status
    message: str = ""
    cause: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    rows: pd.DataFrame | None = None
    read_as: str = ""


def right(message: str = "", *, rows: pd.DataFrame | None = None, read_as: str = "") -> Verdict:
    """The answer is right; `message` says what it showed."""
    return Verdict(Status.RIGHT, message, rows=rows, read_as=read_as)


def not_yet(message: str, *, rows: pd.DataFrame | None = None, read_as: str = "") -> Verdict:
    """Wrong in a way that the exercise does not name; `message` says what is wrong with this answer."""
    return Verdict(Status.NOT_YET, message, rows=rows, read_as=read_as)


def mistake(cause: str, *, rows: pd.DataFrame | None = None, read_as: str = "", **figures: Any) -> Verdict:
    """Wrong in the way that the exercise declares under `cause`; `figures` fill its text in."""
    return Verdict(Status.NOT_YET, cause=cause, figures=figures, rows=rows, read_as=read_as)


def not_tried(message: str = "") -> Verdict:
    """Nothing has been answered yet; `message` says what to do."""
    return Verdict(Status.NOT_TRIED, message)


def raised(message: str) -> Verdict:
    """The student's own code, query or expression was refused; `message` says where and why."""
    return Verdict(Status.RAISED, message)
