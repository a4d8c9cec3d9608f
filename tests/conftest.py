"""Shared by all tests."""

import os

os.environ["COURSE_LANG"] = "pt_BR"  # before course is imported: a process speaks one language

import subprocess
import sys
from collections.abc import Callable

import pytest

from course.settings import ROOT

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli() -> Cli:
    """Runs a verb as its user does; keyword arguments are environment variables."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "course", *words],
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return run
