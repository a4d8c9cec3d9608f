"""The words that Python hands to a widget's JavaScript are those it uses."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

from course import widgets
from course.lessons import exercises
from course.widgets.board.texts import texts
from course.widgets.live import Live

# By name, what a widget is made with that cannot be made without.
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "Board": ("pipeline",),
    "ExercisePanel": (next(iter(exercises().values())), lambda: None, None, None),
    "Grid": (["up"],),
    "ProgressBoard": ("02",),
    "Quiz": ("02",),
    "RunView": ("latest",),
}


def _derived(base: type[Live]) -> Iterator[type[Live]]:
    for one in base.__subclasses__():
        yield one
        yield from _derived(one)


def _widgets() -> list[type[Live]]:
    """Every widget that there is in course.widgets, found by importing all of it."""
    for module in pkgutil.walk_packages(widgets.__path__, f"{widgets.__name__}."):
        importlib.import_module(module.name)
    return sorted({one for one in _derived(Live) if not one.__name__.startswith("_")}, key=str)


@pytest.mark.parametrize("widget", _widgets())
def test_every_word_is_given_and_every_word_given_is_used(widget: Any) -> None:
    made = widget(*ARGUMENTS.get(widget.__name__, ()))
    used = set(re.findall(r"\btexts\.(\w+)", str(made._esm)))
    given = set(made.texts)
    assert used - given == set()
    assert given - set(texts()) - used == set()
