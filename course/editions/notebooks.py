"""The lessons' notebooks as files, and what their cells' tags say."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.errors import CourseError
from course.i18n import _

FOLDERS = ("modules", "labs")
ANSWER, CHECK, INSTRUCTOR = "answer", "check", "instructor"


def paths(home: Path) -> list[Path]:
    """The lessons in `home`, each relative to it, sorted."""
    found = (path.relative_to(home) for folder in FOLDERS for path in (home / folder).rglob("*.ipynb"))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))


def read(path: Path) -> NotebookNode:
    """The notebook; raises `CourseError` when the file is none."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (ValueError, nbformat.ValidationError) as error:  # no JSON, or not a notebook's
        raise CourseError(
            _("{path} não é um notebook que se possa ler.").format(path=path),
            _("Guarde o que precisar dele e apague-o."),
        ) from error


def parse(content: str) -> NotebookNode:
    """The notebook that is written so; raises `ValueError` or `nbformat.ValidationError` when it is none."""
    notebook: NotebookNode = nbformat.reads(content, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def text(notebook: NotebookNode) -> str:
    """The notebook as it is written."""
    return f"{nbformat.writes(notebook)}\n"  # type: ignore[no-untyped-call]


def write(path: Path, content: str) -> None:
    """Writes the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.write_text(content, encoding="utf-8")
    half.replace(path)


def tagged(cell: Any, tag: str) -> bool:
    """Whether the cell carries the tag."""
    return tag in cell.metadata.get("tags", ())


def exercise_of(cell: Any) -> str:
    """The id of the exercise that the cell answers (the tag with a dot); empty for any other cell."""
    if not tagged(cell, ANSWER):
        return ""
    return next((str(tag) for tag in cell.metadata.tags if "." in tag), "")


def without_outputs(notebook: NotebookNode) -> None:
    """Takes out what running it has left, as notebooks are kept."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
