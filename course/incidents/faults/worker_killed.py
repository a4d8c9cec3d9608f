"""Celery's worker is gone and nobody starts it again."""

from course.i18n import _
from course.incidents.fault import SRE, Fault, Kind
from course.services import processes

_WORKER = "airflow-worker"

fault = Fault(
    name="worker_killed",
    title=_("O worker do Celery morreu"),
    kinds=(Kind(SRE, _("processo que cai")),),
    alert="BrokerQueueStuck",
    seen=_("A primeira tarefa fica em queued; a fila default do Redis tem mensagens e ninguém as tira."),
    asks=_("Que programa parou, e quantas mensagens esperam na fila?"),
    evidence=r"(?s)worker.*\d|\d.*worker",
    inject=lambda: processes.stop(_WORKER),
    clear=lambda: processes.start(_WORKER),
)
