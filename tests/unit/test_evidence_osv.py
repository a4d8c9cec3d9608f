"""Vulnerabilities are asked for at OSV; where it does not answer, the control is not shown and never met.

OSV is not reachable from every machine: here a server on loopback answers in its form.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from course.evidence.control import Status
from course.evidence.controls import vulnerabilities
from course.evidence.report import Result, run_control


class _Osv(HTTPServer):
    """Answers with what `vulnerable` says of a package; keeps the queries."""

    vulnerable: dict[str, list[str]]
    queries: list[dict[str, Any]]
    broken = False


class _Handler(BaseHTTPRequestHandler):
    server: _Osv

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.queries = body["queries"]
        results = [
            {"vulns": [{"id": i, "modified": "2026-01-01T00:00:00Z"} for i in ids]} if ids else {}
            for ids in (self.server.vulnerable.get(q["package"]["name"], []) for q in body["queries"])
        ]
        self.send_response(500 if self.server.broken else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"results": results}).encode())

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Osv]:
    server = _Osv(("127.0.0.1", 0), _Handler)
    server.vulnerable = {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = SimpleNamespace(osv_url=f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(vulnerabilities, "settings", address)
    yield server
    server.shutdown()
    server.server_close()


def run() -> Result:
    return run_control(vulnerabilities.control)


def test_every_installed_package_is_asked_for_and_without_a_finding_the_control_is_met(osv: _Osv) -> None:
    assert run().status is Status.MET
    asked = {(q["package"]["name"], q["package"]["ecosystem"]) for q in osv.queries}
    assert {("apache-airflow", "PyPI"), ("minio", "PyPI")} <= asked


def test_a_vulnerable_package_is_named_with_its_advisories(osv: _Osv) -> None:
    osv.vulnerable = {"minio": ["GHSA-x", "PYSEC-y"]}
    result = run()
    assert result.status is Status.NOT_MET
    [named] = [one for one in result.observations if "minio" in one.ran]
    assert named.came_back == "GHSA-x, PYSEC-y"


def test_an_answer_that_is_none_is_not_taken_for_a_clean_one(osv: _Osv) -> None:
    osv.broken = True
    assert run().status is Status.NOT_SHOWN


def test_without_a_network_the_control_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), _Handler) as closed:
        port = closed.server_port
    monkeypatch.setattr(vulnerabilities, "settings", SimpleNamespace(osv_url=f"http://127.0.0.1:{port}"))
    result = run()
    assert result.status is Status.NOT_SHOWN
    assert not any(one.holds for one in result.observations)
