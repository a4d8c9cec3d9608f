"""Redis is gone: no task reaches a worker, and the cache of queries is away with it."""

from course.i18n import _
from course.incidents.fault import SRE, Fault, Kind
from course.services import processes

_BROKER = "redis"

fault = Fault(
    name="broker_gone",
    title=_("O broker de mensagens, o Redis, caiu"),
    kinds=(Kind(SRE, _("dependência que cai")),),
    alert="ServiceDown",
    seen=_("`make check-health`: Redis recusa conexão; as tarefas não passam de scheduled."),
    asks=_("Que serviço recusa conexão?"),
    evidence=r"(?i)redis",
    inject=lambda: processes.stop(_BROKER),
    clear=lambda: processes.start(_BROKER),
)
