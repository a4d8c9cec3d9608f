"""Column lineage is what the code does, and events have the standard's form."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from course.pipeline import lineage, schemas, shapes
from course.pipeline.catalog import Column, Table
from course.pipeline.column_lineage import Edge, edges
from course.pipeline.datasets import DATASETS
from course.pipeline.rejects import Sieve
from course.pipeline.report import Report
from course.services.postgres import MIGRATIONS
from tests.unit.test_pipeline_transform import DAY, ZONES, flight, hour

_COMMENT = re.compile(r"COMMENT ON (TABLE|COLUMN) mart\.(\w+)\.?(\w*) IS '((?:[^']|'')*)';")
_FACET = r"https://openlineage\.io/spec/facets/[\d-]+/(\w+)\.json#/\$defs/\1"


def declared() -> dict[str, Table]:
    """The tables of mart with the comments that the migrations give, the last one counting."""
    tables: dict[str, Table] = {}
    comments: dict[str, dict[str, str]] = {}
    for file in sorted(MIGRATIONS.glob("*.sql")):
        for kind, table, column, text in _COMMENT.findall(file.read_text()):
            if kind == "TABLE":
                tables[table] = Table(table, text.replace("''", "'"), readable=True)
            else:
                comments.setdefault(table, {})[column] = text.replace("''", "'")
    for name, table in tables.items():
        table.columns.extend(Column(column, "text", about) for column, about in comments[name].items())
    return tables


GRAPH = edges(declared())
AIRLINE = {"carrier": "UA", "name": "United"}
AIRPORT = {"faa": "JFK", "name": "Kennedy", "lat": 40.6, "lon": -73.8, "alt": 13, "tzone": "America/New_York"}
PLANE = {
    **{"tailnum": "N1", "year": 1999, "type": "Fixed wing", "manufacturer": "BOEING", "model": "737"},
    **{"engines": 2, "seats": 150, "speed": 400, "engine": "Turbo-fan"},
}
# By data set: a row, and for each field another value that is valid. A day's own fields are of its date.
CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "airlines": ("airline", AIRLINE, {"carrier": "AA", "name": "American"}),
    "airports": (
        "airport",
        AIRPORT,
        {"faa": "EWR", "name": "N", "lat": 1.0, "lon": 2.0, "alt": 3, "tzone": "Pacific/Honolulu"},
    ),
    "planes": (
        "plane",
        PLANE,
        {
            **{"tailnum": "N2", "year": 2001, "type": "T", "manufacturer": "M", "model": "X"},
            **{"engines": 4, "seats": 9, "speed": 90, "engine": "E"},
        },
    ),
    "weather": (
        "weather",
        hour(9),
        {
            **{"day": 11, "hour": 10, "origin": "LAX", "temp": 1.0, "dewp": 1.0, "humid": 1.0, "wind_dir": 1},
            **{"wind_speed": 1.0, "wind_gust": 30.0, "precip": 0.1, "pressure": 1000.0, "visib": 1.0},
        },
    ),
    "flights": (
        "flight",
        flight(sched_arr_time=1155),
        {
            # Later, or further west, it leaves after the hour of its arrival: it arrives the next day.
            **{"day": 11, "dep_time": None, "sched_dep_time": 2000, "dep_delay": 7, "sched_arr_time": 1300},
            **{"arr_delay": 1, "carrier": "AA", "flight": 2, "tailnum": "N2", "origin": "HNL", "dest": "ORD"},
            **{"air_time": 300, "distance": 2000, "arr_time": 1200},
        },
    ),
}


def shaped(dataset: str, row: dict[str, Any]) -> dict[str, Any]:
    """The one row of the warehouse that comes of a row of the source."""
    day = dt.date(row["year"], row["month"], row["day"]) if DATASETS[dataset].daily else DAY
    schema = getattr(schemas, dataset)
    sieve_of = schema(day, ZONES.index) if DATASETS[dataset].daily else schema()
    sieve = Sieve([row], schemas.types(sieve_of))
    sieve.check(sieve_of)
    shape: Callable[..., pd.DataFrame] = getattr(shapes, dataset)
    frame = shape(sieve, day, ZONES) if DATASETS[dataset].daily else shape(sieve)
    assert sieve.rejected() == []
    return {str(column): value for column, value in frame.iloc[0].items()}


@pytest.mark.parametrize(
    ("dataset", "field"), [(dataset, field) for dataset, case in CASES.items() for field in case[2]]
)
def test_a_changed_field_changes_exactly_the_columns_that_are_made_from_it(dataset: str, field: str) -> None:
    table, row, others = CASES[dataset]
    change = {field: others[field]}
    if field == "dep_time":  # a cancelled flight has no delay either
        change |= {"dep_delay": None, "arr_delay": None, "air_time": None, "arr_time": None}
    before, after = shaped(dataset, row), shaped(dataset, row | change)
    names = {column.name for column in declared()[table].columns}
    changed = {name for name in names if _differ(before[name], after[name])}
    said = {edge.column for edge in GRAPH if edge.dataset == dataset and edge.field in change}
    assert changed == said


def _differ(one: Any, other: Any) -> bool:
    return not (pd.isna(one) and pd.isna(other)) and (pd.isna(one) or pd.isna(other) or one != other)


def test_every_column_but_the_calendars_is_traced_to_the_source() -> None:
    traced = {(edge.table, edge.column) for edge in GRAPH}
    everything = {(t.name, c.name) for t in declared().values() for c in t.columns if t.name != "date"}
    assert everything == traced


def test_a_column_that_is_made_from_others_has_their_fields() -> None:
    table = Table(
        "t",
        "Rows. Source: /v1/airlines.",
        readable=True,
        columns=[Column("a_b", "text", "Source: carrier."), Column("c", "text", "The a b in capitals.")],
    )
    assert edges({"t": table}) == [Edge("airlines", "carrier", "t", name) for name in ("a_b", "c")]


@pytest.mark.parametrize("kind", ["START", "COMPLETE", "FAIL"])
@pytest.mark.parametrize("step", ["extract", "transform", "load", "quality"])
def test_an_event_has_the_form_of_openlineage(step: str, kind: lineage.EventType) -> None:
    """Names and obligations of https://openlineage.io/spec/2-0-2/OpenLineage.json."""
    report = Report(step, DAY, "manual__1", {"flights": {"rows_out": 7}}, {"error": "Unavailable: x"})
    event = lineage.run_event(report, 3, kind, dt.datetime(2026, 1, 2, tzinfo=dt.UTC), declared())
    assert event["eventType"] == kind
    assert dt.datetime.fromisoformat(event["eventTime"]).tzinfo
    assert event["schemaURL"].endswith("/2-0-2/OpenLineage.json#/$defs/RunEvent")
    uuid.UUID(event["run"]["runId"])
    assert event["job"] == {"namespace": "dataops-na-pratica", "name": f"etl_pipeline.{step}"}
    uuid.UUID(event["run"]["facets"]["parent"]["run"]["runId"])
    datasets = event["inputs"] + event["outputs"]
    assert all(one["namespace"] and one["name"] for one in datasets)
    facets = [event["run"]["facets"]]
    facets += [one[key] for one in datasets for key in ("facets", "outputFacets") if key in one]
    for facet in (facet for group in facets for facet in group.values()):
        assert re.fullmatch(_FACET, facet["_schemaURL"])
        assert facet["_producer"]
    assert ("errorMessage" in event["run"]["facets"]) == (kind == "FAIL")


def test_a_complete_load_says_from_which_fields_each_column_is_made() -> None:
    report = Report("load", DAY, "manual__1", {"flights": {"rows_out": 7}})
    event = lineage.run_event(report, 1, "COMPLETE", dt.datetime.now(dt.UTC), declared())
    [flight_table] = [one for one in event["outputs"] if one["name"] == "warehouse.mart.flight"]
    assert flight_table["outputFacets"]["outputStatistics"]["rowCount"] == 7
    fields = flight_table["facets"]["columnLineage"]["fields"]
    assert [one["field"] for one in fields["cancelled"]["inputFields"]] == ["dep_time"]
    described = {one["name"] for one in flight_table["facets"]["schema"]["fields"]}
    assert described == set(fields)
