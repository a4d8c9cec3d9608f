"""Time to market: it begins with a wish, and no platform records those."""

from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _


def read(records: Records) -> Reading:
    """A share, 0 to 1, by which it has gone down: never known here."""
    missing = _(
        "ops.release guarda quando uma versão foi construída e entrou no ar; faltam o dia em que cada produto"
        " foi pedido e o dia em que saiu, de vários deles, antes e depois da plataforma."
    )
    return Reading(None, "", missing)


measure = Measure(
    name="time_to_market",
    title=_("Aceleração do time-to-market"),
    comparison="≥",
    target=0.8,
    unit="percentunit",
    formula=_("1 − tempo do pedido à entrega agora ÷ tempo do pedido à entrega antes"),
    source=_("cycle time: Reinertsen, The Principles of Product Development Flow, 2009"),
    records="ops.release",
    read=read,
)
