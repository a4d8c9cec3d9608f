"""Time to insight: from the end of a day to the moment when its data can be read."""

import datetime as dt

from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _
from course.pipeline.days import end_of


def read(records: Records) -> Reading:
    """In seconds, of the newest day."""
    if not records.readable:
        return Reading(None, "", _("Nenhum dia foi carregado ainda: rode `make trigger-dag`."))
    newest = max(records.readable)
    taken = records.readable[newest] - end_of(newest)
    return Reading(taken.total_seconds(), _("o dia mais novo, {day}").format(day=newest))


measure = Measure(
    name="time_to_insight",
    title=_("Tempo até o insight"),
    comparison="<",
    target=dt.timedelta(days=1).total_seconds(),
    unit="s",
    formula=_("fim da primeira carga do dia − meia-noite que encerra o dia"),
    source=_(
        "definição do curso, a da lição 01.02, próxima de «currentness» da ISO/IEC 25012; as «horas» do plano"
        " de aula lidas como menos de um dia"
    ),
    records="ops.step",
    read=read,
    metric="course_time_to_insight_seconds",
)
