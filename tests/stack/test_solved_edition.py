"""The solved edition runs from top to bottom on the live stack, with every verdict right."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient

from course.editions import notebooks
from course.exercises.rendering import MIME
from course.lessons import exercises
from course.pipeline import backfills
from course.settings import ROOT

LESSONS = [
    path
    for path in notebooks.paths(ROOT)
    if any(notebooks.exercise_of(cell) for cell in notebooks.read(ROOT / path).cells)
]


@pytest.fixture(scope="module", autouse=True)
def own_progress(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRESS_FILE", str(tmp_path_factory.mktemp("progress") / "progress.sqlite"))
        yield


@pytest.fixture(autouse=True)
def backfills_end() -> Iterator[None]:
    """What a solution has started is over when the next notebook asks: days would appear in between."""
    yield
    for one in backfills.latest():
        if not one["completed_at"]:
            backfills.follow(*backfills.days_of(one), lambda ended: None, 300)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_verdict_of_a_solved_notebook_is_right(path: Path) -> None:
    notebook = notebooks.read(ROOT / path)
    wanted = []
    for cell in notebook.cells:
        if name := notebooks.exercise_of(cell):
            cell.source = exercises()[name].solution
            wanted.append(name)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    verdicts = [output.data[MIME] for output in outputs if MIME in output.get("data", {})]
    assert [one for one in verdicts if one["status"] != "right"] == []
    assert [one["exercise"] for one in verdicts] == wanted
