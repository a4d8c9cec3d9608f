"""A small checkout with one lesson, for the tests of the editions, which need no service."""

from pathlib import Path
from typing import Any

from babel.messages.pofile import write_po
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.editions import catalog, notebooks
from course.exercises.exercise import Exercise
from tests.unit.exercise_samples import sample

LESSON = Path("modules/01_demo/demo.ipynb")
EXERCISE = sample()
EXERCISES: dict[str, Exercise] = {EXERCISE.id: EXERCISE}


def markdown(cell_id: str, source: str, **metadata: Any) -> NotebookNode:
    return new_markdown_cell(source, id=cell_id, metadata=metadata)


def code(cell_id: str, source: str, *tags: str, outputs: Any = ()) -> NotebookNode:
    return new_code_cell(source, id=cell_id, metadata={"tags": list(tags)}, outputs=list(outputs))


def answer_cell(source: str = EXERCISE.starter, exercise_id: str = EXERCISE.id) -> NotebookNode:
    return code(f"answer-{exercise_id[:2]}", source, "answer", exercise_id)


def lesson(*cells: NotebookNode) -> NotebookNode:
    """A notebook of those cells; without any, one with prose, an exercise and a note."""
    return new_notebook(
        cells=list(cells)
        or [
            markdown("title", "# Título\n\nUm parágrafo.\n\nOutro parágrafo.", course={"minutes": 2}),
            code("call", 'print("olá")\n\nx = "não traduza"'),
            markdown("task", "## Exercício\n\nFaça."),
            answer_cell(),
            code("check", f'check("{EXERCISE.id}")', "check"),
            markdown("note", "Nota secreta.", tags=["instructor"], slideshow={"slide_type": "notes"}),
        ]
    )


def put(checkout: Path, notebook: NotebookNode, path: Path = LESSON) -> Path:
    """Writes the notebook into the checkout and returns where."""
    notebooks.write(checkout / path, notebooks.text(notebook))
    return checkout / path


def translate_all(checkout: Path, language: str = "en") -> None:
    """Brings the catalog up to date; what is not translated yet becomes the same with « » around it."""
    catalog.merge(language, checkout)
    messages = catalog.read(language, checkout)
    for message in messages:
        if message.id and not message.string:
            message.string = f"«{message.id}»"
    with catalog.file(language, checkout).open("wb") as out:
        write_po(out, messages)
