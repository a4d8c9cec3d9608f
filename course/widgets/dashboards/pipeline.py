"""The dashboard `pipeline`: the data, the last run of each stage, Airflow, the source."""

from course.i18n import _
from course.pipeline import dag_run, goals
from course.services.airflow import DAG_ID
from course.widgets.dashboards.panels import Panel, Query, board, gauge, named, stat, timeseries
from course.widgets.dashboards.tables import Column, Link, table
from course.widgets.states import STATES

# What the last run of each stage pushed; the timestamp is the end of the newest day that was loaded.
DATA_AGE = "time() - max by (dataset) (course_data_last_success_timestamp_seconds)"
QUALITY_SCORE = "min by (dataset) (course_data_quality_score_ratio)"
ROWS_IN = 'sum by (stage) (course_etl_rows{outcome="in"})'
ROWS_OUT = 'sum by (stage) (course_etl_rows{outcome="out"})'
ROWS_REJECTED = 'sum by (stage) (course_etl_rows{outcome="rejected"})'
STAGE_SECONDS = "max by (stage) (course_etl_duration_seconds)"

ROWS_PER_SECOND = f"{ROWS_OUT} / {STAGE_SECONDS}"

# Where the links of `last_runs` lead.
LINKED = ("airflow", "jaeger")
# The last ten; the statsd exporter's totals know no single run.
LAST_RUNS = "max by (started, day, state, run_id, trace_id) (course_run_seconds)"

# Totals since the statsd exporter started, less what its mapping forgets. Runs are few: a rate over a short
# window would mostly be empty, and would miss the first run, whose counter appears with the value 1.
RUNS = f'sum by (state) (airflow_dagrun_duration_seconds_count{{dag="{DAG_ID}"}})'
RUN_SECONDS = (
    f'sum by (state) (airflow_dagrun_duration_seconds_sum{{dag="{DAG_ID}"}})'
    f' / sum by (state) (airflow_dagrun_duration_seconds_count{{dag="{DAG_ID}"}})'
)
TASKS = f'sum by (task, state) (airflow_task_finished_total{{dag="{DAG_ID}"}}) > 0'
TASK_SECONDS = (
    f'sum by (task) (airflow_task_duration_seconds_sum{{dag="{DAG_ID}"}})'
    f' / sum by (task) (airflow_task_duration_seconds_count{{dag="{DAG_ID}"}})'
)
TASK_SECONDS_P95 = (
    f'histogram_quantile(0.95, sum by (task, le) (airflow_task_duration_seconds_bucket{{dag="{DAG_ID}"}}))'
)
TASKS_QUEUED = "sum(airflow_executor_queued_tasks)"
TASKS_RUNNING = "sum(airflow_executor_running_tasks)"

# Not the health check's version, not the switches of the faults.
_DATA_CALLS = 'path=~"/v1/.*", path!~"/v1/(version|faults).*"'
SOURCE_REQUESTS = f"sum by (status) (rate(course_source_requests_total{{{_DATA_CALLS}}}[$__rate_interval]))"
SOURCE_REQUESTS_TOTAL = f"sum by (status) (course_source_requests_total{{{_DATA_CALLS}}})"
SOURCE_SECONDS_P95 = (
    "histogram_quantile(0.95, sum by (path, le)"
    f" (rate(course_source_request_duration_seconds_bucket{{{_DATA_CALLS}}}[5m])))"
)

# The states in which a run ends, by Airflow's names.
FINISHED = {state: STATES[state] for state in dag_run.FINISHED}

# First it is late, then somebody is paged.
AGE_LIMITS = ((None, "green"), (goals.AGE_HOURS * 3600, "orange"), (goals.STALE_HOURS * 3600, "red"))
QUALITY_LIMITS = ((None, "red"), (goals.QUALITY, "green"))


def data_age(size: tuple[int, int]) -> Panel:
    """How old the newest day is, by data set."""
    return stat(
        _("Idade do dado"),
        _("Tempo desde o fim do último dia carregado. Passou de 31 horas: a carga das 6h não veio."),
        "s",
        Query(DATA_AGE, "{{dataset}}"),
        size=size,
        limits=AGE_LIMITS,
    )


def _data() -> list[Panel]:
    return [
        data_age((12, 6)),
        gauge(
            _("Nota de qualidade"),
            _("Média geométrica das dimensões na última carga. A meta é 95%; a pior nota é a que vale."),
            Query(QUALITY_SCORE, "{{dataset}}"),
            size=(12, 6),
            limits=QUALITY_LIMITS,
            decimals=2,
        ),
    ]


def _stages() -> list[Panel]:
    return [
        table(
            _("Linhas por etapa e resultado"),
            _("O que entra numa etapa sai dela ou é rejeitado com um motivo: a conta tem de fechar."),
            {"stage": _("Etapa")},
            Column(_("Entraram"), ROWS_IN, "locale"),
            Column(_("Saíram"), ROWS_OUT, "locale"),
            Column(_("Rejeitadas"), ROWS_REJECTED, "locale"),
            size=(8, 7),
        ),
        stat(
            _("Duração por etapa"),
            _("Quanto a última execução de cada etapa levou, do primeiro ao último comando."),
            "s",
            Query(STAGE_SECONDS, "{{stage}}"),
            size=(4, 7),
        ),
        stat(
            _("Vazão por etapa"),
            _("Linhas que saíram por segundo de trabalho. Cai com o mesmo volume: a etapa ficou mais lenta."),
            "rowsps",
            Query(ROWS_PER_SECOND, "{{stage}}"),
            size=(4, 7),
        ),
        timeseries(
            _("Duração por etapa ao longo do tempo"),
            _("Cada degrau é uma nova execução. Se sobem dia a dia, falta índice, partição ou máquina."),
            "s",
            Query(STAGE_SECONDS, "{{stage}}"),
            size=(8, 7),
        ),
    ]


def last_runs() -> Panel:
    """From a run's figures to its logs and its trace; for boards whose `pages` are `LINKED`."""
    run, trace = "${__data.fields.run_id:percentencode}", "${__data.fields.trace_id}"
    return table(
        _("Últimas execuções"),
        _("De cada uma aos seus logs, no Airflow, e ao seu trace: o que ela fez e quanto durou."),
        {
            "started": _("Início (UTC)"),
            "day": _("Dia"),
            "state": _("Estado"),
            "run_id": _("Execução"),
            "trace_id": _("Trace"),
        },
        Column(_("Duração"), LAST_RUNS, "s"),
        size=(24, 8),
        newest="started",
        words={"state": STATES},
        links={
            "run_id": [Link(_("logs"), f"${{airflow}}/dags/{DAG_ID}/runs/{run}")],
            "trace_id": [Link(_("trace"), f"${{jaeger}}/trace/{trace}")],
        },
    )


def _airflow() -> list[Panel]:
    return [
        named(
            stat(
                _("Execuções por resultado"),
                _(
                    "Execuções de etl_pipeline terminadas desde que o statsd exporter subiu;"
                    " um resultado que não se repete em 8 dias some."
                ),
                "none",
                Query(RUNS, "{{state}}"),
                size=(6, 5),
            ),
            FINISHED,
        ),
        named(
            stat(
                _("Duração média da execução"),
                _("Do começo ao fim da execução no Airflow: o trabalho mais a espera entre as tarefas."),
                "s",
                Query(RUN_SECONDS, "{{state}}"),
                size=(6, 5),
            ),
            FINISHED,
        ),
        timeseries(
            _("Tarefas na fila e em execução"),
            _("Como o executor as vê. Fila longa com poucas em execução: falta worker, ou ele morreu."),
            "none",
            Query(TASKS_QUEUED, _("na fila")),
            Query(TASKS_RUNNING, _("em execução")),
            size=(12, 5),
        ),
        table(
            _("Tarefas por resultado"),
            _("Quantas vezes cada tarefa terminou em cada estado; quem aguarda nova tentativa falhou numa."),
            {"task": _("Tarefa"), "state": _("Estado")},
            Column(_("Vezes"), TASKS, "locale"),
            size=(12, 8),
            words={"state": STATES},
        ),
        table(
            _("Duração por tarefa"),
            _("A média, e o percentil 95 estimado pelos intervalos do histograma. Inclui abrir o kernel."),
            {"task": _("Tarefa")},
            Column(_("Média"), TASK_SECONDS, "s"),
            Column(_("Percentil 95"), TASK_SECONDS_P95, "s"),
            size=(12, 8),
        ),
    ]


def _source() -> list[Panel]:
    return [
        stat(
            _("Chamadas por resposta"),
            _("Chamadas aos dados desde que a API subiu, por código HTTP: 429 é excesso, 5xx é falha dela."),
            "locale",
            Query(SOURCE_REQUESTS_TOTAL, "{{status}}"),
            size=(6, 8),
        ),
        timeseries(
            _("Chamadas por segundo"),
            _("O ritmo das chamadas aos dados, por código de resposta."),
            "reqps",
            Query(SOURCE_REQUESTS, "{{status}}"),
            size=(9, 8),
        ),
        timeseries(
            _("Tempo de resposta, percentil 95"),
            _("95 de cada 100 chamadas dos últimos 5 minutos foram mais rápidas."),
            "s",
            Query(SOURCE_SECONDS_P95, "{{path}}"),
            size=(9, 8),
        ).no_value(_("nenhuma chamada nos últimos 5 minutos")),
    ]


dashboard = board(
    "pipeline",
    _("Pipeline"),
    _("O dado está fresco e bom, e como foram as execuções? Etapas, qualidade, Airflow e a fonte."),
    {
        _("O dado"): _data(),
        _("Última execução de cada etapa"): _stages(),
        _("Execuções"): [last_runs()],
        _("Airflow"): _airflow(),
        _("API de voos, a fonte"): _source(),
    },
    pages=LINKED,
)
