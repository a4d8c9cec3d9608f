"""The dashboard `incident`: what fires, whether the alerts' own path works, what is held, how copies are."""

from course.i18n import _
from course.incidents.alerts import HEARTBEAT as NO_ACTION
from course.incidents.oncall.feed import SEVERITIES
from course.widgets.dashboards.business import MTTR
from course.widgets.dashboards.panels import Panel, Query, board, stat, timeseries
from course.widgets.dashboards.pipeline import LINKED, last_runs
from course.widgets.dashboards.platform import up_or_down
from course.widgets.dashboards.quality import HELD_DAYS
from course.widgets.dashboards.tables import Column, table

FIRING = 'sum by (alertname, service, severity) (ALERTS{alertstate="firing"})'
PAGES = 'sum(ALERTS{alertstate="firing", severity!="none"}) or vector(0)'
HEARTBEAT = 'max(ALERTS{alertname="Watchdog", alertstate="firing"})'
SERVICE_UP = "min by (service) (service:up:max)"
DOWN = "sum(1 - service:up:max)"

ATTEMPTED = 'sum(rate(alertmanager_notifications_total{integration="webhook"}[$__rate_interval]))'
UNDELIVERED = 'sum(rate(alertmanager_notifications_failed_total{integration="webhook"}[$__rate_interval]))'
# An attempt is counted when it begins, its failure when it ends.
DELIVERED = f"clamp_min({ATTEMPTED} - {UNDELIVERED}, 0)"
COLLECTOR_UP = "min by (collector) (course_collector_up)"

RUN_FAILED = "sum(course_run_last_failed)"
RUN_SECONDS = "max by (dag) (course_run_active_seconds)"
INCIDENTS_OPEN = "sum(course_incident_open)"
MTTD = "max(course_incident_mttd_seconds)"

BACKUP_AGE = "time() - max by (kind) (course_backup_last_success_timestamp_seconds)"
VERIFIED_AGE = "time() - max(course_backup_verified_timestamp_seconds)"
RESTORE_DRILL = "min(course_restore_drill_success)"

_NO_BACKUP = _("nenhum backup ainda: make backup-data")
_NO_DRILL = _("nenhum ensaio ainda: make restore-drill")
_NO_INCIDENT = _("nenhum simulado ainda: make incident")
_NONE = ((None, "green"), (1, "red"))
_DAILY = ((None, "green"), (26 * 3600, "red"))
_WEEKLY = ((None, "green"), (8 * 86400, "red"))


def _now() -> list[Panel]:
    return [
        stat(
            _("Alertas disparados"),
            _("Sem contar o sinal de vida. Zero é bom; outro número: a tabela ao lado tem os nomes."),
            "none",
            Query(PAGES),
            size=(4, 8),
            limits=_NONE,
        ),
        table(
            _("O que dispara agora"),
            _("Cada alerta tem um runbook de mesmo nome no plantão. Watchdog dispara sempre."),
            {"alertname": _("Alerta"), "severity": _("Gravidade"), "service": _("Serviço")},
            Column(_("Vezes"), FIRING, "none"),
            size=(12, 8),
            words={"severity": SEVERITIES | {NO_ACTION: _("sinal de vida")}},
        ),
        stat(
            _("Serviços fora do ar"),
            _("Quantos não respondem. Um serviço caído silencia os alertas que decorrem dele."),
            "none",
            Query(DOWN),
            size=(4, 8),
            limits=_NONE,
        ),
        stat(
            _("Última execução falhou"),
            _("Quantas DAGs terminaram mal na última vez. Um dia retido por um portão não conta aqui."),
            "none",
            Query(RUN_FAILED),
            size=(4, 8),
            limits=_NONE,
        ),
    ]


def _work() -> list[Panel]:
    return [
        stat(
            _("Incidentes abertos"),
            _("Simulados que não terminaram: falta o diagnóstico, o conserto ou a recuperação."),
            "none",
            Query(INCIDENTS_OPEN),
            size=(4, 6),
            limits=_NONE,
        ),
        stat(
            _("Dias retidos"),
            _("Dias que um portão mantém fora do warehouse, à espera de conserto ou decisão."),
            "none",
            Query(HELD_DAYS),
            size=(4, 6),
            limits=_NONE,
        ),
        stat(
            _("Tempo de detecção, médio"),
            _("Da falha ao alerta, nos simulados. A meta é menos de 60 segundos."),
            "s",
            Query(MTTD),
            size=(4, 6),
            limits=((None, "green"), (60, "red")),
        ).no_value(_NO_INCIDENT),
        stat(
            _("Tempo de recuperação, médio"),
            _("Da falha à recuperação, nos simulados. A meta é menos de 15 minutos."),
            "s",
            Query(MTTR),
            size=(4, 6),
            limits=((None, "green"), (900, "red")),
        ).no_value(_NO_INCIDENT),
        timeseries(
            _("Idade da execução em curso"),
            _("Quanto a execução mais antiga já leva, por DAG. Uma linha que só sobe está presa."),
            "s",
            Query(RUN_SECONDS, "{{dag}}"),
            size=(8, 6),
        ),
        last_runs(),
    ]


def _path() -> list[Panel]:
    return [
        stat(
            _("Sinal de vida"),
            _("O alerta que dispara sempre. Some quando o Prometheus para; make watch pergunta de fora."),
            "none",
            Query(HEARTBEAT),
            size=(4, 9),
            words={"1": (_("presente"), "green")},
        ).no_value(_("ausente")),
        table(
            _("Coletores do plantão"),
            _("Cada um mede o que não tem exporter. Um que falha deixa os seus alertas cegos."),
            {"collector": _("Coletor")},
            Column(_("Estado"), COLLECTOR_UP, "none", up_or_down()),
            size=(5, 9),
        ),
        table(
            _("Cada serviço"),
            _("Como as regras de alerta o veem."),
            {"service": _("Serviço")},
            Column(_("Estado"), SERVICE_UP, "none", up_or_down()),
            size=(5, 9),
        ),
        timeseries(
            _("Notificações por segundo"),
            _("Entregues ao plantão, e as que falharam: essas esperam e voltam."),
            "ops",
            Query(DELIVERED, _("entregues")),
            Query(UNDELIVERED, _("falharam")),
            size=(10, 9),
        ),
    ]


def _copies() -> list[Panel]:
    return [
        stat(
            _("Idade do último backup"),
            _("Por tipo. Passou de 26 horas: o backup diário não veio."),
            "s",
            Query(BACKUP_AGE, "{{kind}}"),
            size=(10, 6),
            limits=_DAILY,
        ).no_value(_NO_BACKUP),
        stat(
            _("Idade da última verificação"),
            _("Desde que um backup foi restaurado e conferido linha por linha: só então ele vale."),
            "s",
            Query(VERIFIED_AGE),
            size=(7, 6),
            limits=_WEEKLY,
        ).no_value(_NO_DRILL),
        stat(
            _("Último ensaio de restauração"),
            _("O ensaio semanal restaura num banco à parte e confere tudo. Falhou: o log da DAG diz onde."),
            "none",
            Query(RESTORE_DRILL),
            size=(7, 6),
            words={"1": (_("conferido"), "green"), "0": (_("falhou"), "red")},
        ).no_value(_NO_DRILL),
    ]


dashboard = board(
    "incident",
    _("Incidentes"),
    _("O que dispara, o caminho dos alertas funciona, o que está retido, e há de onde restaurar?"),
    {
        _("Agora"): _now(),
        _("Incidentes e execuções"): _work(),
        _("O caminho dos alertas"): _path(),
        _("Cópias"): _copies(),
    },
    pages=LINKED,
)
