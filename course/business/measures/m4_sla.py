"""SLA compliance: of the days promised while the platform was on record, those that came in time."""

import datetime as dt
from itertools import count

from course.business.measure import Measure, Reading
from course.business.records import Records
from course.i18n import _
from course.pipeline.days import due_at

TARGET = 0.995
# With fewer days a single late one would miss the target, so that none late proves little.
_ENOUGH = next(n for n in count(1) if (n - 1) / n > TARGET)


def days(records: Records) -> tuple[int, int]:
    """How many days fell due since the platform is on record, and how many of them could be read by then."""
    day, due, in_time = records.since.date() - dt.timedelta(days=2), 0, 0
    while due_at(day) <= records.now:
        if due_at(day) >= records.since:
            due += 1
            in_time += day in records.readable and records.readable[day] <= due_at(day)
        day += dt.timedelta(days=1)
    return due, in_time


def budget_left(records: Records) -> float | None:
    """Late days that the target still allows, of those that fell due; the target is met above 0 alone.

    None before the first fell due.
    """
    due, in_time = days(records)
    return round(due * (1 - TARGET) - (due - in_time), 6) if due else None


def read(records: Records) -> Reading:
    """A share, 0 to 1."""
    due, in_time = days(records)
    basis = _("dias no prazo: {n} de {all}").format(n=in_time, all=due)
    missing = _(
        "Mostrar mais de 99,5% pede {n} dias prometidos, com um atraso no máximo: uns sete meses."
    ).format(n=_ENOUGH)
    return Reading(in_time / due if due else None, basis, missing if due < _ENOUGH and in_time == due else "")


measure = Measure(
    name="sla_compliance",
    title=_("Cumprimento do SLA"),
    comparison=">",
    target=TARGET,
    unit="percentunit",
    formula=_("dias legíveis até as 7h do dia seguinte ÷ dias cujo prazo passou desde a primeira etapa"),
    source=_("SRE Workbook, cap. 2: eventos bons ÷ total de eventos"),
    records="ops.step",
    read=read,
    metric="course_sla_compliance_ratio",
)
