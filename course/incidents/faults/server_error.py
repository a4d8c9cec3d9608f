"""The source answers every question for data with an error of its own."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import FRESHNESS, PILLARS, SRE, Fault, Kind

fault = Fault(
    name="server_error",
    title=_("A fonte responde com erro a todo pedido de dados"),
    kinds=(
        Kind(SRE, _("erro do servidor")),
        Kind(PILLARS, FRESHNESS),
    ),
    alert="SourceFailing",
    seen=_("O log de extract e course_source_requests_total por status: pedidos repetidos, um só código."),
    asks=_("Que código de status a fonte devolve?"),
    evidence=r"\b503\b",
    inject=source_switch.on(server_error={}),
    clear=source_switch.off,
)
