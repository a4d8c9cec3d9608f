"""What the labs' exercises teach of the platform is what it does."""

import datetime as dt
import subprocess
import sys
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pydantic_settings import BaseSettings, SettingsConfigDict

from course.exercises.engine import judge
from course.exercises.verdict import Status
from course.lessons.labs import day_report, e16_same_rows, e20_report, port_holders, runs
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


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("a hora 2 foi pulada na mudança de hora (DST)", True),
        ("a hora das 2 h saltou para as 3 h", True),
        ("às 2h o relógio foi adiantado", True),
        ("adiantaram uma hora naquela noite", True),
        ("the clocks skipped an hour", True),
        ("nonexistent_local_time", True),
        ("não houve falhas", False),
        ("muitos voos adiantados, nota alta", False),
        ("rejeitadas 3 linhas", False),
    ],
)
def test_a_report_names_the_hour_that_was_leapt_over_in_whatever_words(
    said: str, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_report, "latest", lambda: SimpleNamespace(rejected={"nonexistent_local_time": 3}))
    assert e20_report._why(said) is told


def test_whether_rows_are_the_same_is_one_truth_value_not_one_a_column() -> None:
    exercise, right = e16_same_rows.exercise, e16_same_rows.same_rows

    def column_by_column(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
        return before.eq(after).all()

    verdict = judge(exercise, column_by_column)
    assert verdict.status is Status.NOT_YET
    assert "Series" in verdict.message
    assert judge(exercise, lambda before, after: np.bool_(right(before, after))).status is Status.RIGHT
