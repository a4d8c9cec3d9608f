"""The panels that the dashboards are made of: Grafana Foundation SDK builders with this course's defaults.

Every panel has a title, a description (what is seen, and what to make of it) and a unit, by Grafana's
name for it; `course/widgets/board/board.js` knows the units that are used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dotenv import dotenv_values
from grafana_foundation_sdk.builders import common as build_common
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import gauge as build_gauge
from grafana_foundation_sdk.builders import prometheus as build_prometheus
from grafana_foundation_sdk.builders import stat as build_stat
from grafana_foundation_sdk.builders import table as build_table
from grafana_foundation_sdk.builders import timeseries as build_timeseries
from grafana_foundation_sdk.models import common, dashboard, prometheus

from course.services.registry import services
from course.settings import ENV_EXAMPLE

# The uid under which infra/grafana/provisioning declares Prometheus.
DATASOURCE = common.DataSourceRef(type_val="prometheus", uid="prometheus")
_LAST = build_common.ReduceDataOptions().calcs(["lastNotNull"])

# A value said in words, with a colour where it has one: `{"1": ("up", "green"), "late": "delayed"}`.
Words = Mapping[str, str | tuple[str, str]]
Limits = Sequence[tuple[float | None, str]]
Panel = build_stat.Panel | build_gauge.Panel | build_table.Panel | build_timeseries.Panel
_Panel = TypeVar("_Panel", build_stat.Panel, build_gauge.Panel, build_table.Panel, build_timeseries.Panel)


@dataclass(frozen=True)
class Query:
    """A PromQL expression; `legend` names its series, with labels as Grafana writes them: `{{job}}`."""

    expression: str
    legend: str = ""


def board(
    uid: str, title: str, description: str, rows: dict[str, list[Panel]], pages: Sequence[str] = ()
) -> dashboard.Dashboard:
    """The panels under the headings of their rows, each placed after the one before it.

    Shows the last 15 minutes, refreshed every 5 seconds, in the reader's time zone. `pages`: the services
    that links lead to; each is a variable of its name, whose value is the address by .env.example.
    """
    builder = (
        build.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags(["dataops-na-pratica"])
        .timezone("")  # the course's, which docker-compose.yml and the board's texts take from .env
        .time("now-15m", "now")
        .refresh("5s")
        .tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
        .readonly()
    )
    example = dotenv_values(ENV_EXAMPLE)
    for name in pages:
        port = example[services()[name].ports[0].upper()]
        builder.with_variable(build.ConstantVariable(name).value(f"http://localhost:{port}"))
    for heading, panels in rows.items():
        builder.with_row(build.Row(heading))
        for panel in panels:
            builder.with_panel(panel)
    made = builder.build()
    for number, panel_or_row in enumerate(made.panels or [], 1):
        panel_or_row.id_val = number
    return made


def stat(  # noqa: PLR0913  # what a figure has
    title: str,
    description: str,
    unit: str,
    *queries: Query,
    size: tuple[int, int],
    limits: Limits = (),
    words: Words | None = None,
) -> build_stat.Panel:
    """The value of now in big figures, or in `words` for some.

    Coloured when `limits` say from which value on what colour holds, or the words have one.
    """
    coloured = common.BigValueColorMode.VALUE if limits or words else common.BigValueColorMode.NONE
    panel = build_stat.Panel().color_mode(coloured).graph_mode(common.BigValueGraphMode.NONE)
    if words:
        panel.mappings([in_words(words)])
    panel.thresholds(_thresholds(limits)).reduce_options(_LAST)
    return filled(panel, title, description, unit, queries, size, instant=True)


def gauge(
    title: str, description: str, *queries: Query, size: tuple[int, int], limits: Limits, decimals: int = 1
) -> build_gauge.Panel:
    """The value of now, a ratio, on a scale from 0 to 100%."""
    panel = build_gauge.Panel().min(0).max(1).decimals(decimals)
    panel.thresholds(_thresholds(limits)).reduce_options(_LAST)
    return filled(panel, title, description, "percentunit", queries, size, instant=True)


def timeseries(
    title: str, description: str, unit: str, *queries: Query, size: tuple[int, int], stacked: bool = False
) -> build_timeseries.Panel:
    """Lines over the chosen time range; `stacked` when the series are parts of a whole."""
    panel = build_timeseries.Panel().min(0)
    if stacked:
        stacking = build_common.StackingConfig().mode(common.StackingMode.NORMAL)
        panel.stacking(stacking).fill_opacity(40)
    panel.legend(build_common.VizLegendOptions().show_legend(True).placement(common.LegendPlacement.BOTTOM))
    panel.tooltip(build_common.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI))
    return filled(panel, title, description, unit, queries, size, instant=False)


def named(panel: _Panel, names: Mapping[str, str]) -> _Panel:
    """The panel, with the series of these names called otherwise."""
    for name, shown in names.items():
        panel.override_by_name(name, [dashboard.DynamicConfigValue("displayName", shown)])
    return panel


def in_words(words: Words) -> dashboard.ValueMap:
    """Grafana's mapping of values to words."""
    said = {value: (word, None) if isinstance(word, str) else word for value, word in words.items()}
    return dashboard.ValueMap(
        {value: dashboard.ValueMappingResult(text=text, color=color) for value, (text, color) in said.items()}
    )


def filled(  # noqa: PLR0913, PLR0917  # what all panels have
    panel: _Panel,
    title: str,
    description: str,
    unit: str,
    queries: Sequence[Query],
    size: tuple[int, int],
    *,
    instant: bool,
) -> _Panel:
    """The panel with what every kind has: texts, unit, place and queries, of now or over the time range."""
    panel.title(title).description(description).unit(unit).datasource(DATASOURCE)
    panel.span(size[0]).height(size[1])
    for number, query in enumerate(queries):
        target = build_prometheus.Dataquery().expr(query.expression).ref_id(ref(number))
        target = target.instant() if instant else target.range()
        if query.legend:
            target.legend_format(query.legend)
        if isinstance(panel, build_table.Panel):
            target.format(prometheus.PromQueryFormat.TABLE)
        panel.with_target(target)
    return panel


def _thresholds(limits: Limits) -> build.ThresholdsConfig:
    steps = [dashboard.Threshold(value, color) for value, color in limits or [(None, "text")]]
    return build.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(steps)


def ref(number: int) -> str:
    """Grafana's name of a panel's query."""
    return chr(ord("A") + number)
