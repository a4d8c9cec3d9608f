"""The source answers, but late."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import FRESHNESS, PILLARS, SRE, Fault, Kind

fault = Fault(
    name="slow_source",
    title=_("A fonte responde devagar demais"),
    kinds=(
        Kind(SRE, _("latência")),
        Kind(PILLARS, FRESHNESS),
    ),
    alert="SourceSlow",
    seen=_("course_source_request_duration_seconds: cada página leva segundos, nenhuma falha."),
    asks=_("Quantos segundos leva uma página (percentil 95)?"),
    evidence=r"\b[2-5]([.,]\d+)?\b",
    inject=source_switch.on(slow={"seconds": 3}),
    clear=source_switch.off,
)
