"""The sensitivity as a tornado chart: one bar an assumption, the widest on top.

Eschenbach, Spiderplots versus Tornado Diagrams for Sensitivity Analysis, Interfaces 22(6), 1992.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
from babel.numbers import format_decimal, format_percent

from course.business.roi import Assumption, Swing, likely, model, sensitivity
from course.i18n import _, language

_LOW, _HIGH = "#c9600a", "#2f66c9"
_BAR = 220  # pixels of the still's widest bar


def figure(figures: Sequence[Assumption]) -> go.Figure:
    """The chart: from the likely ROI to the one with the assumption at its low and at its high end."""
    centre, swings = _computed(figures)
    drawn = go.Figure()
    for name, color, ends in (
        (_("valor baixo"), _LOW, [swing.at_low for swing in swings]),
        (_("valor alto"), _HIGH, [swing.at_high for swing in swings]),
    ):
        drawn.add_bar(
            name=name,
            orientation="h",
            y=[swing.assumption.title for swing in swings],
            x=[end - centre for end in ends],
            base=centre,
            marker_color=color,
            customdata=[percent(end) for end in ends],
            hovertemplate="%{y}: %{customdata}",
        )
    drawn.update_layout(
        title=_("O que mais move o ROI"),
        barmode="overlay",
        xaxis={"title": "ROI", "tickformat": ".0%"},
        yaxis={"autorange": "reversed", "automargin": True},
        height=120 + 36 * len(swings),
    )
    drawn.add_vline(x=centre, line_width=1, annotation_text=percent(centre), annotation_position="top")
    drawn.add_vline(x=0, line_width=1, line_dash="dot")
    return drawn


def still(figures: Sequence[Assumption]) -> str:
    """The same as an HTML table with drawn bars: what stays in a notebook that is exported or printed."""
    centre, swings = _computed(figures)
    ends = [centre, *(end for swing in swings for end in (swing.at_low, swing.at_high))]
    least, most = min(ends), max(ends)

    def place(roi: float) -> float:
        return _BAR * (roi - least) / (most - least)

    def bar(end: float, color: str) -> str:
        left, right = sorted((place(centre), place(end)))
        return f'<rect x="{left:.1f}" y="3" width="{right - left:.1f}" height="10" fill="{color}"/>'

    heads = (_("Suposição"), _("Baixo → alto"), _("ROI"), "")
    head = "".join(f'<th scope="col" style="text-align:left">{escape(text)}</th>' for text in heads)
    lines = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(swing.assumption.title)}</th>'
        f"<td>{escape(bounds(swing.assumption))}</td>"
        f"<td>{percent(swing.at_low)} → {percent(swing.at_high)}</td>"
        f'<td><svg width="{_BAR}" height="16" aria-hidden="true">{bar(swing.at_low, _LOW)}'
        f"{bar(swing.at_high, _HIGH)}</svg></td></tr>"
        for swing in swings
    )
    caption = escape(_("O que mais move o ROI, que aqui é {roi}").format(roi=percent(centre)))
    return (
        f'<table><caption style="text-align:left">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


class Tornado:
    """The chart as a notebook shows it: live where plotly draws, the still where the notebook is exported."""

    def __init__(self, figures: Sequence[Assumption]) -> None:
        self.figures = tuple(figures)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "application/vnd.plotly.v1+json": json.loads(figure(self.figures).to_json()),
            "text/html": still(self.figures),
            "text/plain": repr(self),
        }


def percent(ratio: float) -> str:
    """A ratio as a whole percentage, in the reader's language."""
    return str(format_percent(ratio, "#,##0%", language()))


def bounds(one: Assumption) -> str:
    """Between what it may lie, with its unit, in the reader's language."""
    low, high = (str(format_decimal(value, "#,##0.##", language())) for value in (one.low, one.high))
    return f"{low} → {high} {one.unit}".strip()


def _computed(figures: Sequence[Assumption]) -> tuple[float, list[Swing]]:
    known = tuple(figures)
    return model(likely(known)).roi, sensitivity(known)
