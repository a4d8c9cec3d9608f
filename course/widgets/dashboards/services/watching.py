"""Panels of the services that watch the others."""

from course.i18n import _
from course.widgets.dashboards.incident import ATTEMPTED, UNDELIVERED
from course.widgets.dashboards.panels import Panel, Query, timeseries
from course.widgets.dashboards.platform import CPU_BY_MODE, DISK_READ, DISK_WRITTEN

_SIZE = (8, 8)
_RATE = "sum(rate({metric}[$__rate_interval]))"

OWN: dict[str, list[Panel]] = {
    "prometheus": [
        timeseries(
            _("Séries ativas"),
            _("Quantas séries estão na memória. Um rótulo com valores sem fim as multiplica."),
            "locale",
            Query("sum(prometheus_tsdb_head_series)", _("séries")),
            size=_SIZE,
        ),
        timeseries(
            _("Amostras por segundo"),
            _("O que entra, de todas as coletas."),
            "ops",
            Query(_RATE.format(metric="prometheus_tsdb_head_samples_appended_total"), _("amostras")),
            size=_SIZE,
        ),
        timeseries(
            _("Avaliação das regras"),
            _("Quanto o grupo mais lento levou na última vez. Acima de 5 s, os alertas atrasam."),
            "s",
            Query("max(prometheus_rule_group_last_duration_seconds)", _("o mais lento")),
            size=_SIZE,
        ),
    ],
    "alertmanager": [
        timeseries(
            _("Alertas por estado"),
            _("suppressed é o que outro alerta ou um silêncio cala."),
            "none",
            Query("sum by (state) (alertmanager_alerts)", "{{state}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Notificações por segundo"),
            _("Enviadas ao plantão, e as que falharam."),
            "ops",
            Query(ATTEMPTED, _("enviadas")),
            Query(UNDELIVERED, _("falharam")),
            size=_SIZE,
        ),
        timeseries(
            _("Silêncios"),
            _("Silêncios por estado. Um que ficou esquecido esconde a próxima falha."),
            "none",
            Query("sum by (state) (alertmanager_silences)", "{{state}}"),
            size=_SIZE,
        ),
    ],
    "oncall": [
        timeseries(
            _("Coletores que respondem"),
            _("1 por coletor que respondeu na última coleta; um em 0 deixa os seus alertas cegos."),
            "none",
            Query("min by (collector) (course_collector_up)", "{{collector}}"),
            size=(24, 8),
        ),
    ],
    "node-exporter": [
        timeseries(
            _("CPU por modo"),
            _("Em que os núcleos passam o tempo: user é trabalho nosso, iowait é espera pelo disco."),
            "percentunit",
            Query(CPU_BY_MODE, "{{mode}}"),
            size=_SIZE,
            stacked=True,
        ),
        timeseries(
            _("Carga"),
            _("Processos que querem um núcleo, em média de 1 minuto. Acima do número de núcleos há fila."),
            "none",
            Query("sum(node_load1)", _("carga")),
            size=_SIZE,
        ),
        timeseries(
            _("Disco: leitura e gravação"),
            _("Bytes por segundo, somados todos os discos."),
            "binBps",
            Query(DISK_READ, _("leitura")),
            Query(DISK_WRITTEN, _("gravação")),
            size=_SIZE,
        ),
    ],
    "postgres-exporter": [
        timeseries(
            _("Duração da leitura do PostgreSQL"),
            _("Quanto as consultas do exporter levam no servidor."),
            "s",
            Query("max(pg_exporter_last_scrape_duration_seconds)", _("leitura")),
            size=(12, 8),
        ),
        timeseries(
            _("Leituras com erro"),
            _("1 quando a última leitura falhou: o exporter vive, e o PostgreSQL não responde a ele."),
            "none",
            Query("max(pg_exporter_last_scrape_error)", _("erro")),
            size=(12, 8),
        ),
    ],
    "redis-exporter": [
        timeseries(
            _("Duração da leitura do Redis"),
            _("Quanto o exporter leva para perguntar ao servidor."),
            "s",
            Query("max(redis_exporter_last_scrape_duration_seconds)", _("leitura")),
            size=(12, 8),
        ),
        timeseries(
            _("Leituras com erro"),
            _("1 quando a última leitura falhou: o exporter vive, e o Redis não responde a ele."),
            "none",
            Query("max(redis_exporter_last_scrape_error)", _("erro")),
            size=(12, 8),
        ),
    ],
    "blackbox-exporter": [
        timeseries(
            _("Duração das sondas"),
            _("Quanto cada página vigiada levou para responder."),
            "s",
            Query("max by (job) (probe_duration_seconds)", "{{job}}"),
            size=(12, 8),
        ),
        timeseries(
            _("Resposta das páginas"),
            _("O código HTTP de cada página vigiada: 200 é bom."),
            "none",
            Query("max by (job) (probe_http_status_code)", "{{job}}"),
            size=(12, 8),
        ),
    ],
}
