"""What the lesson on Prometheus shows on the running server."""

import math
import time
from typing import Any

import pandas as pd
from babel.numbers import format_decimal

from course.i18n import _, language
from course.pipeline.client import SourceClient
from course.pipeline.datasets import DATASETS
from course.pipeline.days import yesterday
from course.services import prometheus
from course.services.http import get

_PATH = "/v1/airlines"
_CALLS = "course_source_requests_total"
_BUCKETS = "course_source_request_duration_seconds_bucket"
# What an exporter or a probe says of the service that it was asked about.
_SEEN = ("pg_up", "redis_up", "probe_success")


def page(metric: str = _CALLS, path: str = "/v1/flights") -> str:
    """What the flights API tells of a metric for one path, word for word as Prometheus reads it."""
    about = ("# HELP", "# TYPE", metric)
    lines = get("source", "/metrics").text.splitlines()
    mine = [line for line in lines if line.startswith(about) and metric in line]
    return "\n".join(line for line in mine if line.startswith("#") or f'path="{path}"' in line)


def targets() -> pd.DataFrame:
    """One row a scrape target: what is read, whether that worked (up), what it says, how many samples."""
    up, samples, seen = _by_job("up"), _by_job("scrape_samples_scraped"), {one: _by_job(one) for one in _SEEN}
    reads = {one["labels"]["job"]: one["scrapeUrl"] for one in _active()}
    rows = [
        (
            job,
            reads[job].split("://", 1)[1].partition("?")[0],
            int(up[job]),
            " ".join(f"{name} {by_job[job]:g}" for name, by_job in seen.items() if job in by_job) or "–",
            int(samples[job]),
        )
        for job in sorted(up.keys() & reads.keys() & samples.keys())
    ]
    return pd.DataFrame(
        rows, columns=[_("serviço"), _("lê de"), "up", _("o que a coleta diz"), _("amostras")]
    )


def counted(calls: int = 40) -> pd.DataFrame:
    """The API is called that often; its own counter before and after, and what that is a second."""
    with SourceClient() as source:
        began, before = time.monotonic(), _counter()
        for _call in range(calls):
            source.page(DATASETS["airlines"], yesterday(), 1)
        after, seconds = _counter(), time.monotonic() - began
    rows = [(_("antes"), before, "–"), (_("depois"), after, _number((after - before) / seconds))]
    return pd.DataFrame(rows, columns=["", f"{_CALLS}{{path={_PATH}}}", _("por segundo")])


def histogram(window: str = "1h") -> pd.DataFrame:
    """One row a bucket that calls fell into: its upper bound in s, calls up to it in the window, their share.

    `window` is PromQL's, like 5m. Without calls it is empty.
    """
    found = prometheus.query(f"sum by (le) (increase({_BUCKETS}[{window}]))")
    counts = sorted((float(one["metric"]["le"]), float(one["value"][1])) for one in found)
    whole = counts[-1][1] if counts else 0
    rows, last = [], -1.0
    for bound, count in counts if whole else []:
        if count > last:  # a bucket that adds no call is not shown
            rows.append((_number(bound, "#,##0.####"), round(count), _number(count / whole, "#,##0.0%")))
        last = count
    return pd.DataFrame(rows, columns=["le (s)", _("chamadas até aqui"), _("parte")])


def availability(window: str = "24h") -> pd.DataFrame:
    """One row a service: the share of the window's scrapes that found it well, and the minutes that did not.

    Scrapes that Prometheus did not make, as it was off itself, count for neither; the last column says how
    much of the window was seen.
    """
    interval = float(_active()[0]["scrapeInterval"].removesuffix("s"))
    scrapes = _by_job(f"count_over_time(up[{window}])")
    well = _by_job(f"avg_over_time(up[{window}])")
    for metric in _SEEN:  # of more weight than that the exporter or the probe itself could be read
        well |= _by_job(f"avg_over_time({metric}[{window}])")
    rows = [
        (
            job,
            _number(share, "#,##0.00%"),
            _number((1 - share) * scrapes[job] * interval / 60),
            _number(scrapes[job] * interval / 3600),
        )
        for job, share in sorted(well.items(), key=lambda item: (item[1], item[0]))
        if job in scrapes
    ]
    return pd.DataFrame(rows, columns=[_("serviço"), _("disponível"), _("minutos fora"), _("horas vistas")])


def _active() -> list[dict[str, Any]]:
    found = get("prometheus", "/api/v1/targets", params={"state": "active"}).json()["data"]["activeTargets"]
    return list(found)


def _counter() -> int:
    wanted = f'{_CALLS}{{path="{_PATH}",status="200"}} '
    lines = get("source", "/metrics").text.splitlines()
    return next((int(float(line.removeprefix(wanted))) for line in lines if line.startswith(wanted)), 0)


def _number(value: float, pattern: str = "#,##0.0") -> str:
    return "+∞" if math.isinf(value) else str(format_decimal(value, pattern, language()))


def _by_job(expression: str) -> dict[str, float]:
    found = prometheus.query(f"min by (job) ({expression})")
    return {one["metric"]["job"]: float(one["value"][1]) for one in found}
