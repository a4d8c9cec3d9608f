"""An edition: the lessons in another language, or solved, in a folder of its own below editions/.

Beside what the reader works in, `.built` keeps each notebook as it was written, so that their own work
can be told from ours. Only what has changed in the source is written again.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from nbformat import NotebookNode

from course.editions import answers, catalog, notebooks
from course.editions.report import Report
from course.errors import UsageError
from course.i18n import LANGUAGES, SOURCE_LANGUAGE, _
from course.services.jupyter import home
from course.settings import ROOT

_BUILT = Path(".built")


def build(language: str, checkout: Path = ROOT) -> Report:
    """Brings the language's edition up to date; for the source's own language there is nothing to do.

    Where the source has changed, a notebook that its reader has changed is first saved aside, and their
    answers are carried over into the new one, except those whose exercise is gone or handed out otherwise.
    """
    report = Report(checkout)
    if language == SOURCE_LANGUAGE:
        return report
    wanted = {path: notebooks.text(notebook) for path, notebook in translated(language, report)}
    _lay(home(language), wanted, report, carry=True)
    return report


def solved(language: str, exercises: Mapping[str, answers.Answered], checkout: Path = ROOT) -> Report:
    """Writes editions/solved-<language>: each answer as its exercise solves it.

    What its reader has changed there is saved aside and written anew.
    """
    report = Report(checkout)
    wanted = {}
    for path, notebook in translated(language, report):
        for cell in notebook.cells:
            if notebooks.exercise_of(cell):
                cell.source = answers.exercise(cell, exercises).solution.strip("\n")
        wanted[path] = notebooks.text(notebook)
    _lay(Path("editions") / f"solved-{language}", wanted, report, carry=False)
    return report


def translated(language: str, report: Report) -> Iterator[tuple[Path, NotebookNode]]:
    """The lessons in that language, without outputs; raises `UsageError` when it is none of ours."""
    if language not in LANGUAGES:
        raise UsageError(
            _("Não há edição em {language!r}.").format(language=language),
            _("Escolha uma destas: {languages}.").format(languages=", ".join(LANGUAGES)),
        )
    messages = catalog.read(language, report.checkout) if language != SOURCE_LANGUAGE else None
    for path in notebooks.paths(report.checkout):
        notebook = notebooks.read(report.checkout / path)
        notebooks.without_outputs(notebook)
        if messages is not None:
            report.untranslated += catalog.translate(notebook, messages)
        yield path, notebook


def _lay(folder: Path, wanted: Mapping[Path, str], report: Report, *, carry: bool) -> None:
    """Makes the edition's folder hold what is wanted, and nothing that was ours and no longer is."""
    built = notebooks.paths(report.checkout / folder / _BUILT)
    for path in sorted({*wanted, *built}):
        _place(folder, path, wanted.get(path), report, carry=carry)


def _place(folder: Path, path: Path, new: str | None, report: Report, *, carry: bool) -> None:
    there, before = report.checkout / folder / path, report.checkout / folder / _BUILT / path
    old, now = _text(before), _text(there)
    if now is not None and new == old and (carry or now == new):
        return
    changed = now is not None and now not in (old, new)
    if changed:
        report.save_aside(folder / path)
    if new is None:
        there.unlink(missing_ok=True)
        before.unlink()
        return
    content = new
    if changed and carry and old is not None:
        content, report.carried[folder / path] = answers.carried(new, there, before)
    notebooks.write(there, content)
    notebooks.write(before, new)
    report.written.append(folder / path)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None
