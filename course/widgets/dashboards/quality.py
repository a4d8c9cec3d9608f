"""The dashboard `quality`: scores by data set and rule, the gates, the promise of 07:00."""

import math

from course.business.measures import m4_sla
from course.i18n import _
from course.pipeline.gates import GATES
from course.widgets.dashboards.panels import Panel, Query, board, gauge, named, stat, timeseries
from course.widgets.dashboards.pipeline import QUALITY_LIMITS, QUALITY_SCORE, data_age
from course.widgets.dashboards.tables import Column, table

RULE_RATIO = "min by (dataset, dimension, rule) (course_data_quality_rule_ratio)"
RULE_THRESHOLD = "min by (dataset, dimension, rule) (course_data_quality_rule_threshold_ratio)"
RULES_BELOW = (
    "sum by (dataset) (course_data_quality_rule_ratio < bool course_data_quality_rule_threshold_ratio)"
)

GATE_VALUE = "max by (dataset, gate) (course_gate_value)"
GATE_LOW = "max by (dataset, gate) (course_gate_low)"
GATE_HIGH = "max by (dataset, gate) (course_gate_high)"
VOLUME_RATIO = "max by (dataset) (course_rows_volume_ratio)"
HELD_DAYS = "sum(course_held_days)"
ROWS_REJECTED = "sum by (dataset, reason) (course_rows_rejected)"

# The widest of the gates; it holds a day outside of it.
_FLIGHTS = next(gate for gate in GATES if (gate.dataset, gate.name) == ("flights", "volume"))
VOLUME_LIMITS = ((None, "red"), (_FLIGHTS.low, "green"), (_FLIGHTS.high, "red"))

SLA_COMPLIANCE = "max(course_sla_compliance_ratio)"
SLA_DAYS = "sum by (outcome) (course_sla_days)"
# At the target itself it is missed, and no budget is left; a limit counts from its value on.
SLA_LIMITS = ((None, "red"), (math.nextafter(m4_sla.TARGET, 1), "green"))
BUDGET_LEFT = "sum(course_sla_error_budget_left_days)"
BUDGET_LIMITS = ((None, "red"), (round(1 - m4_sla.TARGET, 6), "green"))  # what one day adds: the least
_NONE_DUE = _("nenhum prazo passou ainda")
BEHIND = (
    "clamp_min(max(course_run_due_timestamp_seconds) - min(course_data_last_success_timestamp_seconds), 0)"
)


def sla(size: tuple[int, int]) -> Panel:
    """The share of the promised days that came in time."""
    return gauge(
        _("Cumprimento do SLA"),
        _("Dias prontos até as 7h sobre dias prometidos. Meta: mais de 99,5%."),
        Query(SLA_COMPLIANCE),
        size=size,
        limits=SLA_LIMITS,
        decimals=2,
    ).no_value(_NONE_DUE)


def budget_left(size: tuple[int, int]) -> Panel:
    """How many late days the target still allows."""
    return stat(
        _("Orçamento de erro, em dias"),
        _(
            "Atrasos que a meta ainda permite: menos de 1 a cada 200 dias."
            " Zero ou menos: a meta está perdida."
        ),
        "none",
        Query(BUDGET_LEFT),
        size=size,
        limits=BUDGET_LIMITS,
    ).no_value(_NONE_DUE)


def _scores() -> list[Panel]:
    return [
        gauge(
            _("Nota de qualidade"),
            _("Média geométrica das dimensões na última carga. A meta é 95%; a pior nota é a que vale."),
            Query(QUALITY_SCORE, "{{dataset}}"),
            size=(14, 6),
            limits=QUALITY_LIMITS,
            decimals=2,
        ),
        stat(
            _("Regras abaixo do limite"),
            _("Quantas regras de cada conjunto não chegaram ao próprio limite. A tabela abaixo diz quais."),
            "none",
            Query(RULES_BELOW, "{{dataset}}"),
            size=(10, 6),
            limits=((None, "green"), (1, "red")),
        ),
        table(
            _("Cada regra e o seu limite"),
            _("Parte das linhas que cumpre a regra, na última medição, e a parte que tem de cumprir."),
            {"dataset": _("Conjunto"), "dimension": _("Dimensão"), "rule": _("Regra")},
            Column(_("Cumprem"), RULE_RATIO, "percentunit"),
            Column(_("Limite"), RULE_THRESHOLD, "percentunit"),
            size=(14, 12),
        ),
        timeseries(
            _("Nota ao longo do tempo"),
            _("Cada degrau é uma carga. Uma queda que fica pede o nome da regra, na tabela ao lado."),
            "percentunit",
            Query(QUALITY_SCORE, "{{dataset}}"),
            size=(10, 12),
        ),
    ]


def _gates() -> list[Panel]:
    return [
        table(
            _("Última medida de cada portão"),
            _("O que cada portão mediu antes do warehouse, e entre que valores deixa passar."),
            {"dataset": _("Conjunto"), "gate": _("Portão")},
            Column(_("Valor"), GATE_VALUE, "none"),
            Column(_("Mínimo"), GATE_LOW, "none"),
            Column(_("Máximo"), GATE_HIGH, "none"),
            size=(12, 9),
        ),
        stat(
            _("Dias retidos"),
            _("Dias que um portão mantém fora do warehouse. Cada um espera a fonte ou uma decisão."),
            "none",
            Query(HELD_DAYS),
            size=(4, 9),
            limits=((None, "green"), (1, "red")),
        ),
        stat(
            _("Volume do dia sobre o usual"),
            _("Linhas do dia mais novo sobre o usual. Longe de 100%, falta ou sobra."),
            "percentunit",
            Query(VOLUME_RATIO, "{{dataset}}"),
            size=(4, 9),
            limits=VOLUME_LIMITS,
        ),
        stat(
            _("Linhas rejeitadas"),
            _("Linhas que a última transformação pôs de lado, por motivo; ficam em quality.reject."),
            "locale",
            Query(ROWS_REJECTED, "{{dataset}} {{reason}}"),
            size=(4, 9),
        ),
    ]


def _promise() -> list[Panel]:
    return [
        data_age((6, 6)),
        stat(
            _("Atraso em relação ao prazo"),
            _("Quanto falta de dado que já devia estar no warehouse: o de ontem, até as 7h. Zero é em dia."),
            "s",
            Query(BEHIND),
            size=(6, 6),
            limits=((None, "green"), (1, "red")),
        ),
        sla((4, 6)),
        named(
            stat(
                _("Dias prometidos"),
                _("No prazo é quem veio até as 7h; atrasado veio depois, ou não veio."),
                "none",
                Query(SLA_DAYS, "{{outcome}}"),
                size=(4, 6),
            ),
            {"in_time": _("no prazo"), "late": _("atrasados")},
        ),
        budget_left((4, 6)),
    ]


dashboard = board(
    "quality",
    _("Qualidade e SLA"),
    _("O dado está bom e veio no prazo? Notas, regras, portões, e a promessa das 7h."),
    {
        _("Nota"): _scores(),
        _("Portões antes do warehouse"): _gates(),
        _("Prazo"): _promise(),
    },
)
