"""A page comes empty although the total counts its rows."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import KIM, KIM_MISSING, PILLARS, VOLUME, Fault, Kind

fault = Fault(
    name="missing_pages",
    title=_("Uma página da fonte vem vazia"),
    kinds=(
        Kind(KIM, KIM_MISSING),
        Kind(PILLARS, VOLUME),
    ),
    alert="VolumeOutOfBand",
    seen=_("ops.held_day: a fonte anuncia mais linhas do que entrega; peça as páginas uma a uma."),
    asks=_("Qual o número da página vazia?"),
    evidence=r"\b2\b",
    inject=source_switch.on(lost_page={}),
    clear=source_switch.off,
)
