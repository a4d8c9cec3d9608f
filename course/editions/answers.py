"""The answer cells: whose exercise they answer, and carrying them into a newer notebook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from nbformat import NotebookNode

from course.editions import notebooks
from course.errors import CourseError
from course.i18n import _


class Answered(Protocol):
    """What is wanted of an exercise here: its answer cell as handed out, and as it should be."""

    starter: str
    solution: str


def exercise(cell: NotebookNode, exercises: Mapping[str, Answered]) -> Answered:
    """The exercise of an answer cell; raises `CourseError` when nobody declares it."""
    name = notebooks.exercise_of(cell)
    if name not in exercises:
        raise CourseError(
            _("O exercício {name} (célula {cell}) não está declarado.").format(name=name, cell=cell.id)
        )
    return exercises[name]


def carried(new: str, there: Path, before: Path) -> tuple[str, int]:
    """`new` with what the reader has filled in, and how many answers that are.

    there: the notebook they worked in. before: the same as it was handed out. An answer is left behind
    when its exercise is gone or is now handed out otherwise.
    """
    try:
        theirs, handed_out = notebooks.read(there), _by_exercise(notebooks.read(before))
    except CourseError:  # broken beyond reading: what is left of it has been saved aside
        return new, 0
    filled: dict[str, str] = {}
    for cell in theirs.cells:
        name = notebooks.exercise_of(cell)
        if name in handed_out and cell.source != handed_out[name]:
            filled.setdefault(name, cell.source)
    notebook, count = notebooks.parse(new), 0
    for cell in notebook.cells:
        name = notebooks.exercise_of(cell)
        if name in filled and cell.source == handed_out[name]:
            cell.source = filled[name]
            count += 1
    return notebooks.text(notebook), count


def _by_exercise(notebook: NotebookNode) -> dict[str, str]:
    found = {notebooks.exercise_of(cell): cell.source for cell in notebook.cells}
    found.pop("", None)
    return found
