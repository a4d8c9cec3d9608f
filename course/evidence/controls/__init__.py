"""The controls, one file each, found by looking: adding one is adding its file."""

import importlib
import pkgutil
from functools import cache

import course.evidence.controls
from course.errors import UsageError
from course.evidence.control import Control
from course.i18n import _


@cache
def controls() -> dict[str, Control]:
    """The declarations by id, in the order of their numbers of 2022; raises `ValueError` for an id twice."""
    found: dict[str, Control] = {}
    for info in pkgutil.iter_modules(course.evidence.controls.__path__):
        declared = importlib.import_module(f"course.evidence.controls.{info.name}").control
        if declared.id in found:
            raise ValueError(f"{info.name}: {declared.id} stands twice")
        found[declared.id] = declared
    return dict(sorted(found.items(), key=lambda item: (_number(item[1]), item[0])))


def control(name: str) -> Control:
    """The one of that id; raises `UsageError` with the ids there are."""
    try:
        return controls()[name]
    except KeyError:
        raise UsageError(
            _("Não há controle {name!r}.").format(name=name),
            _("Os que há: {names}.").format(names=", ".join(controls())),
        ) from None


def _number(control: Control) -> list[int]:
    return [int(part) for part in control.iso_2022[0].split(".")]
