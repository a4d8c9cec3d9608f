"""Panels on Prometheus that stay live in a notebook: `Board("pipeline")`, `Panel("up")`, `Grid([...])`."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import traitlets
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from course.i18n import _
from course.widgets.board.answer import SPANS, answer, span
from course.widgets.board.still import table
from course.widgets.dashboards import files, panels
from course.widgets.live import Live, javascript, packed, stylesheet

_HERE = Path(__file__).parent
_COLUMNS = 24  # Grafana's grid
_HEIGHT = 8
_AUTO = "__auto"  # Grafana's word for: name the labels in which the series differ


@dataclass(frozen=True)
class Panel:
    """One PromQL expression drawn over time, live where it is displayed.

    `unit` is Grafana's name for it: s, bytes, percentunit, reqps, ...; https://grafana.com/docs/grafana
    knows all. A title that is not given is the expression itself.
    """

    expression: str
    title: str = ""
    unit: str = "none"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return Grid([self], columns=1)._repr_mimebundle_(**kwargs)


class _LiveBoard(Live):
    """Draws a dashboard in Grafana's JSON; all its panels are asked for in one message a tick."""

    _esm = javascript(_HERE / "live_board.js")
    _css = stylesheet(_HERE / "board/live.css", _HERE / "board/board.css")

    board = traitlets.Dict().tag(sync=True)
    ranges: Any = traitlets.List().tag(sync=True)
    code = traitlets.Bool(False).tag(sync=True)  # whether panels show their expressions

    def __init__(self, board: dict[str, Any], *, code: bool) -> None:
        super().__init__(board=board, ranges=[[name, one.name] for name, one in SPANS.items()], code=code)

    def answer(self, about: str, question: Any) -> Any:
        """`tick`: what `course.widgets.board.answer` tells; `plotly`: plotly.js; both packed."""
        return _plotly() if about == "plotly" else packed(answer(self.board, span(question["range"])))

    def still(self) -> str:
        """A table with a line a series, over the board's own time range."""
        looked_at = span(self.board["time"]["from"].removeprefix("now-"))
        caption = _("{title}, últimos {range}").format(title=self.board["title"], range=looked_at.name)
        return table(self.board, answer(self.board, looked_at), caption)


class Board(_LiveBoard):
    """A dashboard of the platform, by the name of its file: `pipeline`, `platform`.

    Raises `UsageError` with the names there are.
    """

    def __init__(self, uid: str) -> None:
        super().__init__(files.read(uid), code=False)


class Grid(_LiveBoard):
    """Expressions and panels side by side, asked for in one message a tick; none is asked twice."""

    def __init__(self, wanted: Sequence[str | Panel | panels.Panel], *, columns: int = 2) -> None:
        """`wanted`: PromQL expressions, `Panel`s, or panels of `course.widgets.dashboards.panels`."""
        width = _COLUMNS // columns
        board = panels.board("grid", _("Painéis"), "", {"": [_built(one, width) for one in wanted]})
        made: dict[str, Any] = json.loads(json.dumps(board, cls=JSONEncoder))
        heading, *made["panels"] = made["panels"]  # of the row; it has none
        for panel in made["panels"]:
            panel["gridPos"]["y"] -= heading["gridPos"]["h"]
        super().__init__(made, code=True)


def _built(one: str | Panel | panels.Panel, width: int) -> panels.Panel:
    if isinstance(one, str):
        one = Panel(one)
    if isinstance(one, Panel):
        query = panels.Query(one.expression, _AUTO)
        return panels.timeseries(one.title or one.expression, "", one.unit, query, size=(width, _HEIGHT))
    return one.span(width).height(_HEIGHT)


@cache
def _plotly() -> bytes:
    package = Path(str(find_spec("plotly").origin)).parent  # type: ignore[union-attr]
    return gzip.compress((package / "package_data/plotly.min.js").read_bytes())
