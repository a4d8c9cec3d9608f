"""Lineage: every figure of the warehouse can be followed back to a field of the source."""

from collections.abc import Iterator
from itertools import pairwise

from course.evidence.control import Control, Observation
from course.evidence.database import sql
from course.i18n import _
from course.pipeline.catalog import Table, schemas
from course.pipeline.column_lineage import dataset_of, edges
from course.pipeline.datasets import DATASETS
from course.pipeline.flow import STEPS
from course.services import postgres

control = Control(
    id="lineage",
    iso_2013=("A.18.1.3",),
    iso_2022=("5.33",),
    title=_("Proteção de registros: linhagem dos dados"),
    shows=_(
        "A última execução deixou, no padrão OpenLineage, o começo e o fim de cada etapa, e cada etapa lê o"
        " que a anterior gravou; e cada coluna do mart tem os campos da fonte de que é feita."
    ),
    limits=_(
        "A norma não tem um controle de linhagem; este é o mais próximo. As colunas vêm do comentário de cada"
        " uma no banco: um teste as confere com o que o código faz, coluna por coluna."
    ),
)


@control.evidence
def evidence() -> Iterator[Observation]:
    """The events of the newest complete run, and the graph of columns."""
    yield from _run()
    tables = {name: table for name, table in schemas("etl")["mart"].tables.items() if dataset_of(table)}
    yield _columns(tables)


def _run() -> Iterator[Observation]:
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(sql("newest_lineage"))
        events = {(step, kind): event for step, kind, event in cursor.fetchall()}
    if not events:
        yield Observation(
            ran="ops.lineage", came_back=_("nenhuma execução completa desde que há linhagem"), holds=None
        )
        return
    missing = [f"{s} {k}" for s in STEPS for k in ("START", "COMPLETE") if (s, k) not in events]
    told = _("eventos: {n}; faltam: {missing}").format(n=len(events), missing=", ".join(missing) or "–")
    yield Observation(ran=_("ops.lineage: eventos da última execução"), came_back=told, holds=not missing)
    for before, after in pairwise(STEPS):
        written = _names(events.get((before, "COMPLETE"), {}).get("outputs", []))
        read = _names(events.get((after, "COMPLETE"), {}).get("inputs", []))
        ran = _("o que {after} leu, {before} gravou").format(after=after, before=before)
        told = _("conjuntos de dados em comum: {n}").format(n=len(written & read))
        yield Observation(ran=ran, came_back=told, holds=bool(written) and written <= read)


def _names(datasets: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(one["namespace"], one["name"]) for one in datasets}


def _columns(tables: dict[str, Table]) -> Observation:
    graph = edges(tables)
    traced = {(edge.table, edge.column) for edge in graph}
    everything = {(table.name, column.name) for table in tables.values() for column in table.columns}
    lost = sorted(f"{table}.{column}" for table, column in everything - traced)
    used = {(edge.dataset, edge.field) for edge in graph}
    fields = {(name, field) for name, dataset in DATASETS.items() for field in dataset.columns}
    told = _("colunas: {n}, ligações: {edges}; sem origem: {lost}; campos que não chegam ao mart: {unused}")
    told = told.format(
        n=len(everything),
        edges=len(graph),
        lost=", ".join(lost) or "–",
        unused=", ".join(sorted(f"{dataset}.{field}" for dataset, field in fields - used)) or "–",
    )
    return Observation(ran=_("campo da fonte → coluna do mart"), came_back=told, holds=not lost)
