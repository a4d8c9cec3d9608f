"""The short quiz at a module's end: recall, and why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """A possible answer. told: why it is right, or what is wrong with it. All Markdown."""

    text: str
    told: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """id: as an exercise's, `01.q1-…`. Exactly one option is right."""

    id: str
    asks: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Quiz:
    """The questions of one module, in order."""

    module: str
    questions: tuple[Question, ...]
