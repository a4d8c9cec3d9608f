"""MTBF; course.business.failures says which of the two in use. A class-room run cannot show it."""

import datetime as dt
import math

from babel.numbers import format_decimal

from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _, language

_TARGET = dt.timedelta(days=30)
# Without a failure, operating time T shows with 95% confidence an MTBF of T / -ln(0.05) at least: exponential
# times between failures, IEC 60605-4.
_FREE_OF_FAILURE = _TARGET * -math.log(0.05)


def read(records: Records) -> Reading:
    """In seconds."""
    up, failures = dt.timedelta(seconds=records.failures.up), records.failures.failures
    days = format_decimal(up / dt.timedelta(days=1), "0.0", language())
    basis = _("{days} dias em operação, falhas: {n}").format(days=days, n=failures)
    if up < _TARGET:
        missing = _(
            "Ainda não há 30 dias de registro: nenhuma aula mostra essa meta. Sem falha alguma, {days:.0f}"
            " dias a mostrariam com 95% de confiança."
        ).format(days=_FREE_OF_FAILURE / dt.timedelta(days=1))
    else:
        missing = _(
            "As falhas registradas são dos simulados, que alguém provocou: falta o registro das que ninguém"
            " provocou."
        )
    return Reading(records.failures.between_failures, basis, missing)


measure = Measure(
    name="mtbf",
    title=_("MTBF, tempo médio entre falhas"),
    comparison=">",
    target=_TARGET.total_seconds(),
    unit="s",
    formula=_("(tempo observado − tempo com incidente aberto) ÷ número de falhas"),
    source=_(
        "IEC 60050-192, 192-05-13 (mean operating time between failures). A outra definição em uso conta de"
        " falha a falha, com o reparo dentro (ISO 14224: mean elapsed time between failures); aqui não."
    ),
    records="ops.incident, ops.step",
    read=read,
)
