"""What each step read and wrote, as run events of OpenLineage in `ops.lineage`.

https://openlineage.io/spec/2-0-2/OpenLineage.json; names of data sets as in its Naming.md. The events
are small and go to one table, so they are written without the client library and its transports.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import psycopg2.extensions

from course.pipeline import catalog
from course.pipeline.catalog import Table
from course.pipeline.column_lineage import dataset_of, edges
from course.pipeline.database import sql
from course.pipeline.datasets import DATASETS
from course.pipeline.days import start_of
from course.pipeline.tables import DAILY, REFERENCE, REJECT, REJECTS
from course.services import postgres, source
from course.services.airflow import DAG_ID
from course.services.minio import CURATED, RAW
from course.settings import settings

if TYPE_CHECKING:
    from course.pipeline.report import Report

EventType = Literal["START", "COMPLETE", "FAIL"]
Json = dict[str, Any]

_SPEC = "https://openlineage.io/spec"
_PRODUCER = "urn:dataops-na-pratica:course.pipeline.lineage"
_JOBS = "dataops-na-pratica"
_WAREHOUSE = f"postgres://{settings.postgres_host}:{settings.postgres_port}"


def record(cursor: psycopg2.extensions.cursor, report: "Report", attempt: object, kind: EventType) -> None:
    """Writes the event into the transaction that records the attempt itself."""
    values = {"run_id": report.run_id, "day": report.day, "step": report.step, "event_type": kind}
    mart = catalog.read(cursor)["mart"].tables if (report.step, kind) == ("load", "COMPLETE") else {}
    event = run_event(report, attempt, kind, dt.datetime.now(dt.UTC), mart)
    cursor.execute(sql("put_lineage"), {**values, "event": json.dumps(event)})


def run_event(
    report: "Report", attempt: object, kind: EventType, at: dt.datetime, mart: Mapping[str, Table]
) -> Json:
    """The event of an attempt of a step. `at` is UTC; `attempt` tells attempts of the same run apart.

    mart: the tables whose columns it describes, each with the fields of the source that it is made from.
    """
    inputs, outputs = _flow(report.step)
    if kind == "COMPLETE":
        outputs = [_with_rows(one, report) for one in outputs]
    facets = {
        "parent": _facet(
            "1-0-1/ParentRunFacet",
            run={"runId": _uuid(report.run_id)},
            job={"namespace": _JOBS, "name": DAG_ID},
        ),
        "nominalTime": _facet("1-0-1/NominalTimeRunFacet", nominalStartTime=start_of(report.day).isoformat()),
    }
    if kind == "FAIL":
        error = {"message": str(report.detail.get("error", "")), "programmingLanguage": "Python"}
        facets["errorMessage"] = _facet("1-0-1/ErrorMessageRunFacet", **error)
    return {
        "eventType": kind,
        "eventTime": at.isoformat(),
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": _uuid(f"{report.run_id}/{report.step}/{attempt}"), "facets": facets},
        "job": {"namespace": _JOBS, "name": f"{DAG_ID}.{report.step}"},
        "inputs": inputs,
        "outputs": _with_columns(outputs, mart),
    }


def _flow(step: str) -> tuple[list[Json], list[Json]]:
    """What the step reads and what it writes."""
    api = [_dataset(source.url(), f"/v1/{name}") for name in DATASETS]
    raw = [_dataset(f"s3://{RAW}", name) for name in DATASETS]
    curated = [_dataset(f"s3://{CURATED}", name) for name in (*DATASETS, REJECTS)]
    loaded = {**REFERENCE, **DAILY}
    # As readers see them, whichever release they stand in.
    tables = [*(_table("mart", loaded[name].name) for name in DATASETS), _table("quality", REJECT.name)]
    measured = [_table("quality", name) for name in ("result", "score")]
    flows = {
        "extract": (api, raw),
        "transform": (raw, curated),
        "load": (curated, tables),
        "quality": ([*raw, *tables], measured),
    }
    return flows.get(step, ([], []))


def _with_rows(output: Json, report: "Report") -> Json:
    tables = {table.name: name for name, table in {**REFERENCE, **DAILY}.items()}
    name = output["name"].rpartition(".")[2]
    rows = report.datasets.get(tables.get(name, name), {}).get("rows_out")
    if rows is None:
        return output
    count = _facet("1-0-2/OutputStatisticsOutputDatasetFacet", rowCount=rows)
    return {**output, "outputFacets": {"outputStatistics": count}}


def _with_columns(outputs: list[Json], tables: Mapping[str, Table]) -> list[Json]:
    """The tables of `mart` with their columns, and with the source's fields that each is made from."""
    made_of: dict[str, dict[str, list[Json]]] = {}
    for edge in edges(tables):
        field = {**_dataset(source.url(), f"/v1/{edge.dataset}"), "field": edge.field}
        made_of.setdefault(edge.table, {}).setdefault(edge.column, []).append(field)
    described = {}
    for table in tables.values():
        if dataset_of(table):
            columns = [{"name": c.name, "type": c.type, "description": c.comment} for c in table.columns]
            fields = {column: {"inputFields": found} for column, found in made_of[table.name].items()}
            described[_table("mart", table.name)["name"]] = {
                "schema": _facet("1-1-1/SchemaDatasetFacet", fields=columns),
                "columnLineage": _facet("1-2-0/ColumnLineageDatasetFacet", fields=fields),
            }
    return [
        {**output, "facets": described[output["name"]]} if output["name"] in described else output
        for output in outputs
    ]


def _table(schema: str, name: str) -> Json:
    return _dataset(_WAREHOUSE, f"{postgres.WAREHOUSE}.{schema}.{name}")


def _dataset(namespace: str, name: str) -> Json:
    return {"namespace": namespace, "name": name}


def _facet(schema: str, **content: Any) -> Json:
    version, _slash, name = schema.partition("/")
    url = f"{_SPEC}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": _PRODUCER, "_schemaURL": url, **content}


def _uuid(name: str) -> str:
    """The same for the same name: whoever knows the run's id finds its events."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{_JOBS}/{name}"))
