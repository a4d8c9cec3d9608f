"""Which lesson is shown: a notebook in the reader's language, run or not."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal
from nbformat import NotebookNode

from course.editions import edition, notebooks
from course.editions.report import Report
from course.errors import CourseError, UsageError
from course.i18n import _
from course.settings import ROOT

_CELL_SECONDS = 180


@dataclass(frozen=True)
class Lesson:
    """What is taught in one go: the notebooks of a folder, in order, in one language.

    name: as of its files. folder: where its notebooks are, and work when they run. parts: by path,
    relative to the checkout.
    """

    name: str
    folder: Path
    parts: dict[Path, NotebookNode]
    language: str

    @property
    def title(self) -> str:
        """Its first line, without marks."""
        return str(self.cells[0].source).partition("\n")[0].lstrip("# ")

    @property
    def cells(self) -> list[NotebookNode]:
        """Those of all its notebooks."""
        return [cell for notebook in self.parts.values() for cell in notebook.cells]


def find(module: str, language: str, checkout: Path = ROOT) -> list[Lesson]:
    """Every folder of lessons, or lesson of its own, whose name begins with `module`: `01`, `lab1`, `README`.

    A notebook with parameters is a job that a lesson runs, no lesson. Raises `UsageError` with the
    choices when nothing is called so.
    """
    found: dict[str, Lesson] = {}
    for path, notebook in edition.translated(language, Report(checkout)):
        name = path.parts[1].removesuffix(".ipynb")
        if not _is_job(notebook):
            lesson = found.setdefault(name, Lesson(name, (checkout / path).parent, {}, language))
            lesson.parts[path] = notebook
    wanted = [lesson for name, lesson in found.items() if name.startswith(module)]
    if not wanted:
        raise UsageError(
            _("Nenhuma aula se chama {module!r}.").format(module=module),
            _("Escolha uma destas: {names}.").format(names=", ".join(found)),
        )
    return wanted


def _is_job(notebook: NotebookNode) -> bool:
    return any(notebooks.tagged(cell, "parameters") for cell in notebook.cells)


def run(lesson: Lesson, tell: Callable[[str], None] = lambda path: None) -> None:
    """Fills in the outputs of the lesson as it is handed out, checks aside: nobody has answered yet.

    `tell` is called with each notebook before it runs. Raises `CourseError` when a cell fails.
    """
    for path, notebook in lesson.parts.items():
        tell(str(path))
        notebook.cells = [cell for cell in notebook.cells if not notebooks.tagged(cell, notebooks.CHECK)]
        try:
            _execute(notebook, lesson)
        except (CellControlSignal, RuntimeError) as error:
            raise CourseError(
                _("{notebook}: uma célula falhou: {why}").format(
                    notebook=path, why=str(error).strip().splitlines()[-1]
                ),
                _("Veja `make check-health`; com RUN=no os slides saem sem os resultados."),
            ) from error


def _execute(notebook: NotebookNode, lesson: Lesson) -> None:
    client = NotebookClient(
        notebook,
        timeout=_CELL_SECONDS,
        startup_timeout=_CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(lesson.folder)}},
        store_widget_state=False,
    )
    with tempfile.TemporaryDirectory() as nobodys:
        env = {
            **os.environ,
            "COURSE_LANG": lesson.language,
            "PLOTLY_RENDERER": "plotly_mimetype",
            "PROGRESS_FILE": f"{nobodys}/progress.sqlite",  # the instructor's own progress is not touched
        }
        client.execute(env=env, transport_encryption="auto")  # else ipykernel warns that it has none
