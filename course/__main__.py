"""`python -m course <verb>`: the environment first, then the verb in it."""

import json
import os
import sys

from course import bootstrap
from course.i18n import _

# These make the environment; every other verb needs it and says so.
_SETS_UP = {"dev-setup", "demo", "test"}


def main() -> None:
    """Runs the verb in the course's environment; exits with the verb's status."""
    verb = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    if not bootstrap.ready():
        if verb not in _SETS_UP:
            _say_what_is_missing(verb)
        try:
            bootstrap.make()
        except bootstrap.BootstrapError as error:
            sys.exit(str(error))
        except KeyboardInterrupt:
            sys.exit(_("Interrompido. Repita o comando: ele continua de onde parou."))
    if not bootstrap.inside():
        command = [str(bootstrap.PYTHON), "-m", "course", *sys.argv[1:]]
        os.execv(command[0], command)  # noqa: S606  # the same command, in the environment
    from course.cli import run  # late: it needs the environment

    run()


def _say_what_is_missing(verb: str) -> None:
    what, mend = _("O ambiente Python do curso ainda não existe, ou é de outra versão."), "make dev-setup"
    if verb == "doctor" and "--json" in sys.argv:
        finding = {"check": "environment", "level": "failed", "what": what, "mend": mend}
        print(json.dumps({"findings": [finding]}, ensure_ascii=False, indent=2))
        sys.exit(1)
    sys.exit(f"{what}\n  → {mend}")


if __name__ == "__main__":
    main()
