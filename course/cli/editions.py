"""The verbs about notebooks: editions in other languages, solved, handed out anew, as slides."""

import contextlib
from threading import Event

from course.cli import Interrupted
from course.editions import edition, student
from course.editions.report import Report
from course.editions.slides import deck, lesson
from course.editions.slides.serve import serving
from course.errors import UsageError
from course.i18n import LANGUAGES, SOURCE_LANGUAGE, _
from course.lessons import exercises
from course.settings import settings
from course.stack.progress import Steps, console


def build(language: str) -> None:
    """The edition in that language; of every language but the source's when none is given."""
    for one in [language] if language else [one for one in LANGUAGES if one != SOURCE_LANGUAGE]:
        _tell(edition.build(one))


def solve() -> None:
    """The solved edition, in the reader's language."""
    _tell(edition.solved(settings.course_lang, exercises()))


def reset() -> None:
    """Hands the lessons out anew, in the reader's language."""
    _tell(student.reset(settings.course_lang, exercises()))


def teach(module: str, *, run: bool) -> None:
    """Builds the slides of a module and shows them until interrupted. Raises `UsageError` without one."""
    decks, lessons = [], lesson.find(module, settings.course_lang)
    if not module:
        names = [one.name for one in lessons]
        raise UsageError(
            _("Falta dizer que aula mostrar."),
            _("Rode, por exemplo, `make teach MODULE={first}`. As aulas: {names}.").format(
                first=names[0], names=", ".join(names)
            ),
        )
    with Steps() as steps:
        for one in lessons:
            with steps.step(one.title) as note:
                if run:
                    lesson.run(one, note)
                decks.append(deck.write(one, exercises()))
    with serving(deck.TARGET) as address, contextlib.suppress(Interrupted):
        for made in decks:
            console.print(f"  [bold]{made.lesson.title}[/]")
            console.print(_("    turma:     {address}").format(address=address + made.audience.name))
            console.print(_("    instrutor: {address}").format(address=address + made.instructor.name))
        console.print(_("  Ctrl-C encerra."))
        Event().wait()


def _tell(report: Report) -> None:
    for told in [*map(str, report.written)] or [_("Nada a mudar: os notebooks já estão assim.")]:
        console.print(f"  [green]✓[/] {told}")
    for line in report.lines():
        console.print(f"  [yellow]![/] {line}")
