"""Redis exporter: the server's statistics, Celery's queue and the cache's counters as metrics."""

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import listen, metric
from course.services.redis import BROKER_DB, CACHE_DB, CACHE_HITS, CACHE_MISSES, QUEUE
from course.settings import settings

_KEYS = (f"db{BROKER_DB}={QUEUE}", f"db{CACHE_DB}={CACHE_HITS}", f"db{CACHE_DB}={CACHE_MISSES}")


def ping() -> str:
    """Whether the exporter itself could query the server."""
    if metric("redis_exporter", "redis_up") != 1:
        raise RuntimeError(_("o exporter não consegue consultar o Redis"))
    return _("consulta o Redis")


service = Service(
    name="redis-exporter",
    title="Redis exporter",
    needs=("redis",),
    purpose=Purpose(
        function=_("Traduz as estatísticas do Redis em métricas."),
        dataops=_("A fila de tarefas deixa de ser invisível."),
        observability=_("Acertos e faltas do cache, memória, tamanho da fila."),
        value=_("Mostra quando falta worker e quando o cache não compensa."),
    ),
    ports=("redis_exporter_port",),
    ping=ping,
    scrape=Scrape("redis-exporter", "redis_exporter_port"),
    local=Local(
        packages=("prometheus-redis-exporter",),
        programs=(
            Program(
                "redis-exporter",
                (
                    *(
                        "prometheus-redis-exporter",
                        "-web.listen-address",
                        listen(settings.redis_exporter_port),
                    ),
                    *("-check-single-keys", ",".join(_KEYS)),
                ),
                env={
                    "REDIS_ADDR": f"redis://{settings.redis_host}:{settings.redis_port}",
                    "REDIS_PASSWORD": settings.redis_password.get_secret_value(),
                },
            ),
        ),
    ),
)
