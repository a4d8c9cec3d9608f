"""Jaeger: keeps the traces, one a run of the pipeline.

Built by Go it answers its API but has no page, which upstream adds to its image alone; ours takes its place.
"""

import secrets
import time
from typing import Any

import requests

from course.errors import Unavailable
from course.i18n import _
from course.services import grafana
from course.services.base import Local, Program, Purpose, Service
from course.services.http import listen, url
from course.settings import settings
from course.telemetry import traces

# A day's run is some 250 spans, about half a megabyte in its memory.
MAX_TRACES = 300
_NO_PORT = f"{settings.bind_address}:0"


def trace(trace_id: str) -> list[dict[str, Any]]:
    """The spans of a trace as its API gives them, with their processes; empty when it knows none.

    https://www.jaegertracing.io/docs/1.65/apis/#http-json. Raises `Unavailable` when it does not answer.
    """
    response = _asked(f"/api/traces/{trace_id}")
    if response.status_code == requests.codes.not_found:
        return []
    return [
        {**span, "process": found["processes"][span["processID"]]}
        for found in response.json()["data"]
        for span in found["spans"]
    ]


def page() -> str:
    """Where people look at traces, at `/trace/<id>`: Jaeger itself, else our page on Grafana's port."""
    try:
        return service.page if _has_page() else grafana.service.page
    except Unavailable:  # that page says so, too
        return grafana.service.page


def _has_page() -> bool:
    return "jaeger-ui-root" in _asked("/").text


def _asked(path: str) -> requests.Response:
    try:
        response = requests.get(url("jaeger", path), timeout=10)
        if response.status_code != requests.codes.not_found:
            response.raise_for_status()
    except requests.RequestException as error:
        raise Unavailable(
            _("O Jaeger não responde em {url}.").format(url=url("jaeger")),
            _("Rode `make up` e `make status`."),
        ) from error
    return response


def ping() -> str:
    """Send a span by OTLP and find it by the API within 3 seconds."""
    # One trace an hour takes them all: its memory is for runs, and its oldest traces make room.
    trace_id, span_id = traces.trace_id(f"ping {time.time() // 3600}"), secrets.token_hex(8)
    now = str(time.time_ns())
    span = {"traceId": trace_id, "spanId": span_id, "name": "ping", "kind": 1}
    span |= {"startTimeUnixNano": now, "endTimeUnixNano": now}
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "ping"}}]}
    sent = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]}
    otlp = f"http://{settings.jaeger_host}:{settings.otlp_port}/v1/traces"
    requests.post(otlp, json=sent, timeout=5).raise_for_status()
    deadline = time.monotonic() + 3
    while span_id not in {seen["spanID"] for seen in trace(trace_id)}:
        if time.monotonic() > deadline:
            raise RuntimeError(_("o span enviado não apareceu"))
        time.sleep(0.05)
    if _has_page():
        return _("recebeu e mostrou um span")
    return _("recebeu e mostrou um span; só a API: a página vem na imagem do compose")


service = Service(
    name="jaeger",
    title="Jaeger",
    purpose=Purpose(
        function=_("Guarda os traces: o que cada execução fez, passo a passo, e quanto durou."),
        dataops=_("Uma execução é um trace, da DAG à consulta SQL: o gargalo aparece sem adivinhação."),
        observability=_("Traces recebidos por OpenTelemetry, o padrão aberto; daí o mapa de dependências."),
        value=_("Achar a causa leva minutos: o caminho crítico diz onde o tempo foi."),
    ),
    ports=("jaeger_port", "otlp_port"),
    page=f"http://localhost:{settings.jaeger_port}",
    login=_("sem login; local, só a API"),
    ping=ping,
    probe="/api/services",
    local=Local(
        builds=("jaeger",),
        programs=(
            Program(
                "jaeger",
                (
                    *("jaeger", f"--memory.max-traces={MAX_TRACES}", "--log-level=warn"),
                    f"--query.http-server.host-port={listen(settings.jaeger_port)}",
                    f"--collector.otlp.http.host-port={listen(settings.otlp_port)}",
                    # It insists on listening for what nobody here speaks: on whatever port is free.
                    f"--query.grpc-server.host-port={_NO_PORT}",
                    f"--collector.otlp.grpc.host-port={_NO_PORT}",
                    f"--collector.grpc-server.host-port={_NO_PORT}",
                    f"--collector.http-server.host-port={_NO_PORT}",
                    f"--admin.http.host-port={_NO_PORT}",
                ),
            ),
        ),
    ),
)
