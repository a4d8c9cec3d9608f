"""The warehouse explorer: what there is, a query, its result as a table and a chart, as any reader."""

from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets

from course.i18n import _
from course.pipeline import catalog
from course.pipeline.explore import Query
from course.pipeline.reading import READERS, reader
from course.pipeline.refusal import Refused
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent
_STILL_ROWS = 20
_FIRST_QUERY = """SELECT name, count(*) AS flights, round(avg(dep_delay_min), 1) AS mean_delay_min
FROM mart.flight JOIN mart.airline USING (carrier)
GROUP BY name
ORDER BY flights DESC"""


class WarehouseExplorer(Live):
    """The schema tree, a box for a query, pages of its rows, a chart of them, and whose eyes to see with.

    It only reads: each query is a transaction that cannot write, as the chosen role. A refusal is
    shown in PostgreSQL's own words and with the reason; what takes too long can be cancelled.
    """

    _esm = javascript(_HERE / "warehouse_explorer.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "warehouse_explorer.css")

    query = traitlets.Unicode().tag(sync=True)
    role = traitlets.Unicode().tag(sync=True)
    _asked: Query | None = None

    def __init__(self, query: str = _FIRST_QUERY, role: str = "analyst") -> None:
        """`query` and `role` are what it begins with; raises `UsageError` for a role that there is not."""
        super().__init__(_words(), query=query, role=reader(role))
        self.on_msg(self._heed)

    def answer(self, about: str, question: Any) -> Any:
        """`tree`: the schemas as the role sees them. `query`: the first rows of it, or the refusal."""
        match about:
            case "tree":
                return [_schema(schema) for schema in catalog.schemas(reader(question["role"])).values()]
            case "query":
                self._asked = query = Query(question["text"], reader(question["role"]))
                return _result(query)
            case _:
                return None  # `cancel` was heeded when it came

    def still(self) -> str:
        """The query it begins with, and the first rows of its result."""
        result = Query(self.query, reader(self.role)).run()
        names = [column.name for column in result.columns]
        table = pd.DataFrame(result.rows[:_STILL_ROWS], columns=names)
        return f"<pre>{escape(self.query)}</pre>{table.to_html(index=False, border=0, na_rep='NULL')}"

    def close(self) -> None:
        """Also ends the query that runs."""
        if self._asked:
            self._asked.cancel()
        super().close()

    def _heed(self, _widget: Any, asked: dict[str, Any], _buffers: Any) -> None:
        """A cancellation at once, while the worker thread waits for the rows."""
        if asked["about"] == "cancel" and self._asked:
            self._asked.cancel()


def _schema(schema: catalog.Schema) -> dict[str, Any]:
    return {**asdict(schema), "tables": [asdict(table) for table in schema.tables.values()]}


def _result(query: Query) -> dict[str, Any]:
    try:
        return asdict(query.run())
    except Refused as refused:
        return {"refused": refused.message, "why": refused.next_step, "position": refused.position}


def _words() -> dict[str, Any]:
    return {
        "roles": READERS,
        "asRole": _("Papel"),
        "tree": _("Esquemas e tabelas"),
        "locked": _("{role} não pode ler"),
        "rows": _("Ver linhas"),
        "insert": _("Inserir na consulta"),
        "again": _("Tentar de novo"),
        "box": _("Consulta SQL; Ctrl+Enter executa"),
        "run": _("Executar (Ctrl+Enter)"),
        "cancel": _("Cancelar"),
        "asking": _("Consultando como {role}…"),
        "result": _("Resultado"),
        "all": _("{n} linhas em {seconds} s, como {role}."),
        "first": _("As primeiras {n} linhas, em {seconds} s, como {role}; há mais: agregue ou filtre."),
        "refusedAs": _("O PostgreSQL respondeu, como {role}:"),
        "at": _("Linha {line}, coluna {column} da consulta."),
        "page": _("{from}–{to} de {n}"),
        "previous": _("Anterior"),
        "next": _("Próxima"),
        "table": _("Tabela"),
        "chart": _("Gráfico"),
        "kind": _("Tipo"),
        "across": _("Eixo"),
        "value": _("Valor"),
        "bars": _("barras"),
        "line": _("linha"),
        "chartOf": _("{value} por {across}"),
        "firstBars": _("As primeiras {n} de {all} linhas."),
    }
