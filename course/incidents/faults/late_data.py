"""The day is published before it is complete."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import FRESHNESS, KIM, KIM_MISSING, PILLARS, Fault, Kind

fault = Fault(
    name="late_data",
    title=_("O dia ainda não chegou inteiro"),
    kinds=(
        Kind(KIM, KIM_MISSING),
        Kind(PILLARS, FRESHNESS),
    ),
    alert="VolumeOutOfBand",
    seen=_(
        "Total e páginas concordam, mas vem menos da metade; nas páginas cruas, nenhum voo após certa hora."
    ),
    asks=_("De que hora em diante não há voos?"),
    evidence=r"\b1[12]\b",
    inject=source_switch.on(late_data={}),
    clear=source_switch.off,
)
