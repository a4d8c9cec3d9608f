"""Redis: Airflow's message broker and the cache of warehouse queries."""

import json
import os
import secrets
from functools import cache
from urllib.parse import quote

import redis as redis_client
from redis.backoff import NoBackoff
from redis.retry import Retry

from course.i18n import _
from course.services.base import Local, Program, Purpose, Service
from course.settings import ROOT, settings

# Celery and the cache share the server, not the key space.
BROKER_DB = 0
CACHE_DB = 1
# Keys that are read from outside: Airflow's queue, and the cache's two counters.
QUEUE = "default"
CACHE_HITS = "course:cache:hits"
CACHE_MISSES = "course:cache:misses"

_STATE = settings.state_dir / "redis"
_SECRET_CONF = _STATE / "secret.conf"


@cache
def client(db: int = CACHE_DB, *, text: bool = True) -> redis_client.Redis:
    """A connection to the server; `db` is BROKER_DB or CACHE_DB. Values are str, or bytes without `text`."""
    return redis_client.Redis(
        host=settings.redis_host,
        port=settings.redis_port,
        db=db,
        password=settings.redis_password.get_secret_value(),
        decode_responses=text,
        # One more try, for a connection that a restart of the server has cut; no waiting for a dead one.
        retry=Retry(NoBackoff(), 1),
        socket_timeout=5,
        socket_connect_timeout=2,
    )


def broker_url() -> str:
    """The broker's address for Celery, with its password."""
    password = quote(settings.redis_password.get_secret_value(), safe="")
    return f"redis://:{password}@{settings.redis_host}:{settings.redis_port}/{BROKER_DB}"


def ping() -> str:
    """Write a key that expires, read it back, remove it."""
    key, value = f"course:ping:{secrets.token_hex(4)}", secrets.token_hex(8)
    client().set(key, value, ex=30)
    read = client().getdel(key)
    if read != value:
        raise RuntimeError(_("gravei {value}, li {read}").format(value=value, read=read))
    return _("gravou e leu uma chave")


def prepare() -> None:
    """The password in a file of its own: on the command line everybody could read it."""
    _STATE.mkdir(parents=True, exist_ok=True)
    with open(os.open(_SECRET_CONF, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as conf:
        conf.write(_secret_line())


def _secret_line() -> str:
    # Redis's quoted strings are JSON's.
    return f"requirepass {json.dumps(settings.redis_password.get_secret_value(), ensure_ascii=False)}\n"


service = Service(
    name="redis",
    title="Redis",
    purpose=Purpose(
        function=_("Fila de mensagens do Airflow e cache de consultas ao warehouse."),
        dataops=_("Desacopla quem agenda de quem executa: uma tarefa espera na fila até haver worker."),
        observability=_("Taxa de acertos do cache, latência e tamanho da fila, lidos do próprio servidor."),
        value=_("Respostas mais rápidas, e capacidade que cresce somando workers."),
    ),
    ports=("redis_port",),
    ping=ping,
    local=Local(
        packages=("redis-server",),
        prepare=prepare,
        programs=(
            Program(
                "redis",
                (
                    "redis-server",
                    str(ROOT / "infra/redis/redis.conf"),
                    *("--include", str(_SECRET_CONF)),
                    *("--bind", settings.bind_address, "--port", str(settings.redis_port)),
                    *("--dir", str(_STATE)),
                ),
                reads=_secret_line,
            ),
        ),
    ),
)
