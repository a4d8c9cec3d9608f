"""How PostgreSQL carried out a query: its plan, with what it read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import psycopg2.extensions

from course.i18n import _


@dataclass(frozen=True)
class Plan:
    """What EXPLAIN (ANALYZE, BUFFERS) said of a query.

    steps: the names of the nodes that were carried out, the topmost first. read: rows looked at in tables,
    those filtered out among them. rows: rows returned. blocks: pages of 8 kB asked for. milliseconds: of
    the execution.
    """

    steps: tuple[str, ...]
    read: int
    rows: int
    blocks: int
    milliseconds: float

    def shown(self) -> dict[str, Any]:
        """A row of a table for people."""
        return {
            _("plano"): " ← ".join(self.steps),
            _("linhas lidas"): self.read,
            _("linhas devolvidas"): self.rows,
            _("blocos de 8 kB"): self.blocks,
            "ms": f"{self.milliseconds:.2f}",
        }


def explain(cursor: psycopg2.extensions.cursor, query: str, params: tuple[object, ...] = ()) -> Plan:
    """Carries the query out and tells how. Raises psycopg2's errors."""
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", params)
    [[[told]]] = cursor.fetchall()
    top = told["Plan"]
    nodes = list(_nodes(top))
    return Plan(
        steps=tuple(_name(node) for node in nodes),
        read=sum(_read(node) for node in nodes if "Relation Name" in node),
        rows=int(top["Actual Rows"]),
        blocks=sum(
            int(top[f"{kind} {what} Blocks"]) for kind in ("Shared", "Local") for what in ("Hit", "Read")
        ),
        milliseconds=float(told["Execution Time"]),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Without what only finds the live release: who is new to plans sees the table's own."""
    if node["Node Type"] != "Append":
        yield node
    for child in node.get("Plans", ()):
        if child["Actual Loops"] and child["Parent Relationship"] != "InitPlan":
            yield from _nodes(child)


def _name(node: dict[str, Any]) -> str:
    return " ".join(filter(None, (node["Node Type"], node.get("Index Name"))))


def _read(node: dict[str, Any]) -> int:
    each = (
        node["Actual Rows"]
        + node.get("Rows Removed by Filter", 0)
        + node.get("Rows Removed by Index Recheck", 0)
    )
    return int(each * node["Actual Loops"])


def table(plans: dict[str, Plan]) -> pd.DataFrame:
    """The plans side by side, one a row, by title."""
    rows = [{"": title, **plan.shown()} for title, plan in plans.items()]
    return pd.DataFrame(rows)
