"""Where the programs of local mode are: Debian's places, our own builds, the environment."""

import os
import shutil
import sys
from pathlib import Path

from course.errors import CourseError
from course.i18n import _
from course.settings import settings

# Links to what was built from source, which itself stays in the cache.
BUILDS_DIR = settings.state_dir / "bin"
# What each says, a file a program.
LOGS_DIR = settings.state_dir / "logs"


def log_file(name: str) -> Path:
    """The file with the program's output."""
    return LOGS_DIR / f"{name}.log"


def find(name: str) -> Path:
    """The program's path; raises `CourseError` when it is not installed.

    PostgreSQL's server programs are not on Debian's PATH: the newest version is taken.
    """
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True
    )
    places = [Path(sys.executable).parent, BUILDS_DIR, *versions, *map(Path, os.defpath.split(os.pathsep))]
    places += [Path("/usr/local/sbin"), Path("/usr/sbin"), Path("/sbin")]
    found = shutil.which(name, path=os.pathsep.join(map(str, places)))
    if found is None:
        raise CourseError(
            _("O programa {name} não está instalado.").format(name=name), _("Rode `make dev-setup`.")
        )
    return Path(found)
