"""Where the columns of `mart` come from, drawn: fields of the source on the left, columns on the right."""

import plotly.graph_objects as go

from course.errors import UsageError
from course.i18n import _
from course.pipeline.catalog import schemas
from course.pipeline.column_lineage import dataset_of, edges
from course.pipeline.datasets import DATASETS

_ROW_PX = 26
_COLOUR = "rgba(99, 125, 168, 0.35)"


def lineage(table: str = "flight") -> go.Figure:
    """The graph of one table of `mart`, as the warehouse declares it now.

    Raises `UsageError` for a table that does not come from the source, `Unavailable` without the warehouse.
    """
    traced = {name: one for name, one in schemas()["mart"].tables.items() if dataset_of(one)}
    if table not in traced:
        raise UsageError(
            _("mart.{table} não vem da fonte.").format(table=table),
            _("As que vêm: {names}.").format(names=", ".join(traced)),
        )
    graph, dataset = edges({table: traced[table]}), dataset_of(traced[table])
    used = {edge.field for edge in graph}
    fields = [field for field in DATASETS[dataset].columns if field in used]
    columns = [column.name for column in traced[table].columns]
    places = {column: len(fields) + place for place, column in enumerate(columns)}
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [*fields, *columns],
                "x": [0.001] * len(fields) + [0.999] * len(columns),
                "y": [*_spread(len(fields)), *_spread(len(columns))],
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [fields.index(edge.field) for edge in graph],
                "target": [places[edge.column] for edge in graph],
                "value": [1] * len(graph),
                "color": _COLOUR,
                "hovertemplate": "%{source.label} → %{target.label}<extra></extra>",
            },
        )
    )
    title = _("/v1/{dataset} → mart.{table}").format(dataset=dataset, table=table)
    height = 120 + _ROW_PX * max(len(fields), len(columns))
    return figure.update_layout(title=title, height=height, margin={"l": 10, "r": 10, "t": 60, "b": 20})


def _spread(count: int) -> list[float]:
    """Even places from top to bottom; 0 and 1 themselves plotly takes for "anywhere"."""
    return [(place + 0.5) / count for place in range(count)]
