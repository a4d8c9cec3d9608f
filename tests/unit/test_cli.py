"""A verb that was called wrongly says so in the reader's language, with the next step."""

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from course.cli import _verb as verb
from course.cli import pipeline
from course.errors import UsageError
from course.pipeline import prove
from course.settings import ROOT
from tests.conftest import Cli


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["backfill"], "make backfill FROM="),
        (["backfill", "--from", "2013-01-01"], "make backfill FROM="),
        (["teach"], "02_architecture"),
        (["teach", "09"], "02_architecture"),
        (["trigger"], "trigger-dag"),
        (["nope"], "make help"),
        (["up", "--fast"], "course up --help"),
        (["logs", "--since"], "course logs --help"),
        (["edition", "a", "b"], "course edition --help"),
        (["incident", "--fault", "nothing"], "broker_gone"),
    ],
)
def test_what_cannot_be_is_refused_with_the_next_step(words: list[str], named: str) -> None:
    with pytest.raises(UsageError) as refused:
        verb(words)
    assert named in refused.value.next_step


@pytest.mark.parametrize(
    ("words", "missing"),
    [(["restore"], "BACKUP="), (["recover"], "TO="), (["release-day", "--day", "2026-01-31"], "WHY=")],
)
def test_what_a_verb_cannot_do_without_is_named(words: list[str], missing: str) -> None:
    with pytest.raises(UsageError, match=missing):
        verb(words)


@pytest.mark.parametrize(("found", "status"), [("964", 0), ("963", 1)])
def test_a_day_is_compared_as_it_is_without_being_run(
    monkeypatch: pytest.MonkeyPatch, found: str, status: int
) -> None:
    compared = []

    def compare(day: dt.date) -> list[prove.Check]:
        compared.append(day)
        return [prove.Check("flights", "964", found)]

    monkeypatch.setattr(prove, "compare", compare)
    monkeypatch.setattr(pipeline, "run_day", lambda day: pytest.fail(f"it ran {day}"))
    assert (verb(["test-pipeline", "--day", "2013-01-02", "--compare-only"]) or 0) == status
    assert compared == [dt.date(2013, 1, 2)]


def test_a_refusal_is_two_lines_on_stderr_in_the_readers_language(cli: Cli) -> None:
    done = cli("up", "--fast", COURSE_LANG="en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("✗ `python -m course up` has no option --fast")
    assert done.stderr.splitlines()[1].startswith("  → Run `python -m course up --help`")


def test_an_exercise_that_there_is_not_is_refused_with_the_three_most_like_it() -> None:
    with pytest.raises(UsageError) as refused:
        verb(["prove", "01.06-scores"])
    ids = refused.value.next_step.partition(": ")[2].rstrip(".").split(", ")
    assert ids[0] == "01.06-score"
    assert len(ids) == 3


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_without_a_verb_all_verbs_are_listed(cli: Cli, words: tuple[str, ...]) -> None:
    done = cli(*words)
    assert done.returncode == 0
    assert all(verb in done.stdout for verb in ("demo", "trigger-dag", "progress", "lint"))
    assert "prepare-services" not in done.stdout


def test_following_quiet_logs_says_so_and_ends_well_on_ctrl_c(tmp_path: Path) -> None:
    following = subprocess.Popen(
        [sys.executable, "-m", "course", "logs", "redis"],
        cwd=ROOT,
        env={**os.environ, "STATE_DIR": str(tmp_path), "STACK_MODE": "local"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert following.stderr
    assert "10m" in following.stderr.readline()
    following.send_signal(signal.SIGINT)
    assert following.communicate(timeout=60) == ("", "")
    assert following.returncode == 0
