"""Local mode's `up`: every service as soon as those it waits for have answered."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait

import psutil

from course.errors import CourseError, LogInRefused, Unavailable
from course.i18n import _
from course.services.base import Program, Service
from course.services.programs import log_file
from course.services.reason import reason
from course.services.registry import services
from course.stack import builds, supervisor
from course.stack.progress import Steps

_POLL_SECONDS = 0.2


def up() -> None:
    """Starts what does not run yet and returns when every service answers its ping.

    Raises `CourseError` for the first service that does not; the others are left running,
    for `status` and `logs` to be looked at.
    """
    builds.link()
    supervisor.start_supervisor()
    started: dict[str, Future[None]] = {}
    given_up = threading.Event()
    with Steps() as steps, ThreadPoolExecutor(max_workers=len(services())) as pool:

        def bring_up(service: Service) -> None:
            for name in service.waits_for:
                started[name].result()
            with steps.step(service.title):
                _start(service, given_up)

        try:
            for name, service in services().items():  # in the order of start, so what it waits for is there
                started[name] = pool.submit(bring_up, service)
            wait(started.values(), return_when=FIRST_EXCEPTION)
            for future in started.values():
                if future.done():
                    future.result()
        except BaseException:  # Ctrl-C as well: those still waiting for an answer stop waiting
            given_up.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _start(service: Service, given_up: threading.Event) -> None:
    service.local.prepare()
    for program in service.local.programs:
        supervisor.start(program)
    if service.ready:
        _until_it_answers(service, service.ready, given_up)
    service.setup()
    _until_it_answers(service, service.ping, given_up)


def _until_it_answers(service: Service, asks: Callable[[], str], given_up: threading.Event) -> None:
    deadline = time.monotonic() + service.start_seconds
    while True:
        try:
            asks()
            return
        except LogInRefused:
            raise
        except Exception as error:  # whatever its client raises while it starts
            dead = [program for program in service.local.programs if supervisor.given_up(program.name)]
            if dead or time.monotonic() > deadline or given_up.is_set():
                raise Unavailable(
                    _("{service} não subiu: {why}").format(service=service.title, why=_why(dead, error)),
                    _("Veja `make logs SERVICE={name}`; `make doctor` examina a máquina.").format(
                        name=service.name
                    ),
                ) from error
        given_up.wait(_POLL_SECONDS)


def _why(dead: list[Program], error: Exception) -> str:
    if not dead:
        return reason(error)
    lines = log_file(dead[0].name).read_text(errors="replace").splitlines()[-5:]
    return "\n".join([_("o processo terminou. Suas últimas linhas:"), *lines])


def down() -> None:
    """Stops every program and waits until none of their processes is left."""
    supervisor.stop_all()


def rows() -> dict[str, tuple[dt.datetime | None, int]]:
    """By service: since when all its programs run (UTC; None when one does not), and its memory in bytes."""
    if not supervisor.running():
        return {}
    return {name: _row(service.local.programs) for name, service in services().items()}


def _row(programs: tuple[Program, ...]) -> tuple[dt.datetime | None, int]:
    try:
        records = [supervisor.info(program.name) for program in programs]
    except CourseError:  # declared since `up`: supervisor does not know it yet
        return None, 0
    if any(record["statename"] != "RUNNING" for record in records):
        return None, 0
    since = dt.datetime.fromtimestamp(max(record["start"] for record in records), dt.UTC)
    return since, sum(_memory_bytes(record["pid"]) for record in records)


def _memory_bytes(pid: int) -> int:
    """The proportional set size of the process and its descendants: shared pages are counted once."""
    total = 0
    for process in supervisor.tree(pid):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:  # it has just ended
            continue
    return total
