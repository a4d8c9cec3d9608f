"""Every fault on the live stack: its alert and no other, mart right, and all well again after the fix."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from course.business import failures
from course.incidents.alerts import firing
from course.incidents.drill import DETECTION_SECONDS, Drill
from course.incidents.fault import KIM, Fault
from course.incidents.faults import clear_all, faults
from course.incidents.record import Record
from course.pipeline import dag_run, prove, warehouse
from course.pipeline.days import yesterday
from course.services.http import metric
from tests.conftest import Cli
from tests.incident_evidence import EVIDENCE
from tests.stack.conftest import eventually

# The bound of the wait for an alert, and for its end after the fix, as the runbooks have it; seconds.
MINUTE = DETECTION_SECONDS


@pytest.fixture(autouse=True)
def well() -> Iterator[None]:
    """Nothing fires before, and nothing is left broken after."""
    eventually(lambda: not firing(), "nothing fires", 120)
    yield
    clear_all()


def delivered(since: dt.datetime) -> set[tuple[str, str]]:
    """Name and severity of every alert that reached who is on call since then."""
    rows = warehouse.read(
        "SELECT DISTINCT alertname, severity FROM ops.alert"
        " WHERE status = 'firing' AND severity <> 'none' AND received_at >= %(since)s",
        {"since": since},
        role="etl",
        ttl=0,
    )
    return set(rows.itertuples(index=False, name=None))


@contextmanager
def drilled(fault: Fault | None) -> Iterator[Drill]:
    """A drill whose day is loaded afterwards, whatever has happened: a held day's alert would fire on."""
    drill = Drill(fault)
    try:
        with drill:
            yield drill
    finally:
        if drill.record:  # it had begun
            eventually(drill.day_is_loaded, "the day arrives", 180)


def spoils_rows(fault: Fault) -> bool:
    return any(kind.taxonomy == KIM for kind in fault.kinds)


def is_over(drill: Drill, alert: str) -> bool:
    """Starts the run anew if it has failed; whether the alert fires no longer."""
    drill.day_is_loaded()
    return alert not in {one.name for one in firing()}


@pytest.mark.parametrize("fault", faults().values(), ids=faults())
def test_a_fault_fires_its_alert_alone_leaves_mart_right_and_is_over_after_the_fix(fault: Fault) -> None:
    with drilled(fault) as drill:
        before = prove.fingerprint(drill.day)
        since = drill.inject().injected_at
        alert = drill.wait_for_alert(MINUTE)
        assert alert.name == fault.alert
        if spoils_rows(fault):
            run_id = str(drill.record and drill.record.run_id)
            eventually(
                lambda: dag_run.get(run_id).state == "failed", "the day is held at the first try", MINUTE
            )
            assert prove.unchanged(before, prove.fingerprint(drill.day)).passed
        assert drill.diagnose(fault.name, EVIDENCE[fault.name]).accepted
        drill.fix()
        eventually(lambda: is_over(drill, fault.alert), f"{fault.alert} clears", MINUTE)
        record = drill.wait_for_recovery()
    assert {name for name, severity in delivered(since) if severity == alert.severity} == {fault.alert}
    assert [check for check in prove.compare(drill.day) if not check.passed] == []
    detect, recover = record.seconds_to_detect, record.seconds_to_recover
    print(f"{fault.name}: {detect:.0f} s to detect, {recover:.0f} s to recover")


def test_without_a_fault_nothing_fires() -> None:
    with drilled(None) as control:
        since = control.inject().injected_at
        assert control.stay_quiet(180).outcome == "quiet"
    assert delivered(since) == set()
    assert [check for check in prove.compare(control.day) if not check.passed] == []


def test_a_drill_that_is_left_clears_its_fault_and_is_kept_as_abandoned() -> None:
    with drilled(faults()["duplicates"]) as drill:
        record = drill.inject()
        assert not drill.diagnose("late_data", "faltam voos").accepted
    rows = warehouse.read(
        "SELECT outcome, attempts, cause, fixed_at FROM ops.incident WHERE id = %(id)s",
        {"id": record.id},
        role="etl",
        ttl=0,
    )
    [row] = rows.itertuples()
    assert (row.outcome, row.attempts, row.cause) == ("abandoned", 1, "late_data")
    eventually(lambda: is_over(drill, "DuplicateRows"), "DuplicateRows clears", MINUTE)


def test_clearing_ends_the_records_of_drills_that_were_killed(cli: Cli) -> None:
    killed = Record("duplicates", dt.datetime.now(dt.UTC), yesterday())
    killed.save()
    done = cli("incident", "--clear")
    assert done.returncode == 0, done.stderr
    assert not done.stdout.endswith(": 0.\n")
    [(outcome,)] = warehouse.read(
        "SELECT outcome FROM ops.incident WHERE id = %(id)s", {"id": killed.id}, role="etl", ttl=0
    ).itertuples(index=False)
    assert outcome == "abandoned"


def test_the_measures_are_exported() -> None:
    found = failures.read()
    assert found.failures > 0
    assert found.to_recover
    said = {
        "course_incident_mttr_seconds": pytest.approx(found.to_recover),
        "course_incident_mtbf_seconds": pytest.approx(found.between_failures, rel=0.1),
        "course_incident_open": 0,
    }
    eventually(
        lambda: {name: metric("oncall", name) for name in said} == said, "who is on call says the same"
    )
