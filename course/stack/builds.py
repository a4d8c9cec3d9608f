"""What upstream ships as source alone: built once by Go, kept in a cache outside the checkout.

A folder of infra/go holds a go.mod, with one `tool` line naming what to build, and its go.sum.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from course.errors import CourseError
from course.i18n import _
from course.services.programs import BUILDS_DIR, find
from course.services.registry import services
from course.settings import ROOT, settings


def wanted() -> list[str]:
    """The folders of infra/go that some service's local mode needs."""
    names = (name for service in services().values() for name in service.local.builds)
    return list(dict.fromkeys(names))


def missing() -> list[str]:
    """Those whose binary, at the version of its module file, is not in the cache."""
    return [name for name in wanted() if not binary(name).exists()]


def build(name: str, note: Callable[[str], None]) -> None:
    """Builds it; the binary appears in the cache in one step. Raises `CourseError` with Go's own words.

    What Go has compiled is there for the next one, until `clear`.
    """
    work = settings.cache_dir / f"go-{name}"
    target = binary(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = work / target.name
    environment = {
        **os.environ,
        # Only what the module file and its checksums say; nothing of the reader's own Go set-up.
        **{"CGO_ENABLED": "0", "GOENV": "off", "GOTOOLCHAIN": "local", "GOWORK": "off"},
        **{"GOFLAGS": "-mod=readonly -trimpath -modcacherw"},
        **{"GOPATH": str(work / "path"), "GOCACHE": str(_compiled())},
    }
    command = [str(find("go")), "build", "-v", "-ldflags=-s -w", "-o", str(made), tool(name)]
    with subprocess.Popen(
        command,
        cwd=ROOT / "infra/go" / name,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        last: list[str] = []
        compiled = 0
        for line in process.stdout or ():
            last = [*last[-20:], line]
            compiled += not line.startswith("go: ")
            note(_("pacotes compilados: {n}").format(n=compiled) if compiled else line.strip())
    if process.returncode:
        raise CourseError(_("A compilação de {name} falhou:\n{why}").format(name=name, why="".join(last)))
    made.replace(target)
    shutil.rmtree(work, ignore_errors=True)


def clear() -> None:
    """Deletes what Go has compiled: gigabytes that only another build would want."""
    shutil.rmtree(_compiled(), ignore_errors=True)


def _compiled() -> Path:
    return settings.cache_dir / "go-compiled"


def link() -> None:
    """Puts the cached binaries where `course.services.programs.find` looks."""
    BUILDS_DIR.mkdir(parents=True, exist_ok=True)
    for name in wanted():
        new = BUILDS_DIR / f".{name}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(binary(name))
        new.replace(BUILDS_DIR / name)


def tool(name: str) -> str:
    """The package that the folder's go.mod names as its tool."""
    found = re.search(r"^tool (\S+)$", (ROOT / "infra/go" / name / "go.mod").read_text(), re.MULTILINE)
    if not found:
        raise CourseError(_("infra/go/{name}/go.mod não tem linha `tool`.").format(name=name))
    return found[1]


def binary(name: str) -> Path:
    """Where the cache holds, or will hold, what that folder's module file builds."""
    files = [ROOT / "infra/go" / name / file for file in ("go.mod", "go.sum")]
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    return settings.cache_dir / "bin" / f"{name}-{mark}"
