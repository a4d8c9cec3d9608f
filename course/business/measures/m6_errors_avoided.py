"""Errors avoided: of the bad rows known, those that no reader ever saw.

What it is held against is the same data without the checks, which is on record; how many errors a team made
before it had a platform is not. An error that no rule knows is on neither side.
"""

from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _


def read(records: Records) -> Reading:
    """A share, 0 to 1."""
    known = records.caught + records.escaped
    basis = _("linhas ruins: {caught} separadas antes, {escaped} no warehouse").format(
        caught=records.caught, escaped=records.escaped
    )
    if not known:
        missing = _("Nenhuma linha ruim chegou ainda: ligue uma falha de dados com `make incident`.")
        return Reading(None, basis, missing)
    return Reading(records.caught / known, basis)


measure = Measure(
    name="errors_avoided",
    title=_("Erros evitados"),
    comparison="≥",
    target=0.9,
    unit="percentunit",
    formula=_("linhas separadas antes do mart ÷ (essas + linhas no mart que quebram uma regra reprovada)"),
    source=_("defect removal efficiency, C. Jones, IEEE Computer 29(4), 1996"),
    records="quality.reject, quality.result",
    read=read,
    metric="course_errors_avoided_ratio",
)
