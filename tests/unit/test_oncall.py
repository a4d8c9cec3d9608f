"""The on-call service without its neighbours: what waits on disk, who is let in, collectors that fail."""

import datetime as dt
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError, ProgrammingError

from course import settings
from course.errors import Unavailable
from course.incidents.oncall import runbooks, warehouse
from course.incidents.oncall.app import app, from_alertmanager
from course.incidents.oncall.collectors import runs
from course.incidents.oncall.exporter import Exporter, found
from course.incidents.oncall.notification import Notification, Received
from course.incidents.oncall.spool import Spool
from tests.unit import compose_file as compose

NOTIFICATION = Notification.model_validate(
    {
        "alerts": [
            {
                "status": "firing",
                "labels": {"alertname": "DiskFilling", "severity": "ticket"},
                "annotations": {"summary": "…"},
                "startsAt": "2026-01-31T10:00:00.123Z",
                "endsAt": "0001-01-01T00:00:00Z",
                "fingerprint": "0123456789abcdef",
                "generatorURL": "http://somewhere",
            }
        ],
        "version": "4",
    }
)


def test_an_alert_that_fires_has_no_end() -> None:
    [alert] = NOTIFICATION.alerts
    assert alert.ends_at is None
    assert alert.startsAt == dt.datetime(2026, 1, 31, 10, 0, 0, 123000, dt.UTC)


def test_what_the_warehouse_cannot_take_waits_on_disk_and_is_recorded_in_order(tmp_path: Path) -> None:
    recorded: list[Received] = []
    away = True

    def record(received: Received) -> None:
        if away:
            raise Unavailable("away")
        recorded.append(received)

    spool = Spool(record, tmp_path)
    for _ in range(3):
        spool.take(NOTIFICATION)
        spool.drain()
    assert (len(recorded), len(spool.waiting())) == (0, 3)
    away = False
    Spool(record, tmp_path).drain()  # another process, after a restart
    assert (len(recorded), len(spool.waiting())) == (3, 0)
    assert [one.received_at for one in recorded] == sorted(one.received_at for one in recorded)
    assert recorded[0].alerts == NOTIFICATION.alerts


def test_a_notification_that_cannot_be_read_or_recorded_is_put_aside_and_those_after_it_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recorded: list[Received] = []

    def record(received: Received) -> None:
        if received.alerts[0].name == "Refused":
            raise ValueError("a value that the table does not take")
        recorded.append(received)

    spool = Spool(record, tmp_path)
    (tmp_path / "20260101T000000.000000-cut.json").touch()  # as a full disk or a lost machine leaves it
    (tmp_path / "20260101T000000.000001-no-text.json").write_bytes(b"\xff")
    refused = NOTIFICATION.alerts[0].model_copy(update={"labels": {"alertname": "Refused"}})
    spool.take(Notification(alerts=[refused]))
    spool.take(NOTIFICATION)
    spool.drain()
    assert [one.alerts for one in recorded] == [NOTIFICATION.alerts]
    assert (spool.waiting(), len(list(tmp_path.glob("*.bad")))) == ([], 3)
    assert caplog.text.count("is put aside") == 3


@pytest.mark.parametrize("why", [InternalError, OperationalError, ProgrammingError])
def test_a_table_that_cannot_be_written_is_no_fault_of_the_notification(
    monkeypatch: pytest.MonkeyPatch, why: type[DBAPIError]
) -> None:
    def begin() -> None:
        raise why("INSERT", {}, Exception("permission denied for table alert"))

    monkeypatch.setattr(warehouse, "_engine", lambda: SimpleNamespace(begin=begin))
    with pytest.raises(Unavailable, match="permission denied"):
        warehouse.record(Received(alerts=NOTIFICATION.alerts, received_at=dt.datetime.now(dt.UTC)))


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
def test_an_alert_without_the_secret_is_refused(headers: dict[str, str]) -> None:
    answer = TestClient(app).post("/alerts", content=NOTIFICATION.model_dump_json(), headers=headers)
    assert answer.status_code == 401


def test_metrics_and_alerts_are_answered_while_the_warehouse_keeps_a_record_waiting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    recording, gate = threading.Event(), threading.Event()

    def record(received: Received) -> None:
        recording.set()
        assert gate.wait(60)

    spool, client = Spool(record, tmp_path), TestClient(app)
    spool.take(NOTIFICATION)
    monkeypatch.setattr("course.incidents.oncall.app._spool", spool)
    monkeypatch.setattr("course.incidents.oncall.app._registry", CollectorRegistry())
    monkeypatch.setitem(app.dependency_overrides, from_alertmanager, lambda: None)
    with ThreadPoolExecutor(1) as asking:
        try:
            assert asking.submit(client.get, "/metrics").result(30).status_code == 200
            assert recording.wait(30)
            assert asking.submit(client.get, "/metrics").result(30).status_code == 200
            sent = asking.submit(client.post, "/alerts", json=NOTIFICATION.model_dump(mode="json"))
            assert sent.result(30).json() == {"waiting": 2}
        finally:
            gate.set()
    assert spool._draining.acquire(timeout=30)
    assert len(spool.waiting()) == 1  # what came meanwhile is the next scrape's


def test_a_runbook_has_the_ports_of_env(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = settings.settings.model_copy(update={"oncall_port": 12345})
    monkeypatch.setattr(settings, "settings", elsewhere)
    shown = str(runbooks.html("CertificateExpiring"))
    assert "localhost:12345/metrics" in shown
    assert f"localhost:{compose.EXAMPLE['ONCALL_PORT']}" not in shown


def test_a_runbook_is_shown_and_a_name_leads_nowhere_else() -> None:
    client = TestClient(app)
    shown = client.get("/runbooks/ServiceDown")
    assert shown.status_code == 200
    assert shown.text.count("<h1>") == 1
    assert "<h1>ServiceDown: " in shown.text
    assert "<table>" in shown.text
    for name in ("Nothing", "..%2FREADME", "ServiceDown.en"):
        assert client.get(f"/runbooks/{name}").status_code == 404
    assert runbooks.path("../README") is None


def test_a_collector_that_raises_or_is_late_takes_no_other_down() -> None:
    gate = threading.Event()

    def good() -> Iterable[Metric]:
        yield GaugeMetricFamily("good", "…", value=1)

    def bad() -> Iterable[Metric]:
        raise RuntimeError

    def late() -> Iterable[Metric]:
        assert gate.wait(30)
        yield GaugeMetricFamily("late", "…", value=1)

    exporter = Exporter({"good": good, "bad": bad, "late": late}, seconds=3)

    def seen() -> dict[str, float]:
        families = exporter.collect()
        return {
            sample.labels.get("collector", sample.name): sample.value
            for family in families
            for sample in family.samples
        } | {family.name: 1.0 for family in families if family.name != "course_collector_up"}

    assert seen() == {"good": 1, "bad": 0, "late": 0}
    gate.set()
    exporter._asked["late"].result(30)
    assert seen()["late"] == 1


def test_two_scrapes_at_once_share_the_answer_of_a_collector() -> None:
    asked, gate = threading.Semaphore(0), threading.Event()

    def slow() -> Iterable[Metric]:
        asked.release()
        assert gate.wait(30)
        yield GaugeMetricFamily("slow", "…", value=1)

    exporter = Exporter({"slow": slow}, seconds=30)
    with ThreadPoolExecutor(2) as scrapes:
        both = [scrapes.submit(exporter.collect) for _ in range(2)]
        assert asked.acquire(timeout=30)
        gate.set()
        assert [[family.name for family in one.result(30)] for one in both] == [
            ["course_collector_up", "slow"]
        ] * 2


def test_a_collector_whose_client_timed_out_is_asked_again() -> None:
    answers = iter([TimeoutError(), None])

    def one() -> Iterable[Metric]:
        if error := next(answers):
            raise error
        yield GaugeMetricFamily("one", "…", value=1)

    exporter = Exporter({"one": one})
    assert [len(exporter.collect()) for _ in range(2)] == [1, 2]


def test_the_collectors_are_found_by_looking() -> None:
    assert {"runs", "gates", "object_store", "certificate"} <= set(found())


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-10T06:59:59", "2026-03-09T00:00:00"),
        ("2026-03-10T07:00:00", "2026-03-10T00:00:00"),
        ("2026-03-10T23:59:59", "2026-03-10T00:00:00"),
    ],
)
def test_yesterday_is_due_at_seven_in_the_morning_of_the_courses_time_zone(now: str, due: str) -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=zone)
    assert runs.due_until(moment.astimezone(dt.UTC)) == dt.datetime.fromisoformat(due).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("cleared_at", "failed"),
    [
        (None, 0),  # held still, or released and not run again
        ("2026-03-10T06:05:00+00:00", 0),  # another run has passed, and has not ended yet
        ("2026-03-10T06:01:00+00:00", 1),  # repeated, it passed itself, and failed after that
    ],
)
def test_a_run_that_failed_after_its_gates_let_it_pass_was_stopped_by_none(
    monkeypatch: pytest.MonkeyPatch, cleared_at: str | None, failed: int
) -> None:
    ended = {"dag_id": "etl_pipeline", "dag_run_id": "R", "state": "failed", "conf": None}
    ended |= {"queued_at": None, "start_date": None, "end_date": "2026-03-10T06:02:00Z"}
    ended |= {"data_interval_start": None, "run_after": "2026-03-10T06:00:00Z"}
    cleared = cleared_at and dt.datetime.fromisoformat(cleared_at)

    def api(method: str, path: str, params: dict[str, object]) -> dict[str, object]:
        return {"dag_runs": [] if params["state"] == "running" else [ended]}

    monkeypatch.setattr(runs, "api", api)
    monkeypatch.setattr(runs, "rows", lambda statement, **parameters: [("R", cleared)])
    samples = {sample.name: sample.value for family in runs.collect() for sample in family.samples}
    assert samples["course_run_last_failed"] == failed
