"""Spans as Jaeger is told them, and what becomes of a run when it is told nothing."""

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from course.settings import ROOT
from course.telemetry import traces

RUN = "manual__1"
# A process of its own: one is enough that exports, and it exports to one place for good.
TOLD = f"""
import datetime as dt, sys
from course.telemetry import traces
begun = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
traces.start("etl")
run = traces.traceparent({RUN!r})
try:
    with traces.continued(run), traces.span("step load"):
        print(traces.headers()["traceparent"])
        with traces.span("COPY", "postgres", **{{"db.query.text": "COPY x"}}):
            raise ValueError("broken")
except ValueError:
    pass
traces.record("dag x", run, "", begun, begun + dt.timedelta(seconds=2), failed=True)
traces.flush()
print("went on")
"""
# As Airflow's scheduler and a task's process call it; the last task was only marked by hand.
LISTENED = f"""
import datetime as dt
from types import SimpleNamespace
from course.pipeline import listener
from course.telemetry import traces
begun = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
times = {{"start_date": begun, "end_date": begun + dt.timedelta(seconds=2)}}
run = SimpleNamespace(dag_id="etl", run_id={RUN!r}, **times)
first, second = (SimpleNamespace(task_id="load", run_id={RUN!r}, try_number=n, **times) for n in (1, 2))
marked = SimpleNamespace(task_id="marked", run_id={RUN!r}, try_number=1, **times)
listener.on_task_instance_failed(previous_state="running", task_instance=first, error=None)
listener.on_task_instance_success(previous_state="running", task_instance=second)
listener.on_task_instance_success(previous_state=None, task_instance=marked)
listener.on_dag_run_failed(dag_run=run, msg="")
traces.flush()
"""


class Receiver(HTTPServer):
    """What listens where Jaeger would."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: dict[str, tuple[str, Span]] = {}
        self.taken: list[Span] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = resource.resource.attributes[0].value.string_value
            for scope in resource.scope_spans:
                self.server.taken += scope.spans
                self.server.spans |= {span.name: (service, span) for span in scope.spans}
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def told(port: int, tracing: str = "on", code: str = TOLD) -> subprocess.CompletedProcess[str]:
    environment = {"OTLP_PORT": str(port), "TRACING": tracing, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)


def test_spans_carry_the_runs_trace_and_stand_below_each_other(receiver: Receiver) -> None:
    printed = told(receiver.server_port).stdout.splitlines()
    assert {service for service, _span in receiver.spans.values()} == {"etl"}
    spans = {name: span for name, (_service, span) in receiver.spans.items()}
    assert {span.trace_id.hex() for span in spans.values()} == {traces.trace_id(RUN)}
    run, step, copy = spans["dag x"], spans["step load"], spans["COPY"]
    assert run.span_id.hex() == traces.traceparent(RUN).split("-")[2]
    assert (run.parent_span_id, step.parent_span_id, copy.parent_span_id) == (b"", run.span_id, step.span_id)
    assert printed[0] == f"00-{traces.trace_id(RUN)}-{step.span_id.hex()}-01"
    assert (
        run.end_time_unix_nano - run.start_time_unix_nano
        == dt.timedelta(seconds=2) / dt.timedelta(microseconds=1) * 1000
    )
    assert copy.kind == Span.SPAN_KIND_CLIENT
    assert {tag.key: tag.value.string_value for tag in copy.attributes}["peer.service"] == "postgres"
    assert {name for name, span in spans.items() if span.status.code} == {"dag x", "step load", "COPY"}


def test_without_anybody_there_a_run_goes_on_with_a_warning() -> None:
    done = told(port=1024)
    assert "went on" in done.stdout
    assert "Failed to export" in done.stderr


def test_switched_off_nothing_is_sent_and_the_trace_is_handed_on_all_the_same(receiver: Receiver) -> None:
    printed = told(receiver.server_port, tracing="off").stdout.splitlines()
    assert receiver.spans == {}
    assert printed == [traces.traceparent(RUN), "went on"]


def test_ids_are_made_from_names_and_differ_with_each_of_them() -> None:
    ids = [traces.traceparent(*names) for names in (("a",), ("a", "load", 1), ("a", "load", 2), ("b",))]
    assert traces.traceparent("a", "load", 1) == ids[1]
    assert len({one.split("-")[2] for one in ids}) == 4
    assert [one.split("-")[1] for one in ids] == [traces.trace_id("a")] * 3 + [traces.trace_id("b")]


def test_airflow_tells_of_runs_and_of_every_try_of_a_task_but_not_of_marks(receiver: Receiver) -> None:
    told(receiver.server_port, code=LISTENED)
    found = [(span.name, span.span_id.hex(), span.parent_span_id.hex()) for span in receiver.taken]
    ids = [traces.traceparent(RUN, *below).split("-")[2] for below in ((), ("load", 1), ("load", 2))]
    assert found == [("task load", ids[1], ids[0]), ("task load", ids[2], ids[0]), ("dag etl", ids[0], "")]
    assert [bool(span.status.code) for span in receiver.taken] == [True, False, True]
