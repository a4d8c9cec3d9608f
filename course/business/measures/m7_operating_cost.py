"""Operating cost: what a day costs is known, what it cost before there was a platform is not."""

from course.business import cost
from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _


def read(records: Records) -> Reading:
    """A share, 0 to 1, by which the cost has gone down: never known here."""
    missing = _(
        "Falta o custo de antes: as horas de trabalho manual de um mês ou mais, com o preço da hora. O modelo"
        " de ROI supõe um."
    )
    if not records.usage:
        return Reading(None, "", missing)
    basis = _("hoje {day} por dia, {thousand} por mil linhas").format(
        day=cost.reais(cost.total(records.usage)),
        thousand=cost.reais(cost.per_thousand_rows(records.usage)),
    )
    return Reading(None, basis, missing)


measure = Measure(
    name="operating_cost",
    title=_("Redução do custo operacional"),
    comparison="≥",
    target=0.6,
    unit="percentunit",
    formula=_("1 − custo por mil linhas agora ÷ custo por mil linhas antes"),
    source=_("custo unitário (FinOps Framework, Unit Economics); preços: course.business.prices"),
    records="ops.loaded, ops.step",
    read=read,
)
