"""The programs' logs are cut at a moment and followed, whatever format their times have."""

import datetime as dt
import os
from pathlib import Path

import pytest

from course.errors import UsageError
from course.stack import logs

START = dt.datetime(2026, 11, 23, 21, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-23 21:00:00.123 UTC [1] LOG:  ",
        "2026-11-23T21:00:00.123456Z [info] ",
        "ts=2026-11-23T21:00:00.123Z caller=main.go ",
        "[I 2026-11-23 21:00:00.123 ServerApp] ",
        "812:M 23 Nov 2026 21:00:00.123 * ",
    ],
)
def test_lines_since_a_moment_with_those_that_belong_to_them(tmp_path: Path, stamp: str) -> None:
    log = tmp_path / "a.log"
    early = stamp.replace("21:00:00", "20:59:59")
    log.write_text(f"{early}old\n  its traceback\n{stamp}new\n  its traceback\n")
    tail = logs._tail(log, START)
    assert [next(tail) for _ in range(3)] == [f"{stamp}new\n", "  its traceback\n", None]


def test_what_is_written_later_follows_also_after_a_rotation(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("2026-11-23 21:00:01 one\n")
    tail = logs._tail(log, START)
    assert [next(tail), next(tail)] == ["2026-11-23 21:00:01 one\n", None]
    with log.open("a") as file:
        file.write("2026-11-23 21:00:02 two\n")
    assert [next(tail), next(tail)] == ["2026-11-23 21:00:02 two\n", None]
    log.rename(tmp_path / "a.log.1")
    log.write_text("2026-11-23 21:00:03 three\n")
    assert [next(tail), next(tail)] == ["2026-11-23 21:00:03 three\n", None]


def test_what_was_said_before_a_rotation_is_shown_as_well(tmp_path: Path) -> None:
    log, older = tmp_path / "a.log", tmp_path / "a.log.1"
    older.write_text("2026-11-23 20:59:59 zero\n2026-11-23 21:00:01 one\n")
    log.write_text("2026-11-23 21:00:02 two\n")
    at = (START + dt.timedelta(seconds=1)).timestamp()
    os.utime(older, (at, at))
    tail = logs._tail(log, START)
    assert [next(tail) for _ in range(3)] == [
        "2026-11-23 21:00:01 one\n",
        "2026-11-23 21:00:02 two\n",
        None,
    ]


def test_spans_and_moments_are_understood() -> None:
    before = dt.datetime.now(dt.UTC)
    moment = logs._moment("10m")
    assert before <= moment + dt.timedelta(minutes=10) <= dt.datetime.now(dt.UTC)
    assert logs._moment("2026-11-23T21:00") == START


def test_anything_else_is_refused_with_examples() -> None:
    with pytest.raises(UsageError, match="10m"):
        logs._moment("yesterday")


def test_when_there_is_no_line_since_then_that_is_said_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "mode", lambda: "local")
    monkeypatch.setattr(logs, "log_file", lambda name: tmp_path / f"{name}.log")
    (tmp_path / "redis.log").write_text("2026-11-23 20:59:59 old\n")
    logs.show("redis", START.isoformat(), follow=False)
    said = capsys.readouterr()
    assert said.out == ""
    assert START.isoformat() in said.err
    with (tmp_path / "redis.log").open("a") as file:
        file.write("2026-11-23 21:00:01 new\n")
    logs.show("redis", START.isoformat(), follow=False)
    assert capsys.readouterr() == ("redis | 2026-11-23 21:00:01 new\n", "")
