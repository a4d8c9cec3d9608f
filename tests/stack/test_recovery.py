"""Backups and the way back from them, on the live stack: the warehouse is destroyed for real."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg2.errors
import psycopg2.extensions
import pytest
from minio.error import S3Error

from course.errors import CourseError, Unavailable, UsageError
from course.evidence import trail
from course.pipeline import warehouse
from course.recovery import catalog, drill, dump, inventory, restore, side, vault
from course.recovery.alone import alone
from course.recovery.manifest import Grant, Manifest, Setting, Table, manifest_name, object_name
from course.services import airflow, minio, postgres, postgres_server
from course.services.http import get, metric
from tests.conftest import Cli
from tests.stack.conftest import eventually, stopped

State = tuple[tuple[Table, ...], tuple[Grant, ...], tuple[Setting, ...]]


@pytest.fixture(scope="module")
def backup() -> Manifest:
    """A fresh one, by the DAG: as Airflow's worker makes it every day."""
    run_dag("backup")
    return catalog.newest()


def run_dag(dag_id: str) -> None:
    run_id = f"test-{uuid.uuid4().hex[:8]}"
    airflow.api("POST", f"/dags/{dag_id}/dagRuns", json={"dag_run_id": run_id, "logical_date": None})

    def state() -> str:
        found = str(airflow.api("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"])
        return found if found in ("success", "failed") else ""

    assert eventually(state, f"{dag_id} has ended", 240) == "success"


def state_of(database: str = postgres.WAREHOUSE) -> State:
    with postgres.connect("postgres", database) as connection, connection.cursor() as cursor:
        tables, grants = inventory.tables(cursor), inventory.grants(cursor)
        settings = inventory.settings(cursor)
        # As the server says it: a migration's 60s comes back as 1min.
        return tables, grants, tuple(one.model_copy(update={"value": said(cursor, one)}) for one in settings)


def said(cursor: psycopg2.extensions.cursor, setting: Setting) -> str:
    cursor.execute("SELECT set_config(%s, %s, true)", (setting.name, setting.value))
    [(value,)] = cursor.fetchall()
    return str(value)


def execute(
    statement: str, *values: object, database: str = postgres.WAREHOUSE, port: int = 0
) -> list[tuple]:
    with postgres.connect("postgres", database, port) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def scratch() -> Iterator[str]:
    """The name of a database that there is not, and after the test neither."""
    name = f"test_{uuid.uuid4().hex[:8]}"
    yield name
    with postgres.administer() as cursor:
        dump.drop(cursor, name)


def test_the_manifest_tells_what_is_in_the_backup(backup: Manifest) -> None:
    assert set(backup.databases) == {postgres.WAREHOUSE, postgres.AIRFLOW}
    told = backup.databases[postgres.WAREHOUSE]
    [(rows, newest, colour)] = execute(
        "SELECT count(*), max(flight_date), (SELECT colour FROM mart.release) FROM mart.flight"
    )
    flights = next(table for table in told.tables if table.name == f"mart_{colour}.flight")
    assert (flights.rows, told.newest_day) == (rows, newest)
    assert backup.server_version.startswith("PostgreSQL ")
    for file in (told.dump, backup.databases[postgres.AIRFLOW].dump, backup.listing and backup.listing.file):
        assert file is not None
        assert minio.client().stat_object(minio.BACKUPS, file.object).size == file.size


def test_every_part_of_a_backup_is_recorded_and_its_moment_exported(backup: Manifest) -> None:
    kinds = {"warehouse", "airflow", "objects", "base"}
    recorded = execute("SELECT kind FROM ops.backup WHERE finished_at >= %s", backup.taken_at)
    assert {kind for (kind,) in recorded} == kinds
    page = get("pushgateway", "/metrics").text
    name = "course_backup_last_success_timestamp_seconds"
    told = {
        found[1]: float(found[2])
        for found in re.finditer(rf'^{name}{{.*kind="(\w+)".*}} (\S+)$', page, re.MULTILINE)
    }
    assert set(told) == kinds
    assert told["warehouse"] == pytest.approx(backup.taken_at.timestamp(), abs=1)
    assert told["base"] >= told["warehouse"]


def test_nobody_removes_a_backup_before_its_time_the_root_user_included(backup: Manifest) -> None:
    name = backup.databases[postgres.WAREHOUSE].dump.object
    version = vault.first_version(name)
    with pytest.raises(S3Error, match="WORM"):
        minio.client().remove_object(minio.BACKUPS, name, version_id=version)
    retention = minio.client().get_object_retention(minio.BACKUPS, name, version)
    assert retention is not None
    assert retention.mode == "COMPLIANCE"
    days = (retention.retain_until_date - backup.taken_at).total_seconds() / 86400
    assert days == pytest.approx(minio.BACKUP_DAYS, abs=0.1)


def test_a_destroyed_warehouse_comes_back_with_every_table_right_and_setting(
    backup: Manifest, cli: Cli, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state_of()
    told = backup.databases[postgres.WAREHOUSE]
    with postgres.administer() as cursor:
        dump.drop(cursor, postgres.WAREHOUSE)
    with pytest.raises(Unavailable, match="does not exist"), postgres.connect("etl"):
        pass
    done = cli("restore", backup.name)
    assert done.returncode == 0, done.stderr
    tables, grants, settings = state_of()
    assert (grants, settings) == before[1:]
    # The records of the backup and of the restore themselves are younger than the backup, and alerts go on.
    younger = {"ops.backup", "audit.event", "ops.alert"}
    assert without(tables, younger) == without(told.tables, younger)
    with capsys.disabled():
        print("\n" + "\n".join(line for line in done.stdout.splitlines() if "RTO" in line))
    assert "RPO" in done.stdout
    # Who was connected finds the new one: readers here, and the exporter.
    assert warehouse.read("SELECT count(*) AS n FROM mart.flight", ttl=0)["n"].item() > 0
    eventually(lambda: metric("postgres_exporter", "pg_up") == 1, "the exporter has reconnected")
    [(object_,)] = execute("SELECT object FROM audit.event WHERE action = 'restore' ORDER BY id DESC LIMIT 1")
    assert object_ == postgres.WAREHOUSE
    for role in ("analyst", "student"):
        refused = pytest.raises(psycopg2.errors.InsufficientPrivilege)
        with refused, postgres.connect(role) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM quality.result")


def without(tables: tuple[Table, ...], names: set[str]) -> dict[str, Table]:
    return {table.name: table for table in tables if table.name not in names}


def test_the_database_that_was_there_is_kept_aside_and_closed(backup: Manifest) -> None:
    marker = uuid.uuid4().hex
    [(number,)] = execute("INSERT INTO audit.event (action, object) VALUES ('test', %s) RETURNING id", marker)
    trail.keep()
    reader = postgres._open("analyst", postgres.WAREHOUSE)  # a session that the swap has to end
    done = restore.restore(backup.name)
    with pytest.raises(psycopg2.OperationalError), reader.cursor() as cursor:
        cursor.execute("SELECT 1")
    reader.close()
    assert done.aside == "warehouse_before_restore"
    assert execute("SELECT 1 FROM audit.event WHERE object = %s", marker) == []
    with pytest.raises(Unavailable, match="not currently accepting"):
        execute("SELECT 1", database=done.aside)
    with postgres.administer() as cursor:
        restore._close(cursor, done.aside, closed=False)
    assert execute("SELECT 1 FROM audit.event WHERE object = %s", marker, database=done.aside) == [(1,)]
    # The copies under lock have the event still, and say why the database has not; new ones are copied on.
    assert number in trail.differences().undone
    assert number not in trail.differences().changed
    assert trail.keep() != trail.keep()


def test_airflows_metadata_comes_back_too(backup: Manifest, scratch: str) -> None:
    told = backup.databases[postgres.AIRFLOW]
    restore.restore(backup.name, postgres.AIRFLOW, into=scratch)
    assert state_of(scratch)[0] == told.tables
    assert {"public.dag_run", "public.task_instance"} <= {table.name for table in told.tables}


def test_an_object_that_was_hidden_or_written_over_is_read_as_it_was(backup: Manifest, scratch: str) -> None:
    name = backup.databases[postgres.WAREHOUSE].dump.object
    vault.put_bytes(name, b"encrypted, pay here")
    minio.client().remove_object(minio.BACKUPS, manifest_name(backup.name))
    assert restore.restore(backup.name, into=scratch).database == backup.databases[postgres.WAREHOUSE]
    assert catalog.find(backup.name) == backup


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the vault seems to hold as well; written there, it would be locked, and listed, for a week."""
    more: dict[str, bytes] = {}
    names, read = vault.names, vault.read
    monkeypatch.setattr(
        vault, "names", lambda prefix: [*names(prefix), *(name for name in more if name.startswith(prefix))]
    )
    monkeypatch.setattr(vault, "read", lambda name: more[name] if name in more else read(name))
    return more


def forged(stored: dict[str, bytes], backup: Manifest, name: str, **changes: object) -> str:
    """A backup of that name whose manifest tells something else of the warehouse."""
    told = backup.databases[postgres.WAREHOUSE].model_copy(update=changes)
    manifest = backup.model_copy(update={"name": name, "databases": {postgres.WAREHOUSE: told}})
    stored[manifest_name(name)] = manifest.model_dump_json().encode()
    return name


def test_a_backup_that_is_unknown_unfinished_or_altered_is_refused(
    backup: Manifest, stored: dict[str, bytes]
) -> None:
    before = state_of()
    stored[object_name("unfinished", "warehouse.dump")] = b"half of it"
    file = backup.databases[postgres.WAREHOUSE].dump.model_copy(update={"sha256": "0" * 64})
    tables = backup.databases[postgres.WAREHOUSE].tables
    less = (*tables[:-1], tables[-1].model_copy(update={"rows": tables[-1].rows + 1}))
    with pytest.raises(UsageError, match="nope"):
        restore.restore("nope")
    with pytest.raises(CourseError, match="unfinished"):
        restore.restore("unfinished")
    with pytest.raises(CourseError, match=file.object):
        restore.restore(forged(stored, backup, "altered", dump=file))
    with pytest.raises(CourseError, match=re.escape(tables[-1].name)):
        restore.restore(forged(stored, backup, "other-rows", tables=less))
    with pytest.raises(UsageError, match="warehouse"):
        restore.restore(backup.name, into="warehouse")
    tables, *rest = state_of()
    assert rest == list(before[1:])
    assert without(tables, {"ops.alert"}) == without(before[0], {"ops.alert"})  # alerts go on
    assert execute("SELECT 1 FROM pg_database WHERE datname LIKE '%%restoring'") == []


def test_a_drill_that_fails_is_exported_as_failed(
    backup: Manifest, stored: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backup.databases[postgres.WAREHOUSE].dump.model_copy(update={"sha256": "0" * 64})
    altered = forged(stored, backup, "altered", dump=file)
    monkeypatch.setattr(catalog, "newest", lambda: catalog.find(altered))
    with pytest.raises(CourseError):
        drill.run()
    assert metric("pushgateway", "course_restore_drill_success") == 0
    assert execute("SELECT backup, succeeded FROM ops.restore_drill ORDER BY id DESC LIMIT 1") == [
        (altered, False)
    ]


def test_a_drill_beside_another_is_refused_and_not_recorded(backup: Manifest) -> None:
    drills = "SELECT count(*) FROM ops.restore_drill"
    before = execute(drills)
    with alone(drill._LOCK, ""), pytest.raises(CourseError, match="Outro ensaio"):
        drill.run()
    assert execute(drills) == before


def test_the_weekly_drill_proves_the_newest_backup_and_says_so(backup: Manifest) -> None:
    run_dag("restore_drill")
    [(name, well, rows)] = execute(
        "SELECT backup, succeeded, rows_compared FROM ops.restore_drill ORDER BY id DESC LIMIT 1"
    )
    assert (name, well) == (backup.name, True)
    assert rows == sum(database.rows for database in backup.databases.values())
    assert metric("pushgateway", "course_restore_drill_success") == 1
    verified = metric("pushgateway", "course_backup_verified_timestamp_seconds")
    assert verified > backup.taken_at.timestamp()
    assert execute("SELECT 1 FROM pg_database WHERE datname LIKE '%%drill'") == []


def test_the_warehouse_is_recovered_to_a_moment_between_two_changes(backup: Manifest, cli: Cli) -> None:
    """By the rows themselves: a recovery that ends well may have ignored its target."""
    execute("CREATE TABLE IF NOT EXISTS sandbox.recovery_marker (word text PRIMARY KEY)")
    before, after = uuid.uuid4().hex, uuid.uuid4().hex
    execute("INSERT INTO sandbox.recovery_marker VALUES (%s)", before)
    [(moment,)] = execute("SELECT clock_timestamp()")
    execute("INSERT INTO sandbox.recovery_marker VALUES (%s)", after)
    done = cli("recover", moment.isoformat())
    assert done.returncode == 0, done.stderr
    try:
        port = int((side.FOLDER / "data/postmaster.pid").read_text().splitlines()[3])
        words = {word for (word,) in execute("SELECT word FROM sandbox.recovery_marker", port=port)}
        assert before in words
        assert after not in words
        assert {before, after} <= {word for (word,) in execute("SELECT word FROM sandbox.recovery_marker")}
        done = cli("recover", moment.isoformat(), "--swap")
        assert done.returncode == 0, done.stderr
        words = {word for (word,) in execute("SELECT word FROM sandbox.recovery_marker")}
        assert before in words
        assert after not in words
        assert not side.FOLDER.exists()
    finally:
        side.stop()
    execute("DROP TABLE sandbox.recovery_marker")


def test_without_the_object_store_the_server_goes_on_counts_the_failures_and_catches_up() -> None:
    def archiver() -> tuple[int, int]:
        [(archived, failed)] = execute("SELECT archived_count, failed_count FROM pg_stat_archiver")
        return archived, failed

    def newest_segment() -> str:
        [(segment,)] = execute("SELECT pg_walfile_name(pg_current_wal_lsn())")
        return str(segment)

    _, failed = archiver()
    with stopped("minio-tls"):
        execute("INSERT INTO audit.event (action, object) VALUES ('test', 'without the store')")
        segment = newest_segment()
        execute("SELECT pg_switch_wal()")
        eventually(lambda: archiver()[1] > failed, "a failure is counted")
        execute("INSERT INTO audit.event (action, object) VALUES ('test', 'still without')")
        seen = eventually(lambda: metric("postgres_exporter", "pg_stat_archiver_failed_count"), "exported")
        assert seen > failed
    caught_up = "SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= %s"
    eventually(lambda: execute(caught_up, segment), "the segment is in the archive", 150)


def test_the_backups_there_are_are_listed_with_their_state(backup: Manifest, cli: Cli) -> None:
    done = cli("backups", COURSE_LANG="pt_BR")
    assert done.returncode == 0
    [row] = [line for line in done.stdout.splitlines() if line.startswith(backup.name)]
    assert "pronto" in row


def test_our_files_stay_readable_to_the_servers_own_user_alone() -> None:
    """The environment with the passwords is handed over in memory; no file below the server's holds one."""
    texts = [path.read_text() for path in Path(postgres_server.state_dir()).glob("*.conf")]
    assert texts
    assert not any(postgres.password("postgres") in text for text in texts)
