"""What a board is told at each tick: every distinct expression of it, asked once, in one message."""

import math
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Any

from course.errors import UsageError
from course.i18n import _
from course.services import prometheus

# infra/prometheus/prometheus.yml scrapes this often.
SCRAPE_SECONDS = 5

# More lines than that nobody tells apart, and a browser must not choke on an expression that names no label.
MOST_SERIES = 50

Answer = list[dict[str, Any]]
Ask = Callable[[str, float, float, float], Answer]


@dataclass(frozen=True)
class Span:
    """A time range to look back on: `seconds` long, drawn with a point every `step` seconds."""

    name: str
    seconds: int
    step: int


SPANS = {
    "5m": Span(_("5 minutos"), 300, 5),
    "15m": Span(_("15 minutos"), 900, 5),
    "1h": Span(_("1 hora"), 3600, 20),
    "6h": Span(_("6 horas"), 21600, 120),
    "24h": Span(_("24 horas"), 86400, 480),
}


def span(name: str) -> Span:
    """The one of that name; raises `UsageError` with the names there are."""
    try:
        return SPANS[name]
    except KeyError:
        raise UsageError(
            _("Não há intervalo {name!r}.").format(name=name),
            _("Os nomes: {names}.").format(names=", ".join(SPANS)),
        ) from None


class Once:
    """Asks as `ask` does; whoever wants the same of the same moment, from whatever thread, shares the answer.

    Answers of the latest moment alone are kept.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._lock = Lock()
        self._end = 0.0
        self._answers: dict[tuple[str, float, float, float], Future[Answer]] = {}

    def __call__(self, expression: str, start: float, end: float, step: float) -> Answer:
        with self._lock:
            if end > self._end:
                self._end, self._answers = end, {}
            key = (expression, start, end, step)
            known = self._answers.get(key)
            shared = self._answers.setdefault(key, Future())
        if known is None:
            try:
                shared.set_result(self._ask(expression, start, end, step))
            except Exception as error:
                shared.set_exception(error)
        return shared.result()


_once = Once(prometheus.query_range)


def answer(board: dict[str, Any], looked_at: Span, ask: Ask = _once) -> dict[str, Any]:
    """The board's data as JSON: `end` (Unix seconds), `step`, `seconds`, `series`, `errors`, `cut`.

    `series` gives, by expression as it stands in the file, a list of `{"labels", "values"}`: one value a
    step, the last one at `end`, None where there is none. Expressions that no panel draws over time
    have the value of `end` alone. `errors` says, by expression, why it was refused; `cut`, by expression,
    how many series there are where only the first `MOST_SERIES` are told. `end` is the last whole scrape
    interval, so that boards that look at the same moment ask the same.
    Raises `Unavailable` when Prometheus does not answer.
    """
    end = time.time() // SCRAPE_SECONDS * SCRAPE_SECONDS
    series: dict[str, Any] = {}
    errors: dict[str, str] = {}
    cut: dict[str, int] = {}
    for expression, over_time in _expressions(board).items():
        start = end - looked_at.seconds if over_time else end
        try:
            result = ask(for_prometheus(expression, looked_at), start, end, looked_at.step)
        except UsageError as error:
            errors[expression] = error.message
            continue
        series[expression] = [
            {"labels": one["metric"], "values": _on_grid(one["values"], start, end, looked_at.step)}
            for one in result[:MOST_SERIES]
        ]
        if len(result) > MOST_SERIES:
            cut[expression] = len(result)
    return {
        "end": end,
        "step": looked_at.step,
        "seconds": looked_at.seconds,
        "series": series,
        "errors": errors,
        "cut": cut,
    }


def for_prometheus(expression: str, looked_at: Span) -> str:
    """The expression without Grafana's own variable, whose value is computed as Grafana does.

    https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/
    """
    window = max(looked_at.step + SCRAPE_SECONDS, 4 * SCRAPE_SECONDS)
    return expression.replace("$__rate_interval", f"{window}s")


def _expressions(board: dict[str, Any]) -> dict[str, bool]:
    """Every distinct expression, and whether some panel draws it over time."""
    found: dict[str, bool] = {}
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            found[target["expr"]] = found.get(target["expr"], False) or not target["instant"]
    return found


def _on_grid(samples: list[tuple[float, str]], start: float, end: float, step: int) -> list[float | None]:
    values: list[float | None] = [None] * (round((end - start) / step) + 1)
    for at, text in samples:
        value = float(text)
        # Six digits are more than a screen shows, and JSON has no NaN.
        values[round((at - start) / step)] = float(f"{value:.6g}") if math.isfinite(value) else None
    return values
