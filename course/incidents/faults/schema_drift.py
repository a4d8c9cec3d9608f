"""A column has got another name at the source."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import KIM, KIM_UNUSABLE, PILLARS, SCHEMA, Fault, Kind

fault = Fault(
    name="schema_drift",
    title=_("A fonte mudou o nome de uma coluna"),
    kinds=(
        Kind(KIM, KIM_UNUSABLE),
        Kind(PILLARS, SCHEMA),
    ),
    alert="SchemaChanged",
    seen=_("ops.held_day: faltam colunas; a página da fonte traz outra no lugar."),
    asks=_("Que coluna mudou de nome?"),
    evidence=r"\b(dep_delay|departure_delay)\b",
    inject=source_switch.on(schema_drift={}),
    clear=source_switch.off,
)
