"""What becomes of a notebook's cells on slides."""

import itertools
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from course.editions import answers, notebooks

_PLOTLY = "application/vnd.plotly.v1+json"
_FIGURE_HEIGHT = 450  # plotly's own default


def prepare(
    cells: Iterable[NotebookNode], exercises: Mapping[str, answers.Answered], *, notes: bool
) -> NotebookNode:
    """A notebook for nbconvert, of copies of the cells.

    Answers are as solved (the template folds them), figures as slides.js wants them, and each section
    knows its planned minutes. Without `notes` the instructor's cells are not in it at all.
    """
    kept = [deepcopy(cell) for cell in cells if notes or not notebooks.tagged(cell, notebooks.INSTRUCTOR)]
    _plan(kept)
    for cell in kept:
        cell.metadata.setdefault("slideshow", {}).setdefault("slide_type", _slide_type(cell))
        if notebooks.exercise_of(cell):
            cell.source, cell.outputs = answers.exercise(cell, exercises).solution.strip("\n"), []
        for output in cell.get("outputs", ()):
            _draw(output.get("data", {}))
    slides: NotebookNode = new_notebook(cells=kept)  # type: ignore[no-untyped-call]
    return slides


def figures(cell: Any) -> list[dict[str, Any]]:
    """The plotly figures among a cell's outputs, each as plotly.js takes it."""
    found = (output.get("data", {}).get(_PLOTLY) for output in cell.get("outputs", ()))
    return [figure for figure in found if figure]


def _slide_type(cell: Any) -> str:
    """Where nothing is said: a slide begins at each title; one that is too long goes on on the next."""
    if notebooks.tagged(cell, notebooks.INSTRUCTOR):
        return "notes"
    return "slide" if cell.cell_type == "markdown" and cell.source.startswith(("# ", "## ")) else "-"


def _plan(cells: Iterable[NotebookNode]) -> None:
    """Gives the first cell of each section its planned minutes, from and until, as the page's attributes."""
    timed = [cell for cell in cells if "minutes" in cell.metadata.get("course", {})]
    ends = list(itertools.accumulate(cell.metadata.course.minutes for cell in timed))
    for cell, start, end in zip(timed, [0, *ends], ends, strict=False):
        show = cell.metadata.setdefault("slideshow", {})
        show["data"] = {"from_minute": str(start), "until_minute": str(end)}
        show.setdefault("slide_type", "slide")


def _draw(data: dict[str, Any]) -> None:
    """A plotly figure becomes an element that slides.js draws; live widgets leave their still picture."""
    if figure := data.pop(_PLOTLY, None):
        height = figure.get("layout", {}).get("height", _FIGURE_HEIGHT)
        told = json.dumps({"data": figure["data"], "layout": figure["layout"]}).replace("</", "<\\/")
        script = f'<script type="application/json">{told}</script>'
        data["text/html"] = f'<div class="figure" style="height:{height}px">{script}</div>'
    data.pop("application/vnd.jupyter.widget-view+json", None)
