"""The quality score, of the worst data set: its readers have nothing of the others' being good."""

from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _
from course.pipeline.goals import QUALITY


def read(records: Records) -> Reading:
    """A share, 0 to 1."""
    if not records.scores:
        return Reading(None, "", _("Nenhum dia foi medido ainda: rode `make trigger-dag`."))
    worst = min(records.scores, key=lambda dataset: records.scores[dataset])
    basis = _("o pior de {n} conjuntos: {worst}").format(n=len(records.scores), worst=worst)
    return Reading(records.scores[worst], basis)


measure = Measure(
    name="quality_score",
    title=_("Nota de qualidade do dado"),
    comparison=">",
    target=QUALITY,
    unit="percentunit",
    formula=_("a menor das notas mais novas; a nota é a média geométrica das dimensões"),
    source=_("ISO/IEC 25024 (razões por regra); a nota: course.pipeline.score"),
    records="quality.score",
    read=read,
)
