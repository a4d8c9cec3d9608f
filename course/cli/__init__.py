"""The command line: `python -m course <verb>`, which each make target calls."""

import signal
import sys

import typer

from course.cli import refusals
from course.errors import CourseError
from course.i18n import _


class Interrupted(CourseError):  # noqa: N818  # what the reader did
    """Ctrl-C."""

    exit_code = 130


def run() -> None:
    """Runs the verb; an error of ours ends it with its text on stderr and its exit code."""
    signal.signal(signal.SIGINT, _interrupt)
    try:
        sys.exit(_verb(sys.argv[1:] or ["--help"]))
    except CourseError as error:
        print(f"✗ {error.message}", file=sys.stderr)
        if error.next_step:
            print(f"  → {error.next_step}", file=sys.stderr)
        sys.exit(error.exit_code)


def _verb(words: list[str]) -> int | None:
    from course.cli.verbs import app  # late: an error in .env is one of ours, too

    try:
        status: int | None = app(words, standalone_mode=False)
    except typer.TyperException as error:
        raise refusals.in_words(error, words) from error
    except typer.Abort:
        raise CourseError(_("A pergunta ficou sem resposta; nada foi feito.")) from None
    return status


def _interrupt(*_signal: object) -> None:
    raise Interrupted(_("Interrompido."), _("O que já está no ar continua; `make down` desliga."))
