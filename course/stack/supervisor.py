"""Local mode: every program as a child of one supervisord, controlled over a socket of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from xmlrpc.client import Fault

import psutil
from supervisor.states import RUNNING_STATES, ProcessStates

from course.errors import CourseError
from course.i18n import _
from course.services import postgres_server, processes
from course.services.base import Program
from course.services.programs import LOGS_DIR
from course.services.registry import services
from course.settings import ROOT, settings
from course.stack import supervisor_conf
from course.stack.supervisor_conf import CONFIGURATION, LOG_FILE, MARK, PID_FILE


def programs() -> list[Program]:
    """Every program of local mode."""
    return [program for service in services().values() for program in service.local.programs]


def running() -> bool:
    """Whether supervisord answers, and is not on its way out."""
    try:
        processes.rpc().getState()
    except (OSError, Fault):  # it refuses everything while it stops its programs
        return False
    return True


def start_supervisor() -> None:
    """Starts supervisord with the programs as declared now, or has a running one take them over."""
    LOGS_DIR.mkdir(parents=True, exist_ok=True)
    supervisor_conf.write(programs())
    if running():
        _reread()
        return
    _wait_for_end()
    end(leftovers())
    command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(CONFIGURATION)]
    subprocess.run(command, check=True, cwd=ROOT)
    deadline = time.monotonic() + 10
    while not running():
        if time.monotonic() > deadline:
            raise CourseError(
                _("O supervisord não respondeu em 10 s."),
                _("Veja {log}.").format(log=LOG_FILE),
            )
        time.sleep(0.05)


def start(program: Program) -> None:
    """Starts one program unless it runs; does not wait for it."""
    if info(program.name)["state"] not in RUNNING_STATES:
        processes.rpc().startProcess(program.name, False)


def stop(name: str) -> None:
    """Stops one program, if it runs, and waits until it has ended."""
    processes.stop(name)


def restart(name: str) -> None:
    """Stops one program and starts it again."""
    stop(name)
    processes.rpc().startProcess(name, False)


def info(name: str) -> dict[str, Any]:
    """supervisor's own record: `statename`, `pid`, `start` (Unix time), `spawnerr`, ...

    Raises `CourseError` when supervisor is not running or does not know the program.
    """
    try:
        answer: dict[str, Any] = processes.rpc().getProcessInfo(name)
    except (OSError, Fault) as error:
        raise CourseError(
            _("{name} não está sob o supervisor.").format(name=name), _("Rode `make up`.")
        ) from error
    return answer


def given_up(name: str) -> bool:
    """Whether supervisor has stopped trying to start it."""
    return bool(info(name)["state"] == ProcessStates.FATAL)


def stop_all() -> None:
    """Stops every program and supervisord; returns when none of their processes is left."""
    if running():
        processes.rpc().shutdown()
    _wait_for_end()
    end(leftovers())


def _wait_for_end() -> None:
    """Until supervisord, once told to, has ended; it stops its programs one after another."""
    pid = _written_pid()
    if pid is None:
        return
    try:
        process = psutil.Process(pid)
        if str(CONFIGURATION) in process.cmdline():  # not another that has its number now
            process.wait(timeout=90)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        end([process])


def _written_pid() -> int | None:
    """What supervisord has written as its number and, when it was killed, left; else None."""
    try:
        return int(PID_FILE.read_text())
    except (FileNotFoundError, ValueError):
        return None


def tree(pid: int) -> list[psutil.Process]:
    """The process and its descendants."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def leftovers() -> list[psutil.Process]:
    """Processes of this checkout's stack that run although supervisord does not."""
    state, cluster = str(settings.state_dir), str(postgres_server.state_dir() / "data")
    session = _session()
    found = []
    for process in psutil.process_iter():
        try:
            # PostgreSQL, Redis and Airflow's server write over their environment, where the mark stands.
            is_server = process.name() == "postgres" and cluster in process.cmdline()
            in_session = session is not None and os.getsid(process.pid) == session
            if is_server or in_session or process.environ().get(MARK) == state:
                found.append(process)
        except (psutil.Error, ProcessLookupError):
            continue
    return [process for process in found if process.pid != os.getpid()]


def _session() -> int | None:
    """The session that a supervisord killed since the machine started has left; None without one.

    Its number stays taken while a process of it lives; a leader of that number is another session's.
    """
    session = _written_pid()
    if session is None or PID_FILE.stat().st_mtime < psutil.boot_time():
        return None
    with contextlib.suppress(psutil.NoSuchProcess):
        if psutil.Process(session).status() != psutil.STATUS_ZOMBIE:
            return None
    return session


def end(processes: Iterable[psutil.Process]) -> None:
    """Ends them: asks, waits 15 seconds, then insists."""
    processes = list(processes)
    for process in processes:
        _signal(process, signal.SIGTERM)
    _gone, alive = psutil.wait_procs(processes, timeout=15)
    for process in alive:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def _signal(process: psutil.Process, number: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _reread() -> None:
    rpc = processes.rpc()
    [[added, changed, removed]] = rpc.reloadConfig()
    old = (*changed, *removed)
    with ThreadPoolExecutor(max(1, len(old))) as pool:  # side by side: some take long to end
        list(pool.map(lambda name: processes.rpc().stopProcessGroup(name), old))
    for name in old:
        rpc.removeProcessGroup(name)
    for name in (*added, *changed):
        rpc.addProcessGroup(name)
