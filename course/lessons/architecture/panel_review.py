"""What is wrong with a panel, seen from the data: its texts, its unit, and what each query brings now."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import promql_parser

from course.errors import UsageError
from course.exercises.kinds.promql import metric_names
from course.i18n import _
from course.services import prometheus
from course.services.http import get

# What a reader is told, by what is wrong; in the order in which it is looked for.
TOLD: Mapping[str, str] = {
    "no_title": _("Há um painel sem título: quem o vê não sabe que pergunta ele responde."),
    "no_description": _(
        "O painel «{title}» não tem descrição. Quem o abre às 3 da manhã não estava na aula: diga o que se"
        " vê e o que fazer com isso."
    ),
    "no_query": _("O painel «{title}» não tem consulta: não há o que desenhar."),
    "no_unit": _("O painel «{title}» não tem unidade. {value}: de quê, por quanto tempo?"),
    "refused": _("O Prometheus recusa a consulta do painel «{title}»: `{why}`"),
    "unknown_metric": _(
        "O painel «{title}» fica vazio: este Prometheus não tem métrica `{metric}`. Um nome errado não dá"
        " erro, só um painel sem dados."
    ),
    "no_data": _(
        "O painel «{title}» fica vazio: a métrica existe, mas nenhuma série passa pelo filtro de"
        " `{expression}`. Os rótulos que há: {labels}."
    ),
    "rate_of_gauge": _(
        "O painel «{title}» tira a taxa de `{metric}`, que é um medidor (gauge). A cada queda, `rate` supõe"
        " um reinício e soma o valor inteiro; parado, o painel mostra {value}."
    ),
    "raw_counter": _(
        "O painel «{title}» desenha o contador `{metric}` como ele é: uma linha que só sobe, agora em"
        " {value}, e cai a zero quando o programa reinicia. Não mostra ritmo nenhum."
    ),
    "percent_of_ratio": _(
        "O painel «{title}» escreve {value} %: a unidade `percent` espera valores de 0 a 100, e a métrica"
        " vai de 0 a 1."
    ),
}
_FINE = "–"
_COUNTING = {"counter", "histogram", "summary"}
_OF_COUNTERS = ("rate", "irate", "increase", "resets")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a panel: a key of `TOLD`, and the figures that fill its text in."""

    cause: str
    figures: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return TOLD[self.cause].format(**self.figures)


def review(panel: dict[str, Any]) -> Finding | None:
    """The first thing that is wrong with a panel, as Grafana's JSON has it; None when all is well.

    Asks Prometheus for the value of now of each query. Raises `Unavailable` when it does not answer.
    """
    title, unit = panel.get("title", ""), unit_of(panel)
    if not title.strip():
        return Finding("no_title", {"title": title})
    if not panel.get("description", "").strip():
        return Finding("no_description", {"title": title})
    if not targets(panel):
        return Finding("no_query", {"title": title})
    for target in targets(panel):
        expression = for_prometheus(target["expr"])
        try:
            values = _values(expression)
        except UsageError as error:
            return Finding("refused", {"title": title, "why": error.message})
        finding = _of_query(panel["type"], unit, expression, values)
        if finding:
            return Finding(finding.cause, {"title": title, **finding.figures})
    return None


def table(board: dict[str, Any]) -> pd.DataFrame:
    """One row a panel of a dashboard: title, unit, how many series its queries bring now, what is wrong."""
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    rows = [
        (
            panel["title"],
            unit_of(panel),
            sum(len(_values(for_prometheus(target["expr"]))) for target in targets(panel)),
            str(review(panel) or _FINE),
        )
        for panel in panels
    ]
    return pd.DataFrame(rows, columns=[_("painel"), _("unidade"), _("séries"), _("defeito")])


def summary(boards: list[dict[str, Any]]) -> pd.DataFrame:
    """One row a dashboard: its title, how many panels were looked at, how many have something wrong."""
    rows = []
    for board in boards:
        found = table(board)
        rows.append((board["title"], len(found), int((found.iloc[:, -1] != _FINE).sum())))
    return pd.DataFrame(rows, columns=[_("dashboard"), _("painéis"), _("com defeito")])


def targets(panel: dict[str, Any]) -> list[dict[str, Any]]:
    """The panel's queries, as Grafana's JSON has them."""
    found: list[dict[str, Any]] = panel.get("targets") or []
    return found


def for_prometheus(expression: str) -> str:
    """The expression with a window in place of Grafana's variable, which Prometheus does not know."""
    return expression.replace("$__rate_interval", "1m")


def rated(expression: str) -> set[str]:
    """The metrics whose growth the expression asks for, with rate() or the like."""
    names: set[str] = set()

    def note(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.Call) and node.func.name in _OF_COUNTERS:
            names.update(metric_names(node.prettify()))

    promql_parser.walk(promql_parser.parse(expression), note)
    return names


def _of_query(kind: str, unit: str, expression: str, values: list[float]) -> Finding | None:
    names, grown = metric_names(expression), rated(expression)
    value = f"{max(values):.4g}" if values else ""
    if not values:
        known = set(get("prometheus", "/api/v1/label/__name__/values").json()["data"])
        if unknown := next((name for name in names if name not in known), ""):
            return Finding("unknown_metric", {"metric": unknown})
        return Finding("no_data", {"expression": expression, "labels": _labels(names)})
    if not unit:
        return Finding("no_unit", {"value": value})
    if gauge := next((name for name in sorted(grown) if _types(name) == {"gauge"}), ""):
        return Finding("rate_of_gauge", {"metric": gauge, "value": value})
    raw = next((name for name in names if name not in grown and _types(name) & _COUNTING), "")
    if raw and kind == "timeseries":
        return Finding("raw_counter", {"metric": raw, "value": value})
    if unit == "percent" and max(values) <= 1 and any(name.endswith("_ratio") for name in names):
        return Finding("percent_of_ratio", {"value": value})
    return None


def unit_of(panel: dict[str, Any]) -> str:
    """By Grafana's name of it; empty when the panel has none."""
    return str(panel.get("fieldConfig", {}).get("defaults", {}).get("unit", ""))


def _values(expression: str) -> list[float]:
    now = time.time()
    return [float(one["values"][-1][1]) for one in prometheus.query_range(expression, now, now, 1)]


def _types(name: str) -> set[str]:
    """The types that programs declare for the metric, or for the histogram that it is a part of; often one.

    Empty for what Prometheus makes itself, like `up`.
    """
    asked = {name, re.sub("_(bucket|sum|count)$", "", name)}
    return {one["type"] for metric in asked for one in _metadata(metric)}


def _metadata(metric: str) -> list[dict[str, str]]:
    found: dict[str, list[dict[str, str]]]
    found = get("prometheus", "/api/v1/metadata", params={"metric": metric}).json()["data"]
    return found.get(metric, [])


def _labels(metrics: list[str]) -> str:
    """The labels of the first metric with their values, a few."""
    labels: dict[str, set[str]] = {}
    for one in prometheus.query(metrics[0]) if metrics else []:
        for name, value in one["metric"].items():
            if name not in ("__name__", "job", "instance"):
                labels.setdefault(name, set()).add(value)
    return "; ".join(f"{name}: {', '.join(sorted(values)[:8])}" for name, values in sorted(labels.items()))
