"""What developers run: the tests, the checks of style, the benchmarks, the catalogs, the lock file."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import typer
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from course.editions import catalog as prose
from course.editions import edition, notebooks
from course.errors import CourseError
from course.i18n import DOMAIN, LANGUAGES, SOURCE_LANGUAGE, _
from course.services.jupyter import home
from course.settings import ROOT, settings
from course.stack import stack, supervisor
from course.stack.mode import mode
from course.stack.progress import console

_BIN = Path(sys.executable).parent
_LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("mypy", "--follow-imports=silent", "benchmarks"),
    ("lint-imports",),
)
_POT = "locale/course.pot"
# What speaks to a reader: the library, and the alerts.
SPOKEN = ("course", "infra/prometheus/rules")


def lint() -> None:
    """Style, types, layers; all of them, then exit 1 when one found something."""
    failed = [" ".join(command) for command in _LINTERS if _run(*command)]
    if failed:
        raise CourseError(
            _("Reprovado por: {names}.").format(names=", ".join(failed)),
            _("`.venv/bin/ruff format .` formata; o resto está dito acima."),
        )


def test() -> None:
    """Every test: those without services first, then those on the live stack, which is started if need be."""
    lint()
    _pytest("tests/unit")
    with _stack_running():
        _pytest("tests/stack")
        for language in LANGUAGES:
            _lessons(language)


def bench() -> None:
    """Every benchmark, one after the other, on the live stack."""
    with _stack_running():
        failed = [
            file.name for file in sorted((ROOT / "benchmarks").glob("bench_*.py")) if _run("python", file)
        ]
    if failed:
        raise CourseError(_("Não terminaram: {names}.").format(names=", ".join(failed)))


def messages() -> None:
    """Collects the messages of code and notebooks, merges them into each catalog, compiles the code's."""
    pybabel = ("pybabel", "--quiet")
    _checked(
        *pybabel,
        "extract",
        "-F",
        "babel.cfg",
        "--no-location",
        "--sort-output",
        "--omit-header",
        "-o",
        _POT,
        *SPOKEN,
    )
    for language in (one for one in LANGUAGES if one != SOURCE_LANGUAGE):
        spoken = f"locale/{language}/LC_MESSAGES/{DOMAIN}.po"
        if not (ROOT / spoken).exists():
            prose.write(
                prose.new(language, f"The messages of DataOps na Prática, {language}."), ROOT / spoken
            )
        merge = ("-l", language, "--no-fuzzy-matching", "--ignore-obsolete")
        _checked(*pybabel, "update", "-i", _POT, "-o", spoken, *merge)
        _compile(ROOT / spoken)
        prose.merge(language)


def _compile(source: Path) -> None:
    """Not by pybabel's command, which takes "5 % das linhas" for a format; a test looks at placeholders."""
    with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, read_po(po))


def lock() -> None:
    """Resolves the lock file anew, for every supported Python, with hashes and no index."""
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet", "--no-header")
    no_hosts = ("--no-emit-index-url", "--no-emit-find-links")
    where = ("--group", "dev", "-o", "requirements.lock")
    _checked("python", "-m", "uv", "pip", "compile", "pyproject.toml", *options, *no_hosts, *where)


@contextlib.contextmanager
def _stack_running() -> Iterator[None]:
    """The stack, in the source's language, which the tests read: the one that runs, else one of its own."""
    was_running = mode() == "compose" or supervisor.running()
    try:
        _checked("python", "-m", "course", "up", COURSE_LANG=SOURCE_LANGUAGE)
        yield
    finally:
        if not was_running:
            stack.down()
        elif settings.course_lang != SOURCE_LANGUAGE:
            stack.up()


def _pytest(*arguments: str | Path, **environment: str) -> None:
    if status := _run("python", "-m", "pytest", *arguments, **environment):
        raise typer.Exit(status)


def _lessons(language: str) -> None:
    """Every notebook of an edition from top to bottom, as handed out; the student keeps their progress."""
    edition.build(language)
    folders = [ROOT / home(language) / name for name in notebooks.FOLDERS]
    with tempfile.TemporaryDirectory() as own:
        _pytest("--nbval-lax", *folders, COURSE_LANG=language, PROGRESS_FILE=f"{own}/progress.sqlite")


def _checked(*command: str, **environment: str) -> None:
    if _run(*command, **environment):
        raise CourseError(_("Falhou: {command}").format(command=" ".join(command)))


def _run(program: str, *arguments: str | Path, **environment: str) -> int:
    console.print(f"[bold]$ {program} {' '.join(map(str, arguments))}[/]")
    command = [_BIN / program, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
