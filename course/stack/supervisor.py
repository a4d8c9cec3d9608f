"""Local mode: every program as a child of one supervisord, controlled over a socket of its own."""

import contextlib
import hashlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault

import psutil
from pydantic import SecretStr
from supervisor.states import RUNNING_STATES, ProcessStates

from course.errors import CourseError
from course.i18n import _
from course.services import postgres_server, processes
from course.services.base import Program
from course.services.programs import LOGS_DIR, find
from course.services.registry import services
from course.settings import ROOT, settings

_DIR, SOCKET = processes.FOLDER, processes.SOCKET
_CONF, _PID = _DIR / "supervisord.conf", _DIR / "supervisord.pid"
# Every process of the stack carries this, so that one whose supervisor was killed is found too.
MARK = "COURSE_STACK"


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
    for folder in (_DIR, LOGS_DIR):
        folder.mkdir(parents=True, exist_ok=True)
    with open(os.open(_CONF, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(_configuration())
    if running():
        _reread()
        return
    _wait_for_end()
    end(leftovers())
    subprocess.run([sys.executable, "-m", "supervisor.supervisord", "-c", str(_CONF)], check=True, cwd=ROOT)
    deadline = time.monotonic() + 10
    while not running():
        if time.monotonic() > deadline:
            raise CourseError(
                _("O supervisord não respondeu em 10 s."),
                _("Veja {log}.").format(log=_DIR / "supervisord.log"),
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


def log(name: str) -> Path:
    """The file with the program's output."""
    return LOGS_DIR / f"{name}.log"


def stop_all() -> None:
    """Stops every program and supervisord; returns when none of their processes is left."""
    if running():
        processes.rpc().shutdown()
    _wait_for_end()
    end(leftovers())


def _wait_for_end() -> None:
    """Until supervisord, once told to, has ended; it stops its programs one after another."""
    try:
        process = psutil.Process(int(_PID.read_text()))
        if str(_CONF) in process.cmdline():  # not another that has its number now
            process.wait(timeout=90)
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return
    except psutil.TimeoutExpired:
        end([process])


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
    """The session that a supervisord which was killed since the machine started has left; else None.

    Its number stays taken while a process of it lives; a leader of that number is another session's.
    """
    if not _PID.is_file() or _PID.stat().st_mtime < psutil.boot_time():
        return None
    session = int(_PID.read_text())
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


def _configuration() -> str:
    sections = [
        _section("unix_http_server", file=SOCKET, chmod="0700"),
        _section(
            "supervisord",
            **{"logfile": _DIR / "supervisord.log", "pidfile": _PID, "childlogdir": LOGS_DIR},
            **{"umask": "027", "minfds": 1024},
        ),
        _section(
            "rpcinterface:supervisor",
            **{"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
        ),
    ]
    return "\n".join(sections + [_program(program) for program in programs()])


def _program(program: Program) -> str:
    command = [str(find(program.command[0])), *program.command[1:]]
    # Logs are read together: all of them in UTC. Our own programs speak the language of this `up`.
    environment = {MARK: str(settings.state_dir), "TZ": "UTC", **program.env}
    read = program.reads()
    if program.ours:
        environment["COURSE_LANG"] = settings.course_lang
        read += _all_settings()
    # Another environment has supervisor start it anew.
    environment["COURSE_READS"] = hashlib.sha256(read.encode()).hexdigest()[:12]
    return _section(
        f"program:{program.name}",
        command=shlex.join(command),
        environment=",".join(f"{name}={_quoted(value)}" for name, value in environment.items()),
        directory=ROOT if not program.run_as else "/",
        user=program.run_as,
        autostart="false",
        autorestart="true",
        startsecs=1,
        startretries=3,
        stopsignal=program.stop_signal,
        stopwaitsecs=program.stop_seconds,
        stopasgroup="true",
        killasgroup="true",
        redirect_stderr="true",
        stdout_logfile=log(program.name),
        stdout_logfile_maxbytes="10MB",
        stdout_logfile_backups=1,
    )


def _all_settings() -> str:
    return json.dumps(settings.model_dump(), default=_plain)


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _section(name: str, **options: object) -> str:
    given = {key: str(value).replace("%", "%%") for key, value in options.items() if value != ""}
    if wrong := next((key for key, value in given.items() if re.search(r"\s[#;]", value)), None):
        raise CourseError(
            _("{section}, {key}: o que segue um espaço e # ou ; seria lido como comentário.").format(
                section=name, key=wrong
            ),
            _("Tire o espaço do valor em .env, ou do caminho do repositório."),
        )
    return "\n".join([f"[{name}]", *(f"{key}={value}" for key, value in given.items()), ""])


def _quoted(value: str) -> str:
    mark = "'" if '"' in value else '"'
    if mark in value or value != value.strip("'\""):
        raise CourseError(
            _("Um valor de .env não pode ter os dois tipos de aspas, nem aspas na ponta."),
            _("Troque-o em .env."),
        )
    return f"{mark}{value}{mark}"
