"""MTTR; course.business.failures says which one."""

from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _


def read(records: Records) -> Reading:
    """In seconds."""
    basis = _("incidentes recuperados: {n}").format(n=records.failures.recovered)
    if records.failures.to_recover is None:
        return Reading(None, basis, _("Nenhum incidente foi recuperado ainda: faça um com `make incident`."))
    return Reading(records.failures.to_recover, basis)


measure = Measure(
    name="mttr",
    title=_("MTTR, tempo médio de recuperação"),
    comparison="<",
    target=15 * 60,
    unit="s",
    formula=_("média de (recuperado − início da falha), sobre os incidentes recuperados"),
    source=_(
        "IEC 60050-192, 192-07-23 (mean time to restoration). Não é a métrica da DORA: desde 2023 a dela só"
        " conta implantações que falharam, e desde 2024 ela tem cinco métricas."
    ),
    records="ops.incident",
    read=read,
)
