"""Distances come in kilometres: each is plausible, all of them together are not."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import DISTRIBUTION, JENGA, KIM, KIM_UNUSABLE, PILLARS, TAB_ERR, Fault, Kind

fault = Fault(
    name="unit_change",
    title=_("Uma coluna mudou de unidade"),
    kinds=(
        Kind(KIM, KIM_UNUSABLE),
        Kind(TAB_ERR, "WrongUnit"),
        Kind(JENGA, "Scaling"),
        Kind(PILLARS, DISTRIBUTION),
    ),
    alert="QualityLow",
    seen=_(
        "quality.gate: distância média e velocidade mediana, ambas 1,6 vez o normal; nenhuma linha rejeitada."
    ),
    asks=_("Que coluna mudou, e por qual fator?"),
    evidence=r"(distance|dist[aâ]ncia|1[.,]6)",
    inject=source_switch.on(unit_change={}),
    clear=source_switch.off,
)
