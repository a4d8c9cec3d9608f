"""What a student has done, kept on this machine alone, in a SQLite file."""

import csv
import datetime as dt
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from course.exercises.verdict import Status
from course.settings import settings

_SCHEMA = Path(__file__).with_name("progress.sql")
_RECORDS = Path(__file__).with_name("progress_records.sql")
# The files that have their tables.
_ready: set[Path] = set()


@dataclass(frozen=True)
class Record:
    """An exercise as far as the student has come. Times are UTC, None when it has not happened.

    tries: verdicts on an answer, up to and with the first right one. hints: the highest level seen.
    solution_at: when the solution was opened before the answer was right.
    """

    exercise: str
    tries: int = 0
    hints: int = 0
    last_status: str = ""
    right_at: dt.datetime | None = None
    solution_at: dt.datetime | None = None


def note_verdict(exercise: str, status: Status, cause: str = "") -> None:
    """Writes a verdict down."""
    with _store() as db:
        db.execute(
            "INSERT INTO verdict (exercise, at, status, cause) VALUES (?, ?, ?, ?)",
            (exercise, _now(), str(status), cause),
        )


def note_hint(exercise: str, level: int) -> None:
    """Writes down that the hint of that level (from 1) was seen."""
    with _store() as db:
        db.execute("INSERT INTO hint (exercise, at, level) VALUES (?, ?, ?)", (exercise, _now(), level))


def note_solution(exercise: str) -> None:
    """Writes down that the solution was opened."""
    with _store() as db:
        db.execute("INSERT INTO solution (exercise, at) VALUES (?, ?)", (exercise, _now()))


def record(exercise: str) -> Record:
    """How far the student has come with it."""
    return records([exercise])[exercise]


def records(exercises: Iterable[str]) -> dict[str, Record]:
    """The same of many at once, by exercise."""
    with _store() as db:
        rows = db.execute(_RECORDS.read_text(encoding="utf-8"), {"exercises": json.dumps(list(exercises))})
        return {
            name: Record(name, tries, level, status, _time(right_at), _time(solution_at))
            for name, tries, level, status, right_at, solution_at in rows
        }


def solution_seen(exercise: str) -> bool:
    """Whether the solution was opened, be it before or after the answer was right."""
    with _store() as db:
        return bool(db.execute("SELECT 1 FROM solution WHERE exercise = ?", (exercise,)).fetchone())


def keep_scene(exercise: str, scene: dict[str, Any]) -> None:
    """Keeps what a scene made, over restarts of the kernel."""
    with _store() as db:
        db.execute(
            "INSERT INTO scene (exercise, at, content) VALUES (?, ?, ?)"
            " ON CONFLICT (exercise) DO UPDATE SET at = excluded.at, content = excluded.content",
            (exercise, _now(), json.dumps(scene)),
        )


def scene(exercise: str) -> dict[str, Any] | None:
    """What the exercise's last scene made; None when there was none."""
    with _store() as db:
        row = db.execute("SELECT content FROM scene WHERE exercise = ?", (exercise,)).fetchone()
    return json.loads(row[0]) if row else None


def as_csv(records: list[Record]) -> str:
    """The records as CSV with a head; times in ISO 8601, UTC."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Record))
    for one in records:
        writer.writerow(
            value.isoformat() if isinstance(value, dt.datetime) else value for value in astuple(one)
        )
    return out.getvalue()


@contextmanager
def _store() -> Iterator[sqlite3.Connection]:
    """The file in a transaction. Several kernels may write at once: each waits its turn."""
    file = settings.progress_file
    new = file not in _ready or not file.exists()
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=10)) as db:
        if new:
            db.executescript(_SCHEMA.read_text(encoding="utf-8"))
            _ready.add(file)
        with db:
            yield db


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
