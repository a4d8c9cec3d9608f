"""What the faults declare, and how a diagnosis is judged."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from unittest.mock import MagicMock

import psycopg2
import pytest
import yaml

import course.incidents.faults
from course.cli import Interrupted, incident
from course.errors import CourseError, Unavailable, UsageError
from course.incidents import drill as drills
from course.incidents import record as records
from course.incidents.drill import Drill
from course.incidents.fault import KIM, SRE, Fault
from course.incidents.faults import connections_exhausted, fault, faults
from course.incidents.record import Record
from course.settings import ROOT
from tests.incident_evidence import EVIDENCE

DATA = {
    *("server_error", "slow_source", "schema_drift", "duplicates", "null_keys", "impossible_values"),
    *("missing_pages", "late_data", "unit_change", "encoding_damage"),
}
PLATFORM = {"worker_killed", "broker_gone", "connections_exhausted", "object_store_read_only"}


def test_there_are_ten_faults_of_the_data_or_its_source_and_four_of_the_platform() -> None:
    assert faults().keys() == DATA | PLATFORM == EVIDENCE.keys()
    assert {name for name, one in faults().items() if any(kind.taxonomy == SRE for kind in one.kinds)} == (
        PLATFORM | {"server_error", "slow_source"}
    )
    of_rows = DATA - {"server_error", "slow_source"}
    assert all(any(kind.taxonomy == KIM for kind in fault(name).kinds) for name in of_rows)


@pytest.mark.parametrize("one", faults().values(), ids=faults())
def test_a_fault_fires_an_alert_that_there_is(one: Fault) -> None:
    files = (ROOT / "infra/prometheus/rules").glob("*.yml")
    groups = [group for file in files for group in yaml.safe_load(file.read_text())["groups"]]
    assert one.alert in {rule.get("alert") for group in groups for rule in group["rules"]}


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch):
    """A drill of a fault as it is once the alert has come; nothing is written."""
    monkeypatch.setattr(Record, "save", lambda record: None)

    def begin(name: str) -> Drill:
        day = dt.date(2026, 1, 1)
        drill = Drill(fault(name), day)
        drill.record = Record(name, dt.datetime.now(dt.UTC), day)
        return drill

    return begin


@pytest.mark.parametrize("name", faults())
def test_a_diagnosis_is_the_cause_with_its_evidence(begun, name: str) -> None:
    drill = begun(name)
    other = next(one for one in faults() if one != name)
    wrong = [drill.diagnose(other, EVIDENCE[name]) for _twice in range(2)]
    wrong += [drill.diagnose(name, ""), drill.diagnose(name, "não sei")]
    assert [(one.accepted, one.right_cause) for one in wrong] == [
        (False, False),
        (False, False),
        (False, True),
        (False, True),
    ]
    assert "runbook" in wrong[0].told
    assert drill.fault.seen not in wrong[0].told
    assert drill.fault.seen in wrong[1].told
    assert drill.fault.asks in wrong[2].told
    assert drill.record.diagnosed_at is None
    assert drill.diagnose(name, EVIDENCE[name]).accepted
    assert (drill.record.attempts, drill.record.cause) == (5, name)
    assert drill.record.seconds_to_diagnose is None  # no alert had fired
    assert not re.search(drill.fault.evidence, drill.fault.asks), "the question gives the answer away"


@pytest.mark.parametrize("left", [Interrupted("Ctrl-C"), EOFError()], ids=["Ctrl-C", "Ctrl-D"])
def test_who_leaves_the_question_is_told_what_is_left_to_do(
    monkeypatch: pytest.MonkeyPatch, begun, left: Exception
) -> None:
    cleared = MagicMock()
    drill = begun("duplicates")
    drill.fault = dataclasses.replace(drill.fault, clear=cleared)
    monkeypatch.setattr("builtins.input", MagicMock(side_effect=left))
    with pytest.raises(Interrupted) as told, incident._left(drill) as running:
        incident._asked(running)
    assert "make trigger-dag DAY=2026-01-01" in told.value.next_step
    assert (cleared.call_count, drill.record.outcome) == (1, "abandoned")


def test_a_drill_that_has_not_begun_says_so() -> None:
    with pytest.raises(UsageError, match="inject"):
        Drill(None, dt.date(2026, 1, 1)).diagnose("duplicates", "")


def test_a_drill_that_fails_while_it_begins_is_over_for_who_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, object] = {}

    @contextmanager
    def transaction() -> Iterator[MagicMock]:
        def execute(statement: str, values: dict[str, object]) -> None:
            written.update((name, value) for name, value in values.items() if f"%({name})s" in statement)

        yield MagicMock(execute=execute, **{"fetchone.return_value": (1,)})

    monkeypatch.setattr(records, "transaction", transaction)
    monkeypatch.setattr(drills, "firing", list)
    monkeypatch.setattr(drills.dag_run, "trigger", MagicMock(side_effect=Unavailable("Airflow is away")))
    with pytest.raises(Unavailable), Drill(None, dt.date(2026, 1, 1)) as drill:
        drill.inject()
    assert written["outcome"] == "abandoned"
    assert written.get("fixed_at"), "MTBF would count it as a failure that goes on"


def test_an_unknown_fault_is_said_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="broker_gone"):
        fault("gremlins")


def test_a_fault_that_cannot_be_cleared_keeps_no_other_and_no_record_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    def fails() -> None:
        raise OSError("away")

    clears = {name: partial(done.append, name) for name in faults()} | {"broker_gone": fails}
    now = {name: dataclasses.replace(one, clear=clears[name]) for name, one in faults().items()}
    monkeypatch.setattr(course.incidents.faults, "faults", lambda: now)
    monkeypatch.setattr(incident, "abandon_open", lambda: done.append("records"))
    with pytest.raises(CourseError, match="broker_gone: away") as failed:
        incident.clear()
    assert set(done) == clears.keys() - {"broker_gone"} | {"records"}
    assert not any(name in failed.value.message for name in done)


@pytest.mark.parametrize(
    ("refused", "passes"),
    [
        ("FATAL:  sorry, too many clients already", True),
        ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", True),
        ("connection refused", False),
    ],
)
def test_a_leak_is_complete_when_others_have_taken_the_last_connections(
    monkeypatch: pytest.MonkeyPatch, refused: str, passes: bool
) -> None:
    @contextmanager
    def connect(role: str) -> Iterator[MagicMock]:
        connection = MagicMock()
        connection.cursor.return_value.__enter__.return_value.fetchone.return_value = (5,)
        yield connection

    def log_in(user: str, secret: str, **more: str) -> MagicMock:
        if len(held) == 3:
            raise psycopg2.OperationalError(refused)
        return MagicMock()

    held: list[MagicMock] = []
    monkeypatch.setattr(connections_exhausted, "_held", held)
    monkeypatch.setattr(connections_exhausted.postgres, "connect", connect)
    monkeypatch.setattr(connections_exhausted.postgres, "log_in", log_in)
    with nullcontext() if passes else pytest.raises(psycopg2.OperationalError, match=refused):
        connections_exhausted.fault.inject()
    assert len(held) == 3
