"""Which of its two ways the stack runs in."""

import re
import shutil
import subprocess
from functools import cache
from typing import Literal

from course.settings import settings
from course.stack import supervisor

Mode = Literal["local", "compose"]


@cache
def engine() -> str:
    """The Docker engine's version with compose's, or empty when either does not answer within 5 s."""
    if not shutil.which("docker"):
        return ""
    answers = []
    for command in (["version", "--format", "{{.Server.Version}}"], ["compose", "version", "--short"]):
        try:
            done = subprocess.run(
                ["docker", *command], capture_output=True, text=True, timeout=5, check=False
            )
        except subprocess.TimeoutExpired:
            return ""
        if done.returncode:
            return ""
        answers.append(done.stdout.strip())
    return "engine {}, compose {}".format(*answers)


def versions() -> list[tuple[int, ...]]:
    """Major and minor version of the engine and of compose."""
    return [tuple(map(int, found)) for found in re.findall(r"(\d+)\.(\d+)[^,]*", engine())]


def mode() -> Mode:
    """As .env says; `auto` stays with local processes that run, else takes compose where it can."""
    if settings.stack_mode != "auto":
        return settings.stack_mode
    return "compose" if not supervisor.running() and engine() else "local"
