"""The dashboard `business`: targets, what the data are worth on time, what they cost."""

from course.i18n import _
from course.widgets.dashboards.panels import Panel, Query, board, gauge, stat, timeseries
from course.widgets.dashboards.quality import budget_left, sla
from course.widgets.dashboards.tables import Column, table

TARGET_MET = "max by (measure) (course_target_met)"
TIME_TO_INSIGHT = "max(course_time_to_insight_seconds)"
ERRORS_AVOIDED = "max(course_errors_avoided_ratio)"
MTTR = "max(course_incident_mttr_seconds)"
MTBF = "max(course_incident_mtbf_seconds)"

COST_THOUSAND = "max(course_cost_brl_per_thousand_rows)"
COST_DAY = "sum(course_cost_brl_per_day)"
COST_BY_ITEM = "sum by (item) (course_cost_brl_per_day)"
BUSY = "max(course_busy_ratio)"


def _targets() -> list[Panel]:
    met = {"1": (_("atingida"), "green"), "0": (_("não atingida"), "red")}
    return [
        table(
            _("Metas do plano de aula"),
            _("Só as que os registros mostram; make business diz o que falta às outras."),
            {"measure": _("Medida")},
            Column(_("Meta"), TARGET_MET, "none", met),
            size=(8, 8),
        ),
        stat(
            _("Tempo até o insight"),
            _("Do fim do dia até ele poder ser lido. Quase tudo é espera pelo horário marcado."),
            "s",
            Query(TIME_TO_INSIGHT),
            size=(4, 8),
            limits=((None, "green"), (86400, "red")),
        ),
        sla((4, 8)),
        gauge(
            _("Erros evitados"),
            _("Linhas ruins que nenhum leitor viu sobre as conhecidas. Meta: 90%."),
            Query(ERRORS_AVOIDED),
            size=(4, 8),
            limits=((None, "red"), (0.9, "green")),
        ).no_value(_("nenhuma linha ruim chegou ainda")),
        budget_left((4, 8)),
    ]


def _recovery() -> list[Panel]:
    return [
        stat(
            _("MTTR"),
            _("Da falha à recuperação, em média, nos simulados. A meta é menos de 15 minutos."),
            "s",
            Query(MTTR),
            size=(6, 6),
            limits=((None, "green"), (900, "red")),
        ).no_value(_("nenhum simulado ainda: make incident")),
        stat(
            _("MTBF"),
            _("Tempo em operação entre falhas. As falhas daqui são provocadas: não é a confiabilidade real."),
            "s",
            Query(MTBF),
            size=(6, 6),
        ).no_value(_("nenhum simulado ainda: make incident")),
        timeseries(
            _("MTTR ao longo do tempo"),
            _("Cada degrau é um incidente a mais. Desce quando o diagnóstico melhora."),
            "s",
            Query(MTTR, "MTTR"),
            size=(12, 6),
        ),
    ]


def _cost() -> list[Panel]:
    return [
        stat(
            _("Custo por mil linhas"),
            _("O custo do dia sobre as linhas dele, pela lista de preços. Com mais linhas, cai."),
            "currencyBRL",
            Query(COST_THOUSAND),
            size=(5, 8),
        ),
        stat(
            _("Custo por dia"),
            _("A máquina 24 horas e o espaço em disco, pela lista de preços: não é uma fatura."),
            "currencyBRL",
            Query(COST_DAY),
            size=(5, 8),
        ),
        gauge(
            _("Parte do dia em que o pipeline trabalha"),
            _("Segundos das etapas sobre 24 horas. Perto de zero: paga-se uma máquina que espera."),
            Query(BUSY),
            size=(5, 8),
            limits=((None, "orange"), (0.2, "green")),
            decimals=4,
        ),
        timeseries(
            _("Custo por dia, por item"),
            _("De que se compõe o custo. Os preços: course/business/prices.py."),
            "currencyBRL",
            Query(COST_BY_ITEM, "{{item}}"),
            size=(9, 8),
            stacked=True,
        ),
    ]


dashboard = board(
    "business",
    _("Valor de negócio"),
    _("As metas são atingidas, e quanto custa? O mesmo que make business mostra, ao longo do tempo."),
    {
        _("Metas"): _targets(),
        _("Recuperação"): _recovery(),
        _("Custo"): _cost(),
    },
)
