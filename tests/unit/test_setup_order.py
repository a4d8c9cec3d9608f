"""The verbs that set the machine up make .env before anything reads it."""

import subprocess
import sys

import pytest

from course.__main__ import _SETS_UP
from course.settings import ROOT

_UNTIL_THE_ENV_FILE = """
import sys
from course.cli.verbs import app
from course.stack import env_file

def ensure():
    sys.exit(3 if "course.settings" in sys.modules else 0)

env_file.ensure = ensure
app(sys.argv[1:])
sys.exit(4)
"""


@pytest.mark.parametrize("verb", sorted(_SETS_UP))
def test_the_env_file_is_made_before_the_settings_are_read(verb: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _UNTIL_THE_ENV_FILE, verb],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
