"""Which version of the pipeline's code this is: recorded with every attempt of a step."""

import hashlib
import subprocess
from functools import cache

from course.settings import ROOT

_SOURCES = ("pipeline", "course/pipeline")
_SUFFIXES = {".py", ".sql", ".ipynb"}


@cache
def revision() -> str:
    """`3f2c9a1b7d4e`, the commit; `3f2c9a1b7d4e+0a1b2c3d4e5f` where the sources differ from it;

    `+0a1b2c3d4e5f`, a checksum of the sources, where there is no git, as in a container.
    """
    commit = _git("rev-parse", "--show-toplevel", "--short=12", "HEAD").splitlines()
    if len(commit) != 2 or commit[0] != str(ROOT):  # no repository, or one that only holds ours
        return f"+{checksum()}"
    changed = _git("status", "--porcelain", "--", *_SOURCES)
    return f"{commit[1]}+{checksum()}" if changed else commit[1]


def checksum() -> str:
    """The first 12 digits of a SHA-256 over names and contents of the pipeline's sources."""
    digest = hashlib.sha256()
    for folder in _SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in _SUFFIXES:
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
