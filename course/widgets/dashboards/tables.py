"""The dashboards' tables: one line a set of labels, one column a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import common as build_common
from grafana_foundation_sdk.builders import table as build_table
from grafana_foundation_sdk.models import dashboard

from course.widgets.dashboards.panels import Query, Words, filled, in_words, ref


@dataclass(frozen=True)
class Link:
    """Where a label's value leads to.

    `address` names labels of its line as Grafana does, `${__data.fields.run_id:percentencode}`, and begins
    with the variable of a service, `${airflow}` (see `board`).
    https://grafana.com/docs/grafana/latest/panels-visualizations/configure-data-links/
    """

    title: str
    address: str


@dataclass(frozen=True)
class Column:
    """A column of values in a table; `words` says some of them in words."""

    header: str
    expression: str
    unit: str
    words: Words | None = None


def table(  # noqa: PLR0913  # what a table has
    title: str,
    description: str,
    labels: dict[str, str],
    *columns: Column,
    size: tuple[int, int],
    words: Mapping[str, Words] | None = None,
    links: Mapping[str, Sequence[Link]] | None = None,
    newest: str = "",
) -> build_table.Panel:
    """One line a set of labels; `labels` are the headers of those shown, by label.

    So are `words` and `links`. Lines come in the order of their labels, or by the label `newest`, the
    greatest first.
    """
    names = labels | {_field(n, columns): column.header for n, column in enumerate(columns)}
    options = {
        "excludeByName": {"Time": True},
        "renameByName": names,
        "indexByName": {name: n for n, name in enumerate(names)},
    }
    panel = build_table.Panel()
    if newest:
        panel.sort_by([build_common.TableSortByFieldState().display_name(labels[newest]).desc(True)])
    for number, column in enumerate(columns):
        panel.override_by_name(_field(number, columns), _column(column))
    for label in labels:
        if properties := _label((words or {}).get(label), (links or {}).get(label)):
            panel.override_by_name(label, properties)
    panel.with_transformation(dashboard.DataTransformerConfig(id_val="merge", options={}))
    panel.with_transformation(dashboard.DataTransformerConfig(id_val="organize", options=options))
    queries = [Query(column.expression) for column in columns]
    return filled(panel, title, description, columns[0].unit, queries, size, instant=True)


def _label(words: Words | None, links: Sequence[Link] | None) -> list[dashboard.DynamicConfigValue]:
    shown = [{"title": one.title, "url": one.address, "targetBlank": True} for one in links or ()]
    return [*_said(words), *([dashboard.DynamicConfigValue("links", shown)] if shown else [])]


def _column(column: Column) -> list[dashboard.DynamicConfigValue]:
    return [dashboard.DynamicConfigValue("unit", column.unit), *_said(column.words)]


def _said(words: Words | None) -> list[dashboard.DynamicConfigValue]:
    if not words:
        return []
    coloured = dashboard.DynamicConfigValue("custom.cellOptions", {"type": "color-text"})
    return [dashboard.DynamicConfigValue("mappings", [in_words(words)]), coloured]


def _field(number: int, columns: Sequence[Column]) -> str:
    """What Grafana calls the values of a table's query."""
    return f"Value #{ref(number)}" if len(columns) > 1 else "Value"
