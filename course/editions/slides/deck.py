"""Builds the pages: nbconvert's slide show, with everything it loads beside it, nothing from elsewhere."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import plotly
from nbconvert.exporters import SlidesExporter

from course.editions import answers
from course.editions.slides import cells
from course.editions.slides.lesson import Lesson
from course.i18n import _
from course.settings import ROOT, settings

TARGET = settings.state_dir / "slides"
_HERE = Path(__file__).parent
_LOADED = (
    *((ROOT / "infra/teach/reveal").iterdir()),
    Path(plotly.__file__).parent / "package_data/plotly.min.js",
    *_HERE.glob("*.css"),
    *_HERE.glob("*.js"),
)


@dataclass(frozen=True)
class Deck:
    """The two pages of a lesson, as files in one folder with all that they load."""

    lesson: Lesson
    audience: Path
    instructor: Path


def write(lesson: Lesson, exercises: Mapping[str, answers.Answered], target: Path = TARGET) -> Deck:
    """Writes the lesson's slides into the folder `target`. The instructor's notes are in their page alone."""
    target.mkdir(parents=True, exist_ok=True)
    for file in _LOADED:
        shutil.copy2(file, target)
    deck = Deck(lesson, target / f"{lesson.name}.html", target / f"{lesson.name}.instructor.html")
    _page(deck, deck.audience, exercises, notes=False)
    _page(deck, deck.instructor, exercises, notes=True)
    return deck


def _page(deck: Deck, file: Path, exercises: Mapping[str, answers.Answered], *, notes: bool) -> None:
    exporter = SlidesExporter(  # type: ignore[no-untyped-call]
        template_file=str(_HERE / "slides.html"),
        extra_template_basedirs=[],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        embed_images=True,
    )
    told = {
        "language": deck.lesson.language.replace("_", "-"),
        "title": deck.lesson.title,
        "notes": notes,
        "figures": any(cells.figures(cell) for cell in deck.lesson.cells),
        "other": deck.instructor.name,
        "texts": _texts(),
    }
    resources = {"metadata": {"name": file.stem, "path": str(deck.lesson.folder)}, "course": told}
    notebook = cells.prepare(deck.lesson.cells, exercises, notes=notes)
    html, _resources = exporter.from_notebook_node(notebook, resources)
    file.write_text(html, encoding="utf-8")


def _texts() -> dict[str, str]:
    return {
        "answer": _("Resposta"),
        "start": _("Iniciar o relógio"),
        "again": _("Zerar o relógio"),
        "planned": _("previsto: minuto {from} a {until} de {total}"),
        "late": _("{n} min de atraso"),
        "notes": _("Notas, só para você"),
        "none": _("Sem notas neste slide."),
        "next": _("A seguir"),
        "end": _("fim"),
        "help": _("As duas janelas andam juntas. S na da turma abre esta. ESC: visão geral. B: tela preta."),
    }
