"""The controls of ISO 27001 on the live stack: what they say is so, and once it is not they say that."""

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from minio.commonconfig import COMPLIANCE

from course.errors import UsageError
from course.evidence import archive, kept, passengers, request, trail
from course.evidence.control import Observation, Status
from course.evidence.controls import control, controls, vulnerabilities
from course.evidence.report import Report, Result, run, run_control
from course.pipeline import report as pipeline_report
from course.pipeline.catalog import schemas
from course.pipeline.column_lineage import edges
from course.pipeline.days import yesterday
from course.services import minio, postgres
from course.settings import settings
from course.widgets.evidence_board import EvidenceBoard
from course.widgets.lineage import lineage
from tests.conftest import Cli
from tests.stack.conftest import eventually

# Nothing is asked of the world outside: a port of loopback on which nobody answers.
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def made() -> Report:
    """One run of all controls."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vulnerabilities, "settings", SimpleNamespace(osv_url=NOWHERE))
        return run()


@pytest.fixture
def root() -> Iterator[Any]:
    """The database's administrator, whose every statement counts at once."""
    session = postgres.log_in("postgres", postgres.password("postgres"))
    session.autocommit = True
    with session.cursor() as cursor:
        yield cursor
    session.close()


def result(made: Report, name: str) -> Result:
    [one] = [one for one in made.results if one.id == name]
    return one


def refuted(result: Result) -> list[Observation]:
    return [one for one in result.observations if one.holds is False]


def test_every_control_runs_to_its_end_and_shows_something(made: Report) -> None:
    assert {one.id: one.error for one in made.results} == dict.fromkeys(controls(), "")
    assert [one.id for one in made.results if not one.observations] == []


@pytest.mark.parametrize("name", ["access", "assets", "immutable-logs", "lineage", "privacy"])
def test_what_the_platform_does_right_is_met(made: Report, name: str) -> None:
    assert result(made, name).status is Status.MET, refuted(result(made, name))


def test_who_left_is_refused_everywhere_and_what_airflow_cannot_do_is_not_shown(made: Report) -> None:
    users = result(made, "users")
    assert users.status is Status.NOT_SHOWN
    assert [one.ran.partition(":")[0] for one in users.observations if not one.holds] == ["Airflow"]


def test_what_does_not_hold_is_said_and_not_ticked(made: Report) -> None:
    encryption = result(made, "encryption")
    assert encryption.status is Status.NOT_MET
    assert {"MinIO", "Redis"} <= {one.ran.partition(":")[0] for one in refuted(encryption)}
    assert [one.holds for one in encryption.observations if one.ran.startswith("PostgreSQL")] == [True] * 3
    assert result(made, "vulnerabilities").status is Status.NOT_SHOWN
    assert [one.ran for one in refuted(result(made, "event-log"))] == ["MinIO: config get audit_webhook"]


def test_no_secret_is_in_the_report(made: Report) -> None:
    text = made.json_bytes().decode()
    secrets = [v.get_secret_value() for _name, v in settings if hasattr(v, "get_secret_value")]
    assert [secret for secret in secrets if len(secret) > 12 and secret in text] == []


def test_a_weakened_grant_makes_the_control_say_so(root: Any) -> None:
    root.execute("GRANT SELECT ON audit.event TO etl")
    try:
        weak = run_control(control("access"))
    finally:
        root.execute("REVOKE SELECT ON audit.event FROM etl")
    assert weak.status is Status.NOT_MET
    assert [one.ran for one in refuted(weak)] == ["warehouse, etl: SELECT FROM audit.event"]


def test_a_weakened_policy_of_the_object_store_makes_the_control_say_so() -> None:
    minio.admin().policy_set("readwrite", user="auditor")
    try:
        weak = eventually(lambda: _refuted_access("S3, auditor"), "the policy is in force")
    finally:
        minio.admin().policy_set("auditor", user="auditor")
    assert "S3, auditor: PutObject audit" in weak
    assert "S3, auditor: GetObject backups" in weak


def _refuted_access(prefix: str) -> list[str]:
    return [one.ran for one in refuted(run_control(control("access"))) if one.ran.startswith(prefix)]


def test_an_account_that_nobody_declared_is_named(root: Any) -> None:
    root.execute("CREATE ROLE stray LOGIN")
    minio.admin().user_add("straystray", "straystray")
    try:
        users = run_control(control("users"))
    finally:
        root.execute("DROP ROLE stray")
        minio.admin().user_remove("straystray")
    assert [one.came_back.rpartition(": ")[2] for one in refuted(users)] == ["stray", "straystray"]


def test_without_its_trigger_the_trail_is_not_immutable_and_the_copy_tells_what_is_gone(root: Any) -> None:
    trail.keep()
    with the_last_event_gone(root) as last:
        weak = run_control(control("immutable-logs"))
    assert [one.ran for one in refuted(weak)][:3] == [
        "warehouse, postgres: UPDATE audit.event SET action = 'x' WHERE false",
        "warehouse, postgres: DELETE FROM audit.event WHERE false",
        "warehouse, postgres: TRUNCATE audit.event",
    ]
    assert refuted(weak)[-1].came_back.endswith(f": {last}")
    assert last not in trail.differences().changed


@contextmanager
def the_last_event_gone(root: Any) -> Iterator[int]:
    """Its id; without the trigger, and afterwards with both as they were."""
    root.execute("SELECT max(id) FROM audit.event")
    [last] = root.fetchone()
    assert last not in trail.differences().changed
    root.execute("ALTER TABLE audit.event DISABLE TRIGGER append_only")
    try:
        root.execute("CREATE TEMPORARY TABLE saved AS SELECT * FROM audit.event WHERE id = %s", (last,))
        root.execute("DELETE FROM audit.event WHERE id = %s", (last,))
        try:
            yield last
        finally:
            root.execute("INSERT INTO audit.event OVERRIDING SYSTEM VALUE SELECT * FROM saved")
    finally:
        root.execute("ALTER TABLE audit.event ENABLE TRIGGER append_only")


def test_a_forged_copy_or_a_hidden_one_does_not_cover_what_was_changed(root: Any) -> None:
    """Who owns both the table and the bucket writes over the copy, or hides it by a delete marker."""
    name = trail.keep()
    first = archive.first_versions(name)[name]
    try:
        with the_last_event_gone(root) as last:
            minio.client().put_object(minio.AUDIT, name, io.BytesIO(b""), 0)
            assert archive.read(name) == b""
            assert last in trail.differences().changed
            minio.client().remove_object(minio.AUDIT, name)
            assert name not in [one.object_name for one in archive.names("trail/")]
            assert last in trail.differences().changed
    finally:
        for one in minio.client().list_objects(minio.AUDIT, name, include_version=True):
            if one.version_id != first:
                minio.client().remove_object(minio.AUDIT, name, version_id=one.version_id)
    assert archive.first_versions(name) == {name: first}
    assert run_control(control("immutable-logs")).status is Status.MET


def test_a_table_that_the_catalogue_does_not_know_is_named(root: Any) -> None:
    root.execute("CREATE TABLE mart.stray (n integer)")
    try:
        assets = run_control(control("assets"))
    finally:
        root.execute("DROP TABLE mart.stray")
    [named] = refuted(assets)
    assert named.came_back.endswith("mart.stray")


def test_a_changed_migration_makes_the_control_say_so(root: Any) -> None:
    changed = "UPDATE ops.migration SET sha256 = reverse(sha256) WHERE name LIKE '001%'"
    root.execute(changed)
    try:
        assert any("001_" in one.came_back for one in refuted(run_control(control("changes"))))
    finally:
        root.execute(changed)


def test_a_fresh_backup_is_recent_intact_and_under_lock(cli: Cli) -> None:
    done = cli("backup-data")
    assert done.returncode == 0, done.stderr
    found = run_control(control("backup")).observations
    read_back = [one for one in found if "sha256" in one.ran]
    locks = [one for one in found if "GetObjectRetention" in one.ran]
    assert len(read_back) == len(locks) == 2, "the warehouse and Airflow's database"
    assert found[0].holds, "it is of now"
    assert all(one.holds for one in [*read_back, *locks])


def of_passengers() -> list[str]:
    """The objects that there are of passengers, a name for each version."""
    there = minio.client().list_objects(minio.RAW, passengers.FOLDER, recursive=True, include_version=True)
    return [str(one.object_name) for one in there if not one.is_delete_marker]


def test_nothing_is_left_of_the_passengers_after_the_request(made: Report, root: Any) -> None:
    assert result(made, "privacy").observations
    root.execute("SELECT (SELECT count(*) FROM privacy.passenger), (SELECT count(*) FROM privacy.booking)")
    assert root.fetchone() == (0, 0)
    assert of_passengers() == []


def test_whoever_is_kept_beyond_the_period_is_named_and_then_removed_everywhere(root: Any) -> None:
    people = passengers.draw(2)
    passengers.board(people)
    root.execute(
        "UPDATE privacy.passenger SET created_at = now() - interval '25 hours' WHERE email = %s",
        (people[0].email,),
    )
    try:
        assert refuted(run_control(control("assets")))[0].came_back.endswith(": 1")
        assert request.expire() == 1
        assert request.find(people[0]) == []
        assert request.find(people[1])
    finally:
        for one in people:
            request.remove(one)
    assert of_passengers() == []


def test_the_search_finds_a_copy_that_no_place_declares(root: Any) -> None:
    who = passengers.draw(1)[0]
    since = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    root.execute("CREATE TABLE quality.forgotten AS SELECT %s AS note", (f"called {who.email} back",))
    written = minio.client().put_object(
        minio.NOTEBOOKS, "forgotten", io.BytesIO(who.name.encode()), len(who.name)
    )
    try:
        found = request.traces(who, since)
    finally:
        root.execute("DROP TABLE quality.forgotten")
        minio.client().remove_object(minio.NOTEBOOKS, "forgotten", version_id=written.version_id)
    assert found == [
        "quality.forgotten",
        f"s3://{minio.NOTEBOOKS}/forgotten?versionId={written.version_id}",
    ]


def test_a_request_for_somebody_we_do_not_know_is_told_so() -> None:
    with pytest.raises(UsageError, match="e-mail"):
        request.identify("nobody@example.org")


def test_the_report_is_signed_and_under_lock_for_a_year_and_a_forged_one_is_found_out(made: Report) -> None:
    name = kept.keep(made)
    assert kept.newest() == name
    assert kept.load(name) == made
    assert kept.verify(name).genuine
    shown = EvidenceBoard()._repr_html_()
    assert [one.title for one in made.results if f"{one.title}</summary>" not in shown] == []
    for one in archive.names(f"{name}/"):
        mode, until = archive.retention(str(one.object_name)) or ("", dt.datetime.now(dt.UTC))
        assert mode == COMPLIANCE
        assert until - dt.datetime.now(dt.UTC) > dt.timedelta(days=364)
    forged = made.json_bytes().replace(b'"not_met"', b'"met"')
    written = minio.client().put_object(minio.AUDIT, f"{name}/report.json", io.BytesIO(forged), len(forged))
    try:
        assert kept.verify(name).altered == ["report.json"]
    finally:
        minio.client().remove_object(minio.AUDIT, f"{name}/report.json", version_id=written.version_id)
    assert kept.verify(name).genuine


def test_the_verbs_say_what_was_found_and_exit_by_it(cli: Cli) -> None:
    one = cli("evidence", "event-log", OSV_URL=NOWHERE)
    assert one.returncode == 0, "a control that is not met is a result, not a failure"
    assert "audit_webhook" in one.stdout
    down = cli("evidence", "event-log", POSTGRES_HOST="127.0.0.2")
    assert down.returncode == 1
    assert "event-log" in down.stderr
    assert "Traceback" not in down.stderr
    unknown = cli("evidence", "nothing")
    assert unknown.returncode == 2
    assert "immutable-logs" in unknown.stderr
    assert cli("verify-evidence").returncode == 0
    assert cli("verify-evidence", "evidence/nothing").returncode == 2


def test_the_lineage_of_a_table_is_drawn_as_it_is_declared() -> None:
    declared = edges({"flight": schemas()["mart"].tables["flight"]})
    [drawn] = lineage("flight").data
    names = drawn.node.label
    links = [(names[a], names[b]) for a, b in zip(drawn.link.source, drawn.link.target, strict=True)]
    assert sorted(links) == sorted((edge.field, edge.column) for edge in declared)
    with pytest.raises(UsageError, match="flight"):
        lineage("date")


def test_a_step_that_fails_leaves_a_start_and_a_failure_with_its_words(root: Any) -> None:
    run_id = f"lineage-{dt.datetime.now(dt.UTC):%H%M%S%f}"
    with pytest.raises(ZeroDivisionError), pipeline_report.step("load", str(yesterday()), run_id):
        raise ZeroDivisionError("half")
    root.execute("SELECT event_type, event FROM ops.lineage WHERE run_id = %s ORDER BY id", (run_id,))
    (start, first), (fail, last) = root.fetchall()
    assert (start, fail) == ("START", "FAIL")
    assert first["run"]["runId"] == last["run"]["runId"]
    assert last["run"]["facets"]["errorMessage"]["message"] == "ZeroDivisionError: half"
    root.execute("DELETE FROM ops.step WHERE run_id = %s", (run_id,))  # the flow diagram shows the newest run
