"""A drill: a fault, the run that meets it, the alert, the diagnosis, the fix, the record.

    with Drill(fault("duplicates")) as drill:
        drill.inject()
        drill.wait_for_alert()
        drill.diagnose("duplicates", "duplicate_key: 84")
        drill.fix()
        drill.wait_for_recovery()

Leaving the block clears the fault, whatever has happened.
"""

import datetime as dt
import re
import time
from dataclasses import dataclass

from course.errors import CourseError, UsageError
from course.i18n import _
from course.incidents.alerts import Alert, firing
from course.incidents.fault import Fault
from course.incidents.record import CONTROL, Record
from course.pipeline import dag_run, raw
from course.pipeline.days import FIRST_DAY, yesterday

_POLL_SECONDS = 1.0
# Within that time every fault is to be noticed.
DETECTION_SECONDS = 60


@dataclass(frozen=True)
class Diagnosis:
    """Whether the cause and its evidence are accepted, what is told, and whether the cause alone is right."""

    accepted: bool
    told: str
    right_cause: bool


class Drill:
    """One drill of a fault, or a control without one, for a day (else the newest not yet extracted)."""

    def __init__(self, fault: Fault | None, day: dt.date | None = None) -> None:
        self.fault = fault
        self.day = day or newest_day_to_run()
        self.record: Record | None = None

    def __enter__(self) -> "Drill":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def inject(self) -> Record:
        """Lets the fault in and starts the run that meets it. Raises `UsageError` while an alert fires."""
        if alerts := firing():
            raise UsageError(
                _("Já há alerta disparando: {names}.").format(names=", ".join(a.name for a in alerts)),
                _("Resolva-o antes: um exercício precisa começar com a plataforma sã."),
            )
        self.record = Record(self.fault.name if self.fault else CONTROL, _now(), self.day)
        if self.fault:
            self.fault.inject()
        self.record.run_id = dag_run.trigger(self.day).run_id
        self.record.save()
        return self.record

    def wait_for_alert(self, seconds: float = DETECTION_SECONDS) -> Alert:
        """The first alert that fires. Raises `CourseError` when none has after so many seconds."""
        record, deadline = self._begun(), time.monotonic() + seconds
        while not (alerts := firing()):
            if time.monotonic() > deadline:
                raise CourseError(_("Nenhum alerta disparou em {n:.0f} s.").format(n=seconds))
            time.sleep(_POLL_SECONDS)
        record.alert, record.detected_at = alerts[0].name, max(alerts[0].since, record.injected_at)
        record.save()
        return alerts[0]

    def diagnose(self, cause: str, evidence: str) -> Diagnosis:
        """Judges a diagnosis: the name of a fault, and text that shows it."""
        record = self._begun()
        record.cause, record.evidence, record.attempts = cause, evidence, record.attempts + 1
        diagnosis = self._judge(cause, evidence)
        if diagnosis.accepted:
            record.diagnosed_at = _now()
        record.save()
        return diagnosis

    def fix(self) -> None:
        """Takes the fault away."""
        record = self._begun()
        if self.fault:
            self.fault.clear()
        record.fixed_at = _now()
        record.save()

    def wait_for_recovery(self, seconds: float = 300) -> Record:
        """Runs the day again if it failed, and waits until it is loaded and no alert fires.

        Raises `CourseError` when that takes longer than so many seconds.
        """
        record, deadline = self._begun(), time.monotonic() + seconds
        while not (self.day_is_loaded() and not firing()):
            if time.monotonic() > deadline:
                raise CourseError(
                    _("A plataforma não se recuperou em {n:.0f} s.").format(n=seconds),
                    _("Veja os alertas no Alertmanager e a execução {run} no Airflow.").format(
                        run=record.run_id
                    ),
                )
            time.sleep(_POLL_SECONDS)
        record.recovered_at, record.outcome = _now(), "recovered"
        record.save()
        return record

    def stay_quiet(self, seconds: float = 120) -> Record:
        """Of a control: the day is loaded, and nothing fires for as long as a fault may take to be noticed.

        Raises `CourseError` when something does, or the day is not there after so many seconds.
        """
        record, started = self._begun(), time.monotonic()
        deadline, noticed = started + seconds, started + DETECTION_SECONDS
        while True:
            if alerts := firing():
                raise CourseError(_("Sem falha, disparou {name}.").format(name=alerts[0].name))
            if time.monotonic() > noticed and self.day_is_loaded():
                break
            if time.monotonic() > deadline:
                raise CourseError(_("O dia não chegou em {n:.0f} s.").format(n=seconds))
            time.sleep(_POLL_SECONDS)
        record.recovered_at = record.fixed_at = _now()
        record.outcome = "quiet"
        record.save()
        return record

    def day_is_loaded(self) -> bool:
        """Whether the day's run has ended well; one that has failed is started anew."""
        record = self._begun()
        run = dag_run.get(record.run_id or "")
        if run.state == "failed":
            record.run_id = dag_run.trigger(self.day).run_id
            record.save()
        return run.state == "success"

    def close(self) -> None:
        """Clears the fault and ends the record; a drill that is over stays as it is."""
        record = self.record
        if record is None or record.outcome != "open":
            return
        if self.fault:
            self.fault.clear()
        record.fixed_at, record.outcome = record.fixed_at or _now(), "abandoned"
        record.save()

    def _judge(self, cause: str, evidence: str) -> Diagnosis:
        if self.fault is None:
            told = _("Não é essa a causa: sem alerta não há o que diagnosticar.")
            return Diagnosis(False, told, right_cause=False)
        if cause != self.fault.name:
            told = (
                _("Não é essa a causa. Onde olhar: {seen}").format(seen=self.fault.seen)
                if self._begun().attempts > 1
                else _("Não é essa a causa. A tabela do runbook diz o que distingue cada uma.")
            )
            return Diagnosis(False, told, right_cause=False)
        if not re.search(self.fault.evidence, evidence):
            told = _("A causa pode ser essa; falta a evidência. {asks}").format(asks=self.fault.asks)
            return Diagnosis(False, told, right_cause=True)
        told = _("Diagnóstico aceito: {title}.").format(title=self.fault.title)
        return Diagnosis(True, told, right_cause=True)

    def _begun(self) -> Record:
        if self.record is None:
            raise UsageError(_("O exercício ainda não começou."), _("Chame antes inject()."))
        return self.record


def newest_day_to_run() -> dt.date:
    """The newest day that was not extracted yet, so that its run asks the source for everything."""
    day = yesterday()
    while day > FIRST_DAY and raw.find(day):
        day -= dt.timedelta(days=1)
    return day


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
