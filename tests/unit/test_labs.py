"""What the labs' exercises teach of the platform is what it does."""

import datetime as dt
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings, SettingsConfigDict

from course.lessons.labs import port_holders, runs
from course.lessons.labs.e02_which_value import in_force
from course.settings import ROOT, Settings
from tests.stack.conftest import eventually

VALUES = {"missing": {}, "empty": {"COURSE_LAB": ""}, "given": {"COURSE_LAB": "yes"}}


@pytest.mark.parametrize(("example", "env_file", "environment"), list(product(VALUES, repeat=3)))
def test_a_value_is_in_force_as_the_settings_read_it(
    example: str, env_file: str, environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [
        {name: f"{value and place}" for name, value in VALUES[kind].items()}
        for place, kind in (("example", example), ("file", env_file), ("environment", environment))
    ]
    files = tuple(tmp_path / place for place in ("example", "file"))
    for file, values in zip(files, sources, strict=False):
        file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    for name, value in sources[2].items():
        monkeypatch.setenv(name, value)

    class OneSetting(BaseSettings):
        model_config = SettingsConfigDict(**{**Settings.model_config, "env_file": files})
        course_lab: str | None = None

    assert in_force("COURSE_LAB", *sources) == OneSetting().course_lab


def test_a_changeover_is_a_day_that_lacks_an_hour_which_its_day_of_2013_had() -> None:
    days = runs.changeovers()
    assert dt.date(2022, 3, 13) in days
    assert dt.date(2024, 3, 10) not in days  # the day of the change in 2013 as well
    assert all(day.month == 3 and day.isoweekday() == 7 for day in days)


def test_the_processes_that_hold_a_port_end_with_the_kernel_that_started_them() -> None:
    start = "from course.lessons.labs import port_holders as p; n = p.start(); print(n, p.state(n, p.LISTEN))"
    told = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    port, listening = told.stdout.split()
    assert listening
    for part in (port_holders.LISTEN, port_holders.CALL):
        eventually(lambda part=part: not port_holders.state(int(port), part), f"{part} has ended", 30)
