"""One run, joined: its trace in Jaeger, its lines in the logs, its figures in the warehouse."""

from typing import Any

import pytest

from course.pipeline import dag_run, links, run_logs, run_trace, steps
from course.pipeline.dag_run import Run
from course.pipeline.flow import STEPS
from course.pipeline.run_trace import RunTrace
from course.telemetry.spans import Node
from course.telemetry.traces import trace_id
from tests.conftest import Cli
from tests.stack.lab import Lab

OPEN = "from course.widgets.run_view import RunView\nRunView({run!r})"


@pytest.fixture(scope="module")
def run(traced_run: Run) -> Run:
    return traced_run


@pytest.fixture(scope="module")
def trace(run: Run) -> RunTrace:
    return run_trace.of_run(run.run_id)


def below(node: Node) -> list[Node]:
    return [node, *(deeper for child in node.children for deeper in below(child))]


def test_a_run_is_one_trace_from_the_dag_to_what_the_source_did(trace: RunTrace) -> None:
    [dag] = trace.roots
    for step, task in zip(STEPS, dag.children, strict=True):
        [notebook] = task.children
        [job] = notebook.children
        names = [node.span.name for node in (task, notebook, job)]
        assert names == [f"task {step}", f"notebook {step}", f"step {step}"]
    called = {(node.span.service, node.span.peer) for node in below(dag) if node.span.peer}
    assert {("etl", name) for name in ("source", "minio", "postgres", "redis", "pushgateway")} <= called
    served = [c for node in below(dag) if node.span.peer == "source" for c in node.children]
    assert {node.span.service for node in served} == {"source"}


def test_every_line_said_in_a_span_is_found_in_the_trace_and_the_trace_in_the_steps(
    run: Run, trace: RunTrace
) -> None:
    lines = run_logs.of_run(run.run_id)
    ids = {span.id for span in trace.spans}
    joined = [line for line in lines if line.span_id]
    assert {line.span_id for line in joined} <= ids
    assert {line.service for line in joined} == {"source", *(f"etl {step}" for step in STEPS)}
    assert run.day
    assert {one.step for one in steps.summary(run.day, run.run_id).steps} == set(STEPS)


def test_the_logs_of_a_run_are_printed_in_the_order_of_time(cli: Cli, run: Run) -> None:
    done = cli("logs", "--run", run.run_id)
    assert done.returncode == 0, done.stderr
    times = [line.split()[0] for line in done.stdout.splitlines() if line[:4].isdigit()]
    assert times == sorted(times)
    for speaker in ("airflow-scheduler", "airflow-worker", "airflow load", "etl load", "source"):
        assert f"Z {speaker} " in done.stdout
    assert "step load of" in done.stdout
    assert "rows_out=" in done.stdout


def test_the_newest_run_is_asked_for_by_a_word(cli: Cli, run: Run) -> None:
    newest = dag_run.latest(1)[0].run_id
    done = cli("logs", "--run", dag_run.LATEST)
    assert done.returncode == 0, done.stderr
    assert newest in done.stdout


@pytest.mark.parametrize("verb", [("logs", "--run"), ("trace",)])
def test_an_unknown_run_is_refused_with_the_newest_ones(cli: Cli, run: Run, verb: tuple[str, ...]) -> None:
    done = cli(*verb, "yesterday's")
    assert done.returncode == 2
    assert dag_run.latest(1)[0].run_id in done.stderr


def test_the_trace_is_printed_with_its_critical_path_and_the_map(cli: Cli, run: Run) -> None:
    done = cli("trace", run.run_id)
    assert done.returncode == 0, done.stderr
    assert "★" in done.stdout
    assert "etl → postgres" in done.stdout
    assert trace_id(run.run_id) in done.stdout


@pytest.fixture
def view(lab: Lab, run: Run) -> Any:
    """The widget in a browser, drawn."""
    notebook = lab.open(OPEN.format(run=run.run_id))
    notebook.run(0)
    shown = notebook.output(0)
    shown.locator(".spans .name").first.wait_for()
    yield shown
    assert notebook.wrong == []


def test_figures_trace_and_logs_lead_to_each_other(view: Any, run: Run) -> None:
    view.locator("table th").get_by_role("button", name="load").click()
    chosen = view.locator(".spans .name.chosen")
    assert "step load" in chosen.inner_text()
    said = view.locator(".lines td:nth-child(3)")
    assert said.first.inner_text().startswith("step load of")
    assert {row.split(" of ")[0] for row in said.all_inner_texts()} == {"step load"}
    view.get_by_role("button", name="Mostrar todas").click()
    view.get_by_label("Serviço").select_option("source")
    view.locator(".lines").get_by_role("button").first.click()
    assert "GET /v1/" in chosen.inner_text()
    assert view.get_by_role("link", name="Airflow").get_attribute("href") == links.run_page(run.run_id)
