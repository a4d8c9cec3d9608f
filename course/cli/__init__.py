"""The command line: `python -m course <verb>`, which each make target calls."""

import sys

from course.errors import CourseError
from course.i18n import _


def run() -> None:
    """Runs the verb; an error of ours ends it with its text on stderr and its exit code."""
    try:
        from course.cli.verbs import app  # late: an error in .env is one of ours, too

        app()
    except CourseError as error:
        print(f"✗ {error.message}", file=sys.stderr)
        if error.next_step:
            print(f"  → {error.next_step}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print(_("\nInterrompido. `make down` para o que ficou ligado."), file=sys.stderr)
        sys.exit(130)
