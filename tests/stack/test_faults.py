"""What breaks in the middle of a run is mended by restart and retry, and leaves exactly the source's rows."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest
from redis import Redis

from course.pipeline import dag_run, prove
from course.services import redis
from course.services.programs import log_file
from course.services.registry import services
from course.stack import supervisor
from tests.stack.conftest import eventually, stopped


def _kill(program: str) -> int:
    """SIGKILL to the program and all its children, as when the machine runs out of memory."""
    pid = int(supervisor.info(program)["pid"])
    for process in supervisor.tree(pid):
        with suppress(psutil.NoSuchProcess):  # a short-lived child, or one that went with its parent
            process.kill()
    return pid


def _running_task(run_id: str, task_id: str) -> bool:
    return any(task.task_id == task_id and task.state == "running" for task in dag_run.tasks(run_id))


def _ends_with_the_sources_rows(run_id: str, day: dt.date) -> None:
    ended = dag_run.follow(run_id, lambda tasks: None, 400)
    assert ended.state == "success", dag_run.failed_task_log(run_id)
    checks = prove.compare(day)
    assert checks
    assert not [check for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("program", "task", "day"),
    [
        ("airflow-worker", "transform", dt.date(2018, 3, 1)),
        ("postgres", "load", dt.date(2018, 3, 2)),
        ("minio", "extract", dt.date(2018, 3, 3)),
        ("redis", "extract", dt.date(2018, 3, 4)),
    ],
)
def test_a_program_killed_in_the_middle_of_a_run(program: str, task: str, day: dt.date) -> None:
    run = dag_run.trigger(day)
    eventually(lambda: _running_task(run.run_id, task), f"{task} runs", 120)
    killed = _kill(program)
    eventually(lambda: supervisor.info(program)["pid"] not in (0, killed), f"{program} is started again", 60)
    owner = next(s for s in services().values() if program in s.programs)
    eventually(owner.ping, f"{owner.name} answers again", 120)
    _ends_with_the_sources_rows(run.run_id, day)


def test_two_runs_of_the_same_day_at_once_end_as_one() -> None:
    day = dt.date(2018, 3, 5)
    runs = [dag_run.trigger(day), dag_run.trigger(day)]
    for run in runs:
        _ends_with_the_sources_rows(run.run_id, day)


@contextmanager
def _first_task_waits(day: dt.date) -> Iterator[tuple[dag_run.Run, Redis]]:
    """A run whose first task is in the broker's queue, while no worker looks; the worker comes back after."""
    with stopped("airflow-worker"):
        run = dag_run.trigger(day)
        broker = redis.client(redis.BROKER_DB)
        eventually(lambda: broker.llen(redis.QUEUE) > 0, "the task waits in the queue")
        yield run, broker


def test_a_task_lost_with_the_brokers_queue_is_picked_up_again() -> None:
    """The message is thrown away, as when Redis dies before it wrote it down."""
    day = dt.date(2018, 3, 6)
    with _first_task_waits(day) as (run, broker):
        broker.delete(redis.QUEUE)
    eventually(
        lambda: any(t.task_id == "extract" and t.state == "success" for t in dag_run.tasks(run.run_id)),
        "the lost task has been queued again and has run",
        120,
    )
    _ends_with_the_sources_rows(run.run_id, day)


def test_a_task_delivered_twice_runs_once() -> None:
    """Redis gives a message to another consumer too when the first has not confirmed it in time."""
    day = dt.date(2018, 3, 8)
    with _first_task_waits(day) as (run, broker):
        [message] = broker.lrange(redis.QUEUE, 0, -1)
        broker.lpush(redis.QUEUE, message)
    _ends_with_the_sources_rows(run.run_id, day)
    received = f"[{json.loads(message)['headers']['id']}] received"
    assert log_file("airflow-worker").read_text(errors="replace").count(received) == 2
    assert [task.try_number for task in dag_run.tasks(run.run_id)] == [1, 1, 1, 1]


def test_a_run_goes_on_after_the_scheduler_was_killed() -> None:
    day = dt.date(2018, 3, 7)
    run = dag_run.trigger(day)
    eventually(lambda: _running_task(run.run_id, "extract"), "extract runs", 120)
    _kill("airflow-scheduler")
    _ends_with_the_sources_rows(run.run_id, day)
