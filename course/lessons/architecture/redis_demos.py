"""What the lesson on Redis shows on the running server; each demonstration takes its own keys away."""

import json
import secrets
import time
from typing import Any

import pandas as pd

from course.i18n import _
from course.pipeline import cache
from course.pipeline.warehouse import read
from course.services import redis

_QUESTION = (
    "SELECT carrier, count(*) AS flights, avg(arr_delay_min) AS delay FROM mart.flight GROUP BY carrier"
)
# Where Celery keeps what a worker has taken and not yet acknowledged, in every queue.
_UNACKED = "unacked"
_LIFETIME, _LEFT = 300, 120


def asked(times: int = 20) -> pd.DataFrame:
    """The same question to the warehouse, `times` in a row through the cache.

    One row for each that answered (PostgreSQL, Redis): how often, and the median in milliseconds.
    """
    key = cache.key("lesson", secrets.token_hex(8))
    answers: list[str] = []

    def compute() -> bytes:
        answers[-1] = "PostgreSQL"
        return str(read(_QUESTION, ttl=0).to_json()).encode()

    read(_QUESTION, ttl=0)  # connects: that is not the question's time
    rows = []
    for _number in range(times):
        answers.append("Redis")
        started = time.perf_counter()
        cache.through(key, 60, compute)
        rows.append((answers[-1], 1000 * (time.perf_counter() - started)))
    frame = pd.DataFrame(rows, columns=["who", "ms"]).groupby("who")["ms"].agg(["size", "median"])
    frame = frame.round(2).sort_values("median", ascending=False).reset_index()
    return frame.set_axis([_("quem respondeu"), _("vezes"), _("mediana, ms")], axis=1)


def lives() -> tuple[tuple[int, int], pd.DataFrame]:
    """A key that is counted up and then overwritten: its TTL in s after each of the two, and all steps."""
    key = f"course:lesson:{secrets.token_hex(8)}"
    steps: list[tuple[str, tuple[Any, ...]]] = [
        (f"SET {{}} 41 EX {_LIFETIME}", ("SET", key, 41, "EX", _LIFETIME)),
        (f"EXPIRE {{}} {_LEFT}", ("EXPIRE", key, _LEFT)),
        ("INCR {}", ("INCR", key)),
        ("SET {} 50", ("SET", key, 50)),
    ]
    told: Any = redis.client().pipeline(transaction=True)  # no time passes between its commands
    for _text, command in steps:
        told.execute_command(*command).get(key).ttl(key)
    replies = told.delete(key).execute()
    rows = [
        (text.format("visits"), replies[3 * n + 1], replies[3 * n + 2])
        for n, (text, _command) in enumerate(steps)
    ]
    frame = pd.DataFrame(rows, columns=[_("comando"), _("valor"), "TTL"])
    return (rows[2][2], rows[3][2]), frame


def counters() -> pd.DataFrame:
    """Lookups that found their key and that did not, since each counter began: the server's, the cache's."""
    stats: Any = redis.client().info("stats")
    ours = [int(str(redis.client().get(name) or 0)) for name in (redis.CACHE_HITS, redis.CACHE_MISSES)]
    rows = [
        (_("servidor inteiro, INFO stats"), stats["keyspace_hits"], stats["keyspace_misses"]),
        (_("cache de consultas"), *ours),
    ]
    return pd.DataFrame(rows, columns=[_("contador"), _("acertos"), _("faltas")])


def queue() -> pd.DataFrame:
    """Airflow's queue now: tasks that wait, and those that workers have taken and not yet acknowledged."""
    broker = redis.client(redis.BROKER_DB)
    rows = [(redis.QUEUE, broker.type(redis.QUEUE), broker.llen(redis.QUEUE), broker.hlen(_UNACKED))]
    columns = [_("fila"), _("tipo da chave"), _("esperando"), _("entregues, sem confirmação")]
    return pd.DataFrame(rows, columns=columns)


def delivered() -> pd.DataFrame:
    """A message of Celery from sending to acknowledgement, with a worker that is lost on the way.

    On a queue of its own, which no worker reads: this function is the worker. One row a step, with
    the tasks in the queue, the next first, and whether the message has been delivered before.
    """
    # Late: Celery takes as long to load as all else here together.
    from celery import Celery

    name, broker, rows = f"lesson-{secrets.token_hex(4)}", redis.client(redis.BROKER_DB), []

    def note(step: str, again: object = "") -> None:
        waiting: Any = broker.lrange(name, 0, -1)
        tasks = [json.loads(message)["headers"]["task"] for message in reversed(waiting)]
        rows.append((step, ", ".join(tasks) or "–", again))

    try:
        with Celery(broker=redis.broker_url(), set_as_current=False) as app:
            for task in ("extract", "transform"):
                app.send_task(task, queue=name, ignore_result=True)
            note(_("duas tarefas enviadas; não há worker"))
            with app.connection_for_read() as first:
                first.channel().basic_get(name)
                note(_("um worker recebe a primeira"), _("não"))
            note(_("a conexão dele se fecha sem confirmação"))
            with app.connection_for_read() as second:
                message = second.channel().basic_get(name)
                note(_("outro worker a recebe"), _("sim") if message.headers.get("redelivered") else _("não"))
                message.ack()
            note(_("e confirma quando termina"))
    finally:
        broker.delete(name, f"_kombu.binding.{name}", f"_kombu.binding_permanent.{name}")
    return pd.DataFrame(rows, columns=[_("passo"), _("na fila, a próxima primeiro"), _("é reentrega?")])
