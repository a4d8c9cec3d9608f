"""Text in UTF-8 was read as Windows-1252."""

from course.i18n import _
from course.incidents import source_switch
from course.incidents.fault import JENGA, KIM, KIM_UNUSABLE, TAB_ERR, Fault, Kind

fault = Fault(
    name="encoding_damage",
    title=_("Texto em UTF-8 foi lido como Windows-1252"),
    kinds=(
        Kind(KIM, KIM_UNUSABLE),
        Kind(TAB_ERR, "Mojibake"),
        Kind(JENGA, "BrokenCharacters"),
    ),
    alert="QualityLow",
    seen=_("quality.gate: encoding de airlines; nos nomes, letras como Ã£ e Ã©."),
    asks=_("Mostre um pedaço de texto estragado."),
    evidence=r"Ã.",
    inject=source_switch.on(encoding_damage={}),
    clear=source_switch.off,
)
