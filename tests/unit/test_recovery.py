"""What is decided before anything is restored."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import psycopg2
import pytest

from course.cli import recovery
from course.errors import CourseError, LogInRefused, Unavailable, UsageError
from course.recovery import catalog, drill, record, side, vault
from course.recovery.inventory import differences
from course.recovery.manifest import Manifest, Table, manifest_name, object_name
from course.recovery.recover import choose, parse_moment
from course.services import pgbackrest, postgres, postgres_server, tls
from course.services.pgbackrest import BaseBackup
from course.settings import settings
from course.stack import stack

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def base(label: str, minutes: int) -> BaseBackup:
    stop = (NOON + dt.timedelta(minutes=minutes)).timestamp()
    return BaseBackup(label, stop - 60, stop, 1)


def test_the_newest_base_backup_that_ended_before_the_moment_is_taken() -> None:
    bases = [base("old", -90), base("newer", -5), base("still running then", 0), base("after", 5)]
    assert choose(bases, NOON).label == "newer"


def test_a_base_backup_from_after_the_moment_is_never_taken() -> None:
    """PostgreSQL would recover it to its end and ignore the moment without a word."""
    with pytest.raises(CourseError, match="2026-01-31 12:00") as refused:
        choose([base("after", 1)], NOON)
    assert "2026-01-31 12:01" in refused.value.next_step


def test_without_any_base_backup_the_verb_that_makes_one_is_named() -> None:
    with pytest.raises(CourseError) as refused:
        choose([], NOON)
    assert "make backup-data" in refused.value.next_step


def test_a_moment_without_a_time_zone_is_one_of_the_courses() -> None:
    assert parse_moment("2026-01-31T10:00").tzinfo == settings.course_timezone
    assert parse_moment("2026-01-31 10:00:00+00:00").utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("text", ["yesterday", "", "2999-01-01T00:00"])
def test_what_is_no_moment_or_not_past_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_moment(text)


def test_a_table_that_lacks_a_row_or_a_value_or_altogether_is_named() -> None:
    kept = Table(name="mart.plane", rows=3, checksum="7")
    wanted = (
        kept,
        Table(name="mart.flight", rows=2, checksum="5"),
        Table(name="ops.step", rows=1, checksum="1"),
    )
    found = (
        kept,
        Table(name="mart.flight", rows=2, checksum="6"),
        Table(name="ops.new", rows=1, checksum="1"),
    )
    assert [line.split(":")[0] for line in differences(wanted, found)] == [
        "mart.flight",
        "ops.new",
        "ops.step",
    ]
    assert differences(wanted, wanted) == []


def test_a_backup_with_an_unreadable_manifest_hides_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever may write an object could else switch off every backup for as long as it is locked."""
    good = Manifest(
        name="2026-01-31T120000Z",
        taken_at=NOON,
        server_version="",
        client_version="",
        databases={},
        listing=None,
    )
    stored = {
        manifest_name(good.name): good.model_dump_json().encode(),
        object_name("2026-02-01T120000Z", "warehouse.dump"): b"half of it",
        manifest_name("junk"): b"\xff",
    }
    monkeypatch.setattr(vault, "names", lambda prefix: [name for name in stored if name.startswith(prefix)])
    monkeypatch.setattr(vault, "read", stored.get)
    assert catalog.newest() == good
    with pytest.raises(CourseError, match="junk"):
        catalog.find("junk")
    monkeypatch.setattr(recovery, "mode", lambda: "local")
    recovery.show_all()
    shown = [line for line in capsys.readouterr().out.splitlines() if "2026-" in line or "junk" in line]
    for line, state in zip(shown, ("pronto", "não terminado", "manifesto ilegível"), strict=True):
        assert state in line


@pytest.mark.parametrize("why", [OSError(28, "No space left on device"), TimeoutError(), KeyboardInterrupt()])
def test_a_drill_that_anything_stops_is_told_as_failed_even_without_the_warehouse(
    monkeypatch: pytest.MonkeyPatch, why: BaseException
) -> None:
    written: list[dict[str, object]] = []
    pushed: list[bool] = []

    @contextmanager
    def transaction() -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(execute=lambda statement, values: written.append(values))

    def away() -> NoReturn:
        raise Unavailable("away")

    def stopped() -> NoReturn:
        raise why

    monkeypatch.setattr(drill, "alone", lambda lock, busy: nullcontext())
    monkeypatch.setattr(catalog, "newest", stopped)
    monkeypatch.setattr(record.metrics, "push_drill", lambda moment, success: pushed.append(success))
    monkeypatch.setattr(record, "transaction", transaction)
    with pytest.raises(type(why)):
        drill.run()
    assert written[0]["error"]
    monkeypatch.setattr(record, "transaction", away)
    with pytest.raises(Unavailable):
        drill.run()
    assert pushed == [False, False]


def test_a_drill_beside_another_is_refused_and_is_no_failure_of_a_backup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    taken = SimpleNamespace(execute=lambda statement, values: None, fetchone=lambda: (False,))
    monkeypatch.setattr(postgres, "administer", lambda: nullcontext(taken))
    monkeypatch.setattr(catalog, "newest", lambda: pytest.fail("it looked for a backup"))
    monkeypatch.setattr(record, "drill", lambda *told_of, **more: told.append(more["error"]))
    with pytest.raises(CourseError, match="Outro ensaio"):
        drill.run()
    assert told == []


def test_a_drill_that_does_not_reach_the_server_is_told_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def away() -> NoReturn:
        raise Unavailable("away")

    monkeypatch.setattr(postgres, "administer", away)
    monkeypatch.setattr(record, "drill", lambda *told_of, **more: told.append(more["error"]))
    with pytest.raises(Unavailable):
        drill.run()
    assert told == ["away"]


def test_pgbackrest_writes_nowhere_but_below_the_servers_own_folder(tmp_path: Path) -> None:
    """Whoever runs the platform need not be the user that the package made."""
    told = pgbackrest.environment(tmp_path)
    for place in ("LOCK", "SPOOL"):
        assert Path(told[f"PGBACKREST_{place}_PATH"]).is_relative_to(tmp_path)


def test_down_ends_the_recovered_server_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []
    monkeypatch.setattr(stack.side, "halt", lambda: ended.append("side"))
    monkeypatch.setattr(stack, "_way", lambda: SimpleNamespace(down=lambda: ended.append("services")))
    monkeypatch.setattr(stack, "mode", lambda: "local")
    stack.down()
    assert ended == ["side", "services"]


def test_a_recovered_server_that_does_not_end_keeps_no_service_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails() -> None:
        raise CourseError("pg_ctl falhou")

    ended: list[str] = []
    monkeypatch.setattr(stack.side, "halt", fails)
    monkeypatch.setattr(stack, "_way", lambda: SimpleNamespace(down=lambda: ended.append("services")))
    monkeypatch.setattr(stack, "mode", lambda: "local")
    with pytest.raises(CourseError, match="pg_ctl"):
        stack.down()
    assert ended == ["services"]


@pytest.mark.parametrize("ours", [True, False])
def test_only_the_recovered_server_itself_is_ended_and_no_process_that_got_its_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ours: bool
) -> None:
    monkeypatch.setattr(side, "_DATA", tmp_path)
    monkeypatch.setattr(side, "_PID_FILE", tmp_path / "postmaster.pid")
    told: list[str] = []
    monkeypatch.setattr(side, "_as_server", lambda *words: told.append(words[0]))
    asleep = (sys.executable, "-c", "input()", "-D", str(tmp_path if ours else tmp_path / "other"))
    with subprocess.Popen(asleep, stdin=subprocess.PIPE) as process:
        (tmp_path / "postmaster.pid").write_text(f"{process.pid}\n{tmp_path}\n")
        side.halt()
        process.kill()
    assert told == (["pg_ctl"] if ours else [])
    side.halt()  # it has ended, and its file is still there
    (tmp_path / "postmaster.pid").unlink()
    side.halt()
    assert len(told) == ours


@pytest.fixture
def recovered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Recovers with programs that only seem to run: what happened comes back, in order.

    The restored cluster has a certificate of then. `notes` are what the server's pid file says at each look,
    nothing for a server that has ended; `connect` takes the log-in's place.
    """
    data, seen = tmp_path / "recovered/data", list[str]()
    for name, path in {"FOLDER": data.parent, "_DATA": data, "_PID_FILE": data / "postmaster.pid"}.items():
        monkeypatch.setattr(side, name, path)
    monkeypatch.setattr(side, "_LOG", data.parent / "postgres.log")
    monkeypatch.setattr(tls, "_DIR", tmp_path / "tls")
    monkeypatch.setattr(tls, "CA_FILE", tmp_path / "tls/ca.crt")
    monkeypatch.setattr(postgres_server, "server_user", lambda: "")

    def recover(*notes: str, connect: Callable[..., object]) -> list[str]:
        left = iter(notes)

        def look() -> None:
            side._PID_FILE.unlink(missing_ok=True)
            if note := next(left):
                side._PID_FILE.write_text(f"1\n{data}\n0\n5433\n\n127.0.0.1\n  0 0\n{note:8}\n")
                seen.append(note)

        def run(_program: str, *arguments: str) -> str:
            if "restore" in arguments:
                (data / "server.crt").write_text("of then")
                (data / "server.key").write_text("of then")
            else:
                seen.append((data / "server.crt").read_text())
                look()
            return ""

        def log_in(*_arguments: object) -> object:
            seen.append("log-in")
            return connect()

        monkeypatch.setattr(side, "_as_server", run)
        monkeypatch.setattr(side, "stop", lambda: None)
        monkeypatch.setattr(side.time, "sleep", lambda _seconds: look())
        monkeypatch.setattr(postgres, "connect", log_in)
        side.start(base("any", -5), NOON)
        return seen

    return recover


def test_the_recovered_server_shows_the_certificate_in_force(recovered: Callable[..., list[str]]) -> None:
    """Of another authority no client would take it, and the wait would last until patience ends."""
    shown = recovered("ready", connect=nullcontext)[0]
    assert shown == (tls._DIR / "server.crt").read_text()
    assert (side._DATA / "server.key").stat().st_mode & 0o777 == 0o600


def test_nobody_logs_in_before_the_recovery_has_ended(recovered: Callable[..., list[str]]) -> None:
    """The password may change on the way to the moment."""
    assert recovered("standby", "standby", "ready", connect=nullcontext)[1:] == [
        *("standby", "standby", "ready"),
        "log-in",
    ]


def test_a_server_that_ends_before_the_moment_is_told_so(recovered: Callable[..., list[str]]) -> None:
    with pytest.raises(CourseError) as stopped:
        recovered("standby", "", connect=nullcontext)
    assert "anterior" in stopped.value.next_step


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Callable[[], object]]:
    """Makes a log-in that the server refuses with these words, as our library says it."""

    def words(said: str) -> Callable[[], object]:
        def refuse(*_arguments: object, **_more: object) -> None:
            raise psycopg2.OperationalError(said)

        monkeypatch.setattr(postgres, "log_in", refuse)
        return lambda: postgres._open("postgres", "postgres", 5433)

    return words


def test_a_certificate_that_is_not_taken_is_said_at_once(
    recovered: Callable[..., list[str]], refusing: Callable[[str], Callable[[], object]]
) -> None:
    with pytest.raises(CourseError, match=r"recuperado.*certificate verify failed"):
        recovered("ready", connect=refusing("SSL error: certificate verify failed"))


def test_with_another_password_at_that_moment_nobody_is_sent_to_reset(
    recovered: Callable[..., list[str]], refusing: Callable[[str], Callable[[], object]]
) -> None:
    with pytest.raises(LogInRefused) as refused:
        recovered("ready", connect=refusing("password authentication failed"))
    assert "POSTGRES_PASSWORD" in refused.value.next_step
    assert "reset" not in str(refused.value)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tls, "_DIR", tmp_path)
    monkeypatch.setattr(tls, "CA_FILE", tmp_path / "ca.crt")
    tls.ensure()
    return tmp_path


def test_an_authority_without_the_servers_files_is_not_written_over(authority: Path) -> None:
    kept = (authority / "ca.crt").read_bytes()
    (authority / "server.key").unlink()
    with pytest.raises(CourseError, match=r"server\.key"):
        tls.ensure()
    assert (authority / "ca.crt").read_bytes() == kept


def test_without_an_authority_all_three_are_made_anew(authority: Path) -> None:
    old = (authority / "server.crt").read_bytes()
    (authority / "ca.crt").unlink()
    tls.ensure()
    assert (authority / "server.crt").read_bytes() != old
    made = (authority / "ca.crt").read_bytes()
    tls.ensure()
    assert (authority / "ca.crt").read_bytes() == made
