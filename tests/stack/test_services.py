"""Every service does what its declaration says, on the live stack."""

import json
import socket
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import get_args

import psutil
import pytest

from course.services import postgres, prometheus
from course.services.programs import log_file
from course.services.registry import services
from course.settings import LOOPBACK, settings
from course.stack import supervisor
from course.stack.ports import tcp_ports
from tests.conftest import Cli
from tests.stack.conftest import eventually, stopped

SERVICES = list(services().values())


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_round_trip_succeeds(service) -> None:
    assert service.ping()


def test_every_target_of_prometheus_is_up() -> None:
    wanted = {s.name for s in SERVICES if s.scrape or s.probe}

    def up() -> bool:
        seen = {series["metric"]["job"] for series in prometheus.query("up == 1")}
        return wanted <= seen and not prometheus.query("up == 0")

    eventually(up, f"all of {sorted(wanted)} up", 60)


def test_every_probed_page_answers_well() -> None:
    wanted = {s.name for s in SERVICES if s.probe}
    eventually(
        lambda: {series["metric"]["job"] for series in prometheus.query("probe_success == 1")} == wanted,
        f"probes of {sorted(wanted)} succeed",
    )


def test_the_scrape_interval_is_five_seconds() -> None:
    config = eventually(
        lambda: prometheus.get("prometheus", "/api/v1/status/config").json()["data"]["yaml"],
        "Prometheus tells its configuration",
    )
    assert "scrape_interval: 5s" in config


def test_every_program_listens_on_loopback_alone() -> None:
    ours = {
        p.pid
        for program in supervisor.programs()
        for p in supervisor.tree(supervisor.info(program.name)["pid"])
    }
    # A UDP socket that only sends is given a port of this range by the kernel, on every address.
    first_ephemeral = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    listening = [
        connection
        for connection in psutil.net_connections("inet")
        if connection.pid in ours
        and (
            connection.status == psutil.CONN_LISTEN
            or (connection.type == socket.SOCK_DGRAM and connection.laddr.port < first_ephemeral)
        )
    ]
    assert {c.laddr.port for c in listening} >= {port for s in SERVICES for _, port in tcp_ports(s)}
    assert {(c.laddr.ip, c.laddr.port) for c in listening if c.laddr.ip not in (LOOPBACK, "::1")} == set()


def test_no_secret_stands_on_a_command_line() -> None:
    secrets = {
        value.get_secret_value()
        for name, value in settings
        if name.endswith(("_password", "_key", "_secret")) and hasattr(value, "get_secret_value")
    }
    secrets = {secret for secret in secrets if len(secret) > 8}
    for program in supervisor.programs():
        for process in supervisor.tree(supervisor.info(program.name)["pid"]):
            with suppress(psutil.NoSuchProcess):  # a short-lived child
                line = " ".join(process.cmdline())
                assert not [secret for secret in secrets if secret in line], line[:60]


def test_no_log_of_postgresql_holds_a_password_however_slow_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    log = log_file("postgres")
    began = log.stat().st_size
    slow = partial(postgres.log_in, options="-c log_min_duration_statement=0")  # each statement is logged
    monkeypatch.setattr(postgres, "log_in", slow)
    postgres.setup()
    said = eventually(
        lambda: 'ALTER ROLE "monitor"' in (new := log.read_bytes()[began:].decode()) and new, "it is logged"
    )
    roles = get_args(postgres.Role)
    assert said.count("PASSWORD 'SCRAM-SHA-256$") == len(roles)
    assert [role for role in roles if postgres.password(role) in said] == []


def test_up_again_is_harmless(cli: Cli) -> None:
    before = {p.name: supervisor.info(p.name)["pid"] for p in supervisor.programs()}
    done = cli("up")
    assert done.returncode == 0, done.stderr
    assert {p.name: supervisor.info(p.name)["pid"] for p in supervisor.programs()} == before


def test_status_has_a_row_a_service_with_address_and_memory(cli: Cli) -> None:
    done = cli("status")
    assert done.returncode == 0, done.stderr
    for service in SERVICES:
        [row] = [line for line in done.stdout.splitlines() if line.startswith(f"{service.title}  ")]
        assert service.page.removeprefix("http://") in row
        assert "MiB" in row


def test_check_health_tells_latency_and_exits_zero(cli: Cli) -> None:
    done = cli("check-health")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(" ms ") == len(SERVICES)


def test_check_health_fails_with_the_reason_when_a_service_is_down(cli: Cli) -> None:
    name = "pushgateway"
    with stopped(name):
        done = cli("check-health")
    assert done.returncode == 1
    assert "conexão recusada" in done.stdout
    eventually(services()[name].ping, "it is back")


def test_a_wrong_password_is_told_with_the_role(cli: Cli) -> None:
    done = cli("check-health", ANALYST_PASSWORD="not-the-password")
    assert done.returncode == 1
    assert "recusou a senha de analyst" in done.stdout
    assert "o login no PostgreSQL pelo Adminer falhou" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_doctor_is_well_beside_a_running_stack(cli: Cli) -> None:
    done = cli("doctor", "--json")
    found = json.loads(done.stdout)["findings"]
    assert [finding for finding in found if finding["level"] == "failed"] == []
    assert done.returncode == (2 if found else 0), done.stderr
