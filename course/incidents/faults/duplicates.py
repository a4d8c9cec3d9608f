"""The source sends some rows twice."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import KIM, KIM_WRONG, PILLARS, VOLUME, Fault, Kind

fault = Fault(
    name="duplicates",
    title=_("A fonte repete linhas"),
    kinds=(
        Kind(KIM, KIM_WRONG),
        Kind(PILLARS, VOLUME),
    ),
    alert="DuplicateRows",
    seen=_(
        "quality.gate: a parte de linhas cuja chave já tinha vindo; ops.step: rejeitadas por duplicate_key."
    ),
    asks=_("Que motivo de rejeição cresceu, em course_rows_rejected?"),
    evidence=r"duplicate_key",
    inject=source_switch.on(duplicates={}),
    clear=source_switch.off,
)
