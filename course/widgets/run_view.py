"""One run seen from all sides: its figures, its trace, its log lines, each leading to the others."""

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from course.i18n import _
from course.pipeline import dag_run, run_trace
from course.widgets import run_sides
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent


class RunView(Live):
    """A run of the pipeline, the newest unless another is chosen: metrics, trace and logs side by side.

    A span shows the lines that were said in it, a line shows its span, a step's figures show its span.
    In a container the programs' logs are out of reach: there the lines are those of Airflow and the jobs.
    """

    _esm = javascript(_HERE / "run_view.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "board/live.css", _HERE / "run_view.css")

    def __init__(self, run_id: str = "") -> None:
        self._first = run_id
        super().__init__(run_sides.words())

    def answer(self, about: str, question: Any) -> dict[str, Any]:
        """`tick`, `choice`: what `run_sides` tells."""
        return run_sides.answer(question["run"] or self._first, question["have"])

    def still(self) -> str:
        """Tables: the run's figures, and its critical path."""
        run_id = self._first or next((run.run_id for run in dag_run.latest(1)), "")
        if not run_id:
            return "<p>" + _("Nenhuma execução ainda: rode um dia.") + "</p>"
        figures = pd.DataFrame(
            run_sides.figures(dag_run.find(run_id)),
            columns=["step", "outcome", "seconds", *run_sides.COUNTS],
        )
        path = [
            (s.span.service, s.span.name, round(s.seconds, 3)) for s in run_trace.of_run(run_id).critical_path
        ]
        longest = sorted(path, key=lambda row: row[2], reverse=True)[:8]
        heads = [_("Serviço"), _("No caminho crítico"), _("Segundos")]
        tables = (figures, pd.DataFrame(longest, columns=heads))
        return f"<p>{escape(run_id)}</p>" + "".join(
            str(t.to_html(index=False, border=0, na_rep="")) for t in tables
        )
