"""A part of the key is missing in some rows."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import JENGA, KIM, KIM_MISSING, TAB_ERR, Fault, Kind

fault = Fault(
    name="null_keys",
    title=_("Vêm linhas sem uma parte da chave"),
    kinds=(
        Kind(KIM, KIM_MISSING),
        Kind(TAB_ERR, "MissingValue"),
        Kind(JENGA, "MissingValues"),
    ),
    alert="RowsRejected",
    seen=_("ops.step: rejeitadas por missing_value; nas páginas cruas, uma parte da chave nula."),
    asks=_("Que coluna da chave vem nula?"),
    evidence=r"\bcarrier\b",
    inject=source_switch.on(null_keys={}),
    clear=source_switch.off,
)
