"""Spans of a recorded run (tests/unit/data/trace.json, from Jaeger's API) as tree, critical path and map."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from course.telemetry import spans
from course.telemetry.spans import Span, critical_path, dependencies, forest

RECORDED: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data/trace.json").read_text())


def span(name: str, parent: str, start: float, end: float) -> Span:
    return Span(name, parent, name, "etl", "", start, end, failed=False, attributes={})


@pytest.fixture(scope="module")
def run() -> list[Span]:
    return spans.parse(RECORDED)


def test_a_run_is_one_tree_from_the_dag_down_to_the_calls(run: list[Span]) -> None:
    [dag] = forest(run)
    assert dag.span.name == "dag etl_pipeline"
    assert [task.span.name for task in dag.children] == [
        f"task {step}" for step in ("extract", "transform", "load", "quality")
    ]
    [notebook] = dag.children[0].children
    [step] = notebook.children
    calls = {(call.span.name, call.span.peer) for call in step.children}
    assert {("GET /v1/flights", "source"), ("PUT raw", "minio"), ("INSERT", "postgres")} <= calls
    served = next(call for call in step.children if call.span.peer == "source").children
    assert [one.span.service for one in served] == ["source"]


def test_the_critical_path_covers_the_run_without_gap_or_overlap(run: list[Span]) -> None:
    [dag] = forest(run)
    path = critical_path(dag)
    assert path[0].start == dag.span.start
    assert path[-1].end == dag.span.end
    assert all(one.end == following.start for one, following in pairwise(path))
    assert {"notebook load", "step transform"} <= {segment.span.name for segment in path}


def test_what_runs_beside_a_longer_one_is_not_on_the_critical_path() -> None:
    [root] = forest(
        [
            span("root", "", 0, 10),
            span("long", "root", 1, 9),
            span("short", "root", 2, 5),
            span("in", "long", 3, 8),
        ]
    )
    path = [(segment.span.name, segment.start, segment.end) for segment in critical_path(root)]
    assert path == [("root", 0, 1), ("long", 1, 3), ("in", 3, 8), ("long", 8, 9), ("root", 9, 10)]


def test_a_child_that_outlives_its_parent_counts_until_the_parents_end() -> None:
    [root] = forest([span("root", "", 0, 10), span("late", "root", 4, 12)])
    path = [(segment.span.name, segment.start, segment.end) for segment in critical_path(root)]
    assert path == [("root", 0, 4), ("late", 4, 10)]


def test_spans_whose_parent_is_not_there_yet_are_roots(run: list[Span]) -> None:
    ended = [one for one in run if not one.name.startswith("dag")]
    assert len(forest(ended)) == 4


def test_a_run_that_ran_again_under_the_same_ids_shows_what_it_did_last() -> None:
    again = [{**one, "startTime": one["startTime"] + 60_000_000} for one in RECORDED]
    twice = spans.parse([*again, *RECORDED])
    assert [one.id for one in twice] == [one.id for one in spans.parse(RECORDED)]
    assert twice[0].start == spans.parse(RECORDED)[0].start + 60


def test_the_map_counts_each_call_once_whether_the_server_has_spans_or_not(run: list[Span]) -> None:
    edges = {(edge.caller, edge.callee): edge for edge in dependencies(run)}
    peers = ("source", "minio", "postgres", "redis", "pushgateway")
    assert set(edges) == {("airflow", "etl"), *(("etl", peer) for peer in peers)}
    asked = [one for one in run if one.peer == "source"]
    source = edges["etl", "source"]
    assert source.calls == len(asked) == len([one for one in run if one.service == "source"])
    assert source.failed == 0
    assert source.total == pytest.approx(sum(one.seconds for one in asked))
    assert 0 < source.median <= source.p95 <= max(one.seconds for one in asked)
