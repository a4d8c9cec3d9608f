"""A value that cannot be, as when a system writes its own code for "unknown"."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import DISTRIBUTION, KIM, KIM_WRONG, PILLARS, TAB_ERR, Fault, Kind

fault = Fault(
    name="impossible_values",
    title=_("Vêm valores que não podem existir"),
    kinds=(
        Kind(KIM, KIM_WRONG),
        Kind(TAB_ERR, "Outlier"),
        Kind(PILLARS, DISTRIBUTION),
    ),
    alert="RowsRejected",
    seen=_("ops.step: rejeitadas por impossible_value; nas páginas cruas, um valor repetido e absurdo."),
    asks=_("Que valor impossível a coluna traz?"),
    evidence=r"-\s?9999\b",
    inject=source_switch.on(impossible_values={}),
    clear=source_switch.off,
)
