"""Panels of the services that move data: Airflow, the flights API, and what tells of them."""

from course.i18n import _
from course.widgets.dashboards.panels import Panel, Query, named, stat, timeseries
from course.widgets.dashboards.pipeline import (
    FINISHED,
    RUNS,
    SOURCE_REQUESTS,
    SOURCE_SECONDS_P95,
    TASK_SECONDS,
    TASKS_QUEUED,
    TASKS_RUNNING,
)

_SIZE = (8, 8)
_RATE = "sum(rate({metric}[$__rate_interval]))"

OWN: dict[str, list[Panel]] = {
    "airflow": [
        timeseries(
            _("Batimentos por segundo"),
            _("Do scheduler e do processador de DAGs. Uma linha em zero: aquele parou."),
            "ops",
            Query(_RATE.format(metric="airflow_scheduler_heartbeat"), "scheduler"),
            Query(_RATE.format(metric="airflow_dag_processor_heartbeat"), "dag-processor"),
            size=_SIZE,
        ),
        timeseries(
            _("Tarefas na fila e em execução"),
            _("Fila longa com poucas em execução: falta worker, ou ele morreu."),
            "none",
            Query(TASKS_QUEUED, _("na fila")),
            Query(TASKS_RUNNING, _("em execução")),
            size=_SIZE,
        ),
        timeseries(
            _("Lugares livres"),
            _("Quantas tarefas mais o executor aceita. Zero por muito tempo pede paralelismo."),
            "none",
            Query("sum(airflow_executor_open_slots)", _("executor")),
            Query("sum(airflow_pool_open_slots)", _("pool")),
            size=_SIZE,
        ),
        named(
            stat(
                _("Execuções terminadas"),
                _("Desde que o statsd exporter subiu; um resultado que não se repete em 8 dias some."),
                "none",
                Query(RUNS, "{{state}}"),
                size=_SIZE,
            ),
            FINISHED,
        ),
        timeseries(
            _("Duração média das tarefas"),
            _("Inclui abrir o kernel do notebook, que leva mais que o trabalho."),
            "s",
            Query(TASK_SECONDS, "{{task}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Erros ao ler DAGs"),
            _("Arquivos de DAG que não puderam ser importados. Qualquer um pede make logs-airflow."),
            "none",
            Query("sum(airflow_dag_processing_import_errors)", _("arquivos")),
            size=_SIZE,
        ),
    ],
    "source": [
        timeseries(
            _("Chamadas por segundo"),
            _("Aos dados, por código de resposta: 429 é excesso, 5xx é falha dela."),
            "reqps",
            Query(SOURCE_REQUESTS, "{{status}}"),
            size=_SIZE,
        ),
        timeseries(
            _("Tempo de resposta, percentil 95"),
            _("95 de cada 100 chamadas dos últimos 5 minutos foram mais rápidas."),
            "s",
            Query(SOURCE_SECONDS_P95, "{{path}}"),
            size=_SIZE,
        ).no_value(_("nenhuma chamada nos últimos 5 minutos")),
        timeseries(
            _("Chamadas recusadas por excesso"),
            _("Respostas 429 por segundo. O pipeline espera e repete; muitas alongam a extração."),
            "reqps",
            Query(_RATE.format(metric="course_source_rate_limited_total"), "429"),
            size=_SIZE,
        ),
    ],
    "pushgateway": [
        timeseries(
            _("Idade do último envio"),
            _("Por etapa do pipeline. O Pushgateway guarda o último valor: parado, ele parece em dia."),
            "s",
            Query('time() - max by (stage) (push_time_seconds{stage!=""})', "{{stage}}"),
            size=(12, 8),
        ),
        timeseries(
            _("Envios recusados"),
            _("Grupos cujo último envio falhou. Zero é o normal."),
            "none",
            Query("sum(push_failure_time_seconds > bool push_time_seconds)", _("grupos")),
            size=(12, 8),
        ),
    ],
    "statsd-exporter": [
        timeseries(
            _("Mensagens por segundo"),
            _("O que o Airflow envia por UDP."),
            "ops",
            Query(_RATE.format(metric="statsd_exporter_lines_total"), _("linhas")),
            size=_SIZE,
        ),
        timeseries(
            _("Mensagens perdidas por segundo"),
            _("UDP não avisa: o que chega rápido demais se perde, e os contadores ficam curtos."),
            "ops",
            Query(_RATE.format(metric="statsd_exporter_udp_packet_drops_total"), _("perdidas")),
            size=_SIZE,
        ),
        timeseries(
            _("Nomes sem regra por segundo"),
            _("O que infra/statsd/mapping.yml não transforma em rótulos; vira uma métrica de nome longo."),
            "ops",
            Query(_RATE.format(metric="statsd_exporter_events_unmapped_total"), _("sem regra")),
            size=_SIZE,
        ),
    ],
}
