"""A notebook holds prose and calls: no logic, no addresses, no outputs."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course.editions import notebooks
from course.settings import ROOT

STEPS = sorted((ROOT / "pipeline/notebooks").glob("*.ipynb"))
NOTEBOOKS = [*(ROOT / path for path in notebooks.paths(ROOT)), *STEPS]
MOST_LINES = 6
MOST_LINES_OF_AN_ANSWER = 12
FORBIDDEN = re.compile(r"localhost|127\.0\.0\.1|:\d{4}\b|password|\bdef \b|\btry:|\bsleep\(|\bimport os\b")


def _code(path: Path) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_cells_are_short_and_without_logic(path: Path) -> None:
    for cell in _code(path):
        answer = "answer" in cell.metadata.get("tags", [])
        assert len(cell.source.splitlines()) <= (MOST_LINES_OF_AN_ANSWER if answer else MOST_LINES), (
            cell.source
        )
        assert answer or not FORBIDDEN.search(cell.source), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_what_the_notebook_format_says_cell_ids_as_well(path: Path) -> None:
    nbformat.validate(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_outputs_are_stored(path: Path) -> None:
    assert not [cell.source for cell in _code(path) if cell.outputs or cell.execution_count]


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_job_has_one_cell_of_parameters(path: Path) -> None:
    tagged = [cell for cell in _code(path) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    for name in ("day", "run_id", "traceparent"):
        assert re.search(rf"^{name} = ", tagged[0].source, re.MULTILINE)
