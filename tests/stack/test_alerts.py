"""From the rule to who is on call: delivery, silence, the record, the heartbeat, on the live stack."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from cryptography import x509

from course.incidents.oncall import feed
from course.incidents.oncall.collectors.certificate import postgres_certificate_ends
from course.incidents.oncall.warehouse import rows, sql
from course.services import tls
from course.services.http import get, url
from course.services.postgres import connect
from course.services.programs import log_file
from tests.conftest import Cli
from tests.stack.conftest import deliver, eventually, stopped

Labels = dict[str, str]
Post = Callable[..., Labels]


def _send(labels: Labels, *, ends: dt.datetime) -> None:
    alert = {
        "labels": labels,
        "annotations": {"summary": "…", "description": "42"},
        "startsAt": (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)).isoformat(),
        "endsAt": ends.isoformat(),
    }
    requests.post(url("alertmanager", "/api/v2/alerts"), json=[alert], timeout=5).raise_for_status()


@pytest.fixture
def post() -> Iterator[Post]:
    """Posts a synthetic alert, with a label of its own; at the end of the test it is over."""
    sent: list[Labels] = []

    def fire(alertname: str, service: str, severity: str = "page") -> Labels:
        labels = {"alertname": alertname, "service": service, "severity": severity}
        labels["test"] = secrets.token_hex(4)
        _send(labels, ends=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10))
        sent.append(labels)
        return labels

    yield fire
    for labels in sent:
        _send(labels, ends=dt.datetime.now(dt.UTC))


def _held(labels: Labels) -> dict[str, Any]:
    """The alert as Alertmanager has it."""
    [found] = [one for one in get("alertmanager", "/api/v2/alerts").json() if one["labels"] == labels]
    return dict(found)


def _recorded(labels: Labels) -> list[str]:
    """How it stands in ops.alert: the states that were delivered, in order."""
    found = rows(
        "SELECT status FROM ops.alert WHERE labels ->> 'test' = :mark ORDER BY received_at",
        mark=labels["test"],
    )
    return [status for (status,) in found]


def test_every_rule_is_evaluated_without_an_error() -> None:
    def evaluated() -> bool:
        groups = get("prometheus", "/api/v1/rules").json()["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        assert [rule["name"] for rule in rules if rule.get("lastError")] == []
        return bool(rules) and all(rule["health"] == "ok" for rule in rules)

    eventually(evaluated, "every rule is healthy", 90)


def test_every_collector_answers_and_tells_the_truth() -> None:
    def seen() -> dict[str, str]:
        lines = get("oncall", "/metrics").text.splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    def all_up() -> dict[str, str]:
        found = seen()
        up = {name: value for name, value in found.items() if name.startswith("course_collector_up")}
        return found if up and set(up.values()) == {"1.0"} else {}

    found = eventually(all_up, "every collector answers")
    certificate = x509.load_pem_x509_certificate((tls.CA_FILE.parent / "server.crt").read_bytes())
    until = found['course_certificate_not_after_timestamp_seconds{service="postgres"}']
    assert float(until) == certificate.not_valid_after_utc.timestamp()
    assert found["course_object_store_writable"] == "1.0"
    assert found['course_run_last_failed{dag="etl_pipeline"}'] == "0.0"
    assert 'course_gate_value{dataset="flights",gate="volume"}' in found


def test_reading_the_certificate_is_no_broken_connection_to_postgresql() -> None:
    log = log_file("postgres")
    began = log.stat().st_size
    postgres_certificate_ends()
    with connect("monitor") as after:
        seen = f"[{after.info.backend_pid}]"
    since = eventually(
        lambda: seen in (new := log.read_bytes()[began:].decode()) and new, "the next connection is logged"
    )
    assert "reset by peer" not in since


def test_an_alert_is_recorded_when_it_fires_and_when_it_is_over(post: Post) -> None:
    labels = post("DiskFilling", "node-exporter", "ticket")
    eventually(lambda: _recorded(labels) == ["firing"], "it is recorded")
    assert any(entry.name == "DiskFilling" and entry.figure == "42" for entry in feed.latest())
    _send(labels, ends=dt.datetime.now(dt.UTC))
    eventually(lambda: _recorded(labels) == ["firing", "resolved"], "its end is recorded")


def test_a_notification_that_is_delivered_again_changes_nothing() -> None:
    labels = {"alertname": "DiskFilling", "service": "node-exporter", "severity": "ticket"}
    labels["test"] = secrets.token_hex(4)
    alert = {
        "status": "firing",
        "labels": labels,
        "annotations": {},
        "startsAt": "2026-01-31T10:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": secrets.token_hex(8),
    }
    over = alert | {"status": "resolved", "endsAt": "2026-01-31T10:05:00Z"}
    for body in (alert, alert, over, over, alert):
        deliver(body)
    assert _recorded(labels) == ["firing", "resolved"]


def test_an_alert_that_begins_anew_has_ended_before() -> None:
    """Alertmanager keeps no alerts: of what fires when it is stopped, no end is ever delivered."""
    mark = secrets.token_hex(8)
    first, again = (dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in (30, 31))
    with connect("etl") as connection, connection.cursor() as cursor:
        # What is delivered meanwhile is not counted.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

        def opened() -> int:
            cursor.execute(sql("open"))
            [(number,)] = cursor.fetchall()
            return int(number)

        before = opened()
        for starts_at in (first, again):
            cursor.execute(
                "INSERT INTO ops.alert (fingerprint, starts_at, status, alertname, severity, service,"
                " labels, annotations, received_at) VALUES (%s, %s, 'firing', 'DiskFilling', 'ticket',"
                " 'node-exporter', '{}', jsonb_build_object('description', %s::text), now())",
                (mark, starts_at, mark),
            )
            assert opened() == before + 1
        cursor.execute(sql("latest"), {"limit": 100})
        entries = [feed.Entry(*row) for row in cursor.fetchall()]
        over = {entry.starts_at: entry.over for entry in entries if entry.figure == mark}
        assert over == {first: True, again: False}
        connection.rollback()


@pytest.mark.parametrize(
    ("cause", "follows"),
    [
        (("ServiceDown", "postgres"), ("ServiceDown", "airflow")),
        (("ServiceDown", "postgres"), ("RunFailed", "airflow")),
        (("ServiceDown", "minio"), ("ObjectStoreNotWritable", "minio")),
        (("ServiceDown", "source"), ("RunFailed", "airflow")),
        (("SchemaChanged", "airflow"), ("RowsRejected", "airflow")),
        (("RowsRejected", "airflow"), ("QualityLow", "airflow")),
        (("RowsRejected", "airflow"), ("DayHeld", "airflow")),
        (("SourceFailing", "source"), ("RunFailed", "airflow")),
        (("SourceFailing", "source"), ("BurnRateFast", "source")),
    ],
    ids="-".join,
)
def test_what_follows_from_another_alert_is_suppressed(
    post: Post, cause: tuple[str, str], follows: tuple[str, str]
) -> None:
    first, second = post(*cause), post(*follows)
    beside = post("CertificateExpiring", "redis", "ticket")

    def silent() -> bool:
        return bool(_held(second)["status"]["state"] == "suppressed")

    eventually(silent, f"{follows} is suppressed")
    assert _held(second)["status"]["inhibitedBy"]
    eventually(lambda: _held(first)["status"]["state"] == "active", "the cause is not")
    eventually(lambda: _recorded(beside) == ["firing"], "what has nothing to do with it is delivered")
    assert _recorded(second) == []


def test_a_service_that_stops_is_noticed_and_its_return_as_well() -> None:
    name = "pushgateway"

    def newest() -> str:
        found = [entry for entry in feed.latest(100) if (entry.name, entry.service) == ("ServiceDown", name)]
        return found[0].status if found else ""

    with stopped(name):
        eventually(lambda: newest() == "firing", "who is on call knows", 60)
    eventually(lambda: newest() == "resolved", "who is on call knows that it is over", 60)


def test_an_alert_leads_to_its_runbook() -> None:
    def watchdog() -> str:
        alerts = get("prometheus", "/api/v1/alerts").json()["data"]["alerts"]
        [found] = [one for one in alerts if one["labels"]["alertname"] == "Watchdog"]
        return str(found["annotations"]["runbook"])

    page = requests.get(eventually(watchdog, "Watchdog fires"), timeout=5)
    assert page.status_code == 200
    assert "Watchdog" in page.text


@pytest.mark.parametrize("broken", ["alertmanager", "prometheus", "oncall"])
def test_the_absence_of_the_heartbeat_is_noticed_from_outside(cli: Cli, broken: str) -> None:
    def well() -> bool:
        return cli("watch", "--longest", "30").returncode == 0

    eventually(well, "the heartbeat arrives", 60)
    with stopped(broken):
        # Alertmanager repeats what Prometheus told it last until that runs out, forty seconds later.
        eventually(
            lambda: cli("watch", "--longest", "15").returncode == 1, f"without {broken} it is missed", 120
        )
    eventually(well, "it is back", 90)
