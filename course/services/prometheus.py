"""Prometheus: collects and keeps every service's metrics."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from course.errors import Unavailable, UsageError
from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import get, listen
from course.services.rules import rendered, write_rules
from course.services.targets import write_targets
from course.settings import LOOPBACK, ROOT, settings

_STATE = settings.state_dir / "prometheus"
CONFIG = _STATE / "config"


def query(expression: str) -> list[dict[str, Any]]:
    """The instant vector of a PromQL expression: one `{"metric": labels, "value": [t, text]}` a series.

    Raises `UsageError` with Prometheus's own words when it refuses the expression, `Unavailable` when it
    does not answer.
    """
    return _result("/api/v1/query", {"query": expression})


def query_range(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
    """The range vector of a PromQL expression: one `{"metric": labels, "values": [[t, text], ...]}` a series.

    Evaluated from `start` to `end` (Unix seconds), every `step` seconds. Raises what `query` does.
    """
    return _result("/api/v1/query_range", {"query": expression, "start": start, "end": end, "step": step})


def _result(path: str, parameters: dict[str, str | float]) -> list[dict[str, Any]]:
    try:
        answer = get("prometheus", path, params=parameters)
    except requests.HTTPError as error:
        if error.response.status_code in (400, 422):
            raise UsageError(error.response.json()["error"]) from error
        raise Unavailable(str(error)) from error
    except requests.RequestException as error:
        raise Unavailable(
            _("O Prometheus não responde."), _("`make status` diz o que parou; `make up` o sobe.")
        ) from error
    result: list[dict[str, Any]] = answer.json()["data"]["result"]
    return result


def ping() -> str:
    """A query that counts the targets which answer their scrape."""
    up = query("up")
    well = sum(1 for series in up if series["value"][1] == "1")
    return _("{well} de {all} alvos respondem").format(well=well, all=len(up))


def write_config(host_of: Callable[[str], str], folder: Path = CONFIG) -> None:
    """Everything Prometheus reads: its settings, the rules in the reader's language, the targets.

    `host_of` gives the host of a program: loopback, or the container's name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "infra/prometheus/prometheus.yml", folder)
    write_rules(folder / "rules")
    write_targets(folder / "targets", host_of)


def prepare() -> None:
    """Our configuration, on this machine."""
    write_config(host_of=lambda program: LOOPBACK)


service = Service(
    name="prometheus",
    title="Prometheus",
    purpose=Purpose(
        function=_(
            "Lê as métricas de todos os serviços a cada 5 segundos e as guarda como séries temporais."
        ),
        dataops=_("Alertas e metas de nível de serviço para dados, escritos como código."),
        observability=_("Responde em PromQL como a plataforma está agora e como esteve."),
        value=_("O problema aparece antes de o cliente perceber."),
    ),
    ports=("prometheus_port",),
    page=f"http://localhost:{settings.prometheus_port}",
    ping=ping,
    scrape=Scrape("prometheus", "prometheus_port"),
    local=Local(
        packages=("prometheus",),
        prepare=prepare,
        programs=(
            Program(
                "prometheus",
                (
                    *("prometheus", f"--config.file={CONFIG}/prometheus.yml"),
                    *(f"--storage.tsdb.path={_STATE}/data", "--storage.tsdb.retention.time=15d"),
                    # What Alertmanager is not told of again within four times as long is over.
                    "--rules.alert.resend-delay=10s",
                    # What an alert has waited of its `for` is known after a night, while its series are kept.
                    "--rules.alert.for-outage-tolerance=15d",
                    f"--web.listen-address={listen(settings.prometheus_port)}",
                ),
                # Not the targets: it sees by itself when their files change.
                reads=lambda: "".join(rendered().values()),
            ),
        ),
    ),
)
