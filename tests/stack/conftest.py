"""The live stack: `make test` starts it; these tests never pretend one."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
import requests

from course.errors import CourseError
from course.pipeline import dag_run, run_trace, warehouse
from course.pipeline.dag_run import Run
from course.pipeline.days import yesterday
from course.pipeline.flow import STEPS
from course.services import airflow
from course.services.http import get, url
from course.settings import settings
from course.stack import supervisor

T = TypeVar("T")
TRACED_DAY = dt.date(2019, 5, 4)


# Each drill counts alerts, so none may be left of what another test broke: some look back an hour. A failure
# where services are killed hides no other when it comes last.
_ORDER = {"test_incidents.py": -1, "test_faults.py": 1}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The drills first, on a stack where nothing has gone wrong yet; the killing of services last."""
    items.sort(key=lambda item: _ORDER.get(item.path.name, 0))


@pytest.fixture(scope="session", autouse=True)
def stack() -> None:
    """Fails at once, with the command, when there is no stack."""
    if not supervisor.running():
        pytest.fail("the stack does not run: `make up`, or run the tests with `make test`")


@pytest.fixture(scope="session", autouse=True)
def a_loaded_day(stack: None) -> None:
    """Yesterday is in the warehouse, by a run that went well: lessons look at it."""
    loaded = warehouse.read(
        "SELECT 1 FROM mart.flight WHERE flight_date = %(day)s", {"day": yesterday()}, ttl=0
    )
    if loaded.empty:
        run = dag_run.active(yesterday()) or dag_run.trigger(yesterday())
        assert dag_run.follow(run.run_id, lambda tasks: None, timeout_seconds=300).state == "success"


def _left_a_trace(run: Run) -> bool:
    """Whether the run went well, each task at its first try, and its whole trace is there.

    Jaeger forgets when it starts anew.
    """
    try:
        roots = run_trace.of_run(run.run_id).roots
    except CourseError:
        return False
    dag, tasks = f"dag {airflow.DAG_ID}", [f"task {step}" for step in STEPS]
    whole = [(root.span.name, [task.span.name for task in root.children]) for root in roots]
    return run.state == "success" and whole == [(dag, tasks)]


@pytest.fixture(scope="module")
def traced_run() -> Run:
    """A run that went well and left its trace: one that another test made, else one of its own."""
    if found := next(filter(_left_a_trace, dag_run.latest()), None):
        return found
    made = dag_run.follow(dag_run.trigger(TRACED_DAY).run_id, lambda tasks: None, 300)
    eventually(lambda: _left_a_trace(made), "the scheduler has exported the run's own span")
    return made


@pytest.fixture(scope="module")
def jupyterlab() -> Iterator[Any]:
    """JupyterLab over an empty folder with a browser on it.

    It ends with the module: Playwright takes one browser at a time in a process, and others start their own.
    """
    from tests.stack.lab import running_lab  # late: it needs `eventually`

    with running_lab() as lab:
        yield lab


@pytest.fixture
def lab(jupyterlab: Any) -> Iterator[Any]:
    """The same as `tests.stack.lab.Lab`; what a test opened is closed after it."""
    yield jupyterlab
    jupyterlab.close_all()


def eventually(ask: Callable[[], T], what: str, seconds: float = 60) -> T:
    """Asks until the answer is true, and returns it; errors count as "not yet"; bounded."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            last: object = ask()
            if last:
                return last  # type: ignore[return-value]
        except Exception as error:
            last = error
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:.0f} s: {what}; last seen: {last!r}")
        time.sleep(0.2)


def deliver(alert: dict[str, Any]) -> None:
    """Gives it to who is on call, as Alertmanager does, and waits until it is recorded."""
    bearer = {"Authorization": f"Bearer {settings.oncall_webhook_secret.get_secret_value()}"}
    answer = requests.post(url("oncall", "/alerts"), json={"alerts": [alert]}, headers=bearer, timeout=5)
    answer.raise_for_status()
    eventually(lambda: get("oncall", "/healthz").json()["waiting"] == 0, "it is recorded")


@contextmanager
def stopped(program: str) -> Iterator[None]:
    """The stack without one of its programs, which is started again after."""
    supervisor.stop(program)
    try:
        yield
    finally:
        supervisor.restart(program)
