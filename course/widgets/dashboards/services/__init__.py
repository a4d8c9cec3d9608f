"""The dashboards `service-<name>`, one a declared service: what all have, and panels of its own."""

from course.i18n import _
from course.services.base import Service
from course.services.registry import services
from course.widgets.dashboards.files import ONE_SERVICE
from course.widgets.dashboards.panels import Panel, Query, board, stat, timeseries
from course.widgets.dashboards.platform import up_or_down
from course.widgets.dashboards.services import pipeline, stores, watching

OWN = {**stores.OWN, **pipeline.OWN, **watching.OWN}
# Their pages of metrics do not say what their own process takes.
_SILENT = ("minio", "minio-tls", "oncall")


def _common(service: Service) -> list[Panel]:
    name, up = service.name, f'service:up:max{{service="{service.name}"}}'
    found: list[Panel] = [
        stat(
            _("No ar"),
            _("Se responde ao Prometheus, à sonda ou ao seu exporter. Fora do ar: make logs do serviço."),
            "none",
            Query(up),
            size=(4, 7),
            words=up_or_down(),
        )
    ]
    if not service.probe and not service.scrape:
        found.append(
            timeseries(
                _("No ar ao longo do tempo"),
                _("1 é no ar. Uma queda a zero é uma parada; a largura dela diz quanto durou."),
                "none",
                Query(up, service.title),
                size=(20, 7),
            )
        )
    if service.probe:
        found.append(
            timeseries(
                _("Resposta da página, por fase"),
                _("Quanto a sonda levou em cada fase. processing é o trabalho do serviço."),
                "s",
                Query(f'sum by (phase) (probe_http_duration_seconds{{job="{name}"}})', "{{phase}}"),
                size=(20, 7),
                stacked=True,
            )
        )
    if service.scrape:
        found.append(
            timeseries(
                _("Duração da coleta"),
                _("Quanto o serviço leva para dizer as suas métricas. Sobe antes de ele cair."),
                "s",
                Query(f'max(scrape_duration_seconds{{job="{name}"}})', _("coleta")),
                size=(6 if name not in _SILENT else 20, 7),
            )
        )
    if service.scrape and name not in _SILENT:
        found += _process(name)
    return found


def _process(name: str) -> list[Panel]:
    return [
        timeseries(
            _("Memória do processo"),
            _("A memória residente. Uma linha que nunca desce é um vazamento."),
            "bytes",
            Query(f'sum(process_resident_memory_bytes{{job="{name}"}})', _("residente")),
            size=(7, 7),
        ),
        timeseries(
            _("Processador"),
            _("Núcleos que o processo ocupa: 1 é um núcleo inteiro."),
            "none",
            Query(f'sum(rate(process_cpu_seconds_total{{job="{name}"}}[$__rate_interval]))', _("núcleos")),
            size=(7, 7),
        ),
    ]


dashboards = [
    board(
        f"{ONE_SERVICE}{name}",
        service.title,
        service.purpose.observability,
        {_("Serviço"): _common(service)} | ({_("O que é dele"): OWN[name]} if name in OWN else {}),
    )
    for name, service in services().items()
]
