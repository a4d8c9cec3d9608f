"""What supervisord reads: the programs of local mode, as the declarations and .env have them."""

import hashlib
import json
import os
import re
import shlex
from collections.abc import Iterable

from pydantic import SecretStr

from course.errors import CourseError
from course.i18n import _
from course.services.base import Program
from course.services.processes import FOLDER, SOCKET
from course.services.programs import LOGS_DIR, find, log_file
from course.settings import ROOT, settings

CONFIGURATION = FOLDER / "supervisord.conf"
PID_FILE, LOG_FILE = FOLDER / "supervisord.pid", FOLDER / "supervisord.log"
# Every process of the stack carries this, so that one whose supervisor was killed is found too.
MARK = "COURSE_STACK"


def write(programs: Iterable[Program]) -> None:
    """Writes the configuration, which holds passwords: for its owner alone.

    Raises `CourseError` for a program that is not installed, or a value that the format cannot hold.
    """
    text = "\n".join([_supervisord(), *(program_section(program) for program in programs)])
    FOLDER.mkdir(parents=True, exist_ok=True)
    owners = os.open(CONFIGURATION, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with open(owners, "w", encoding="utf-8") as file:
        file.write(text)


def _supervisord() -> str:
    sections = [
        _section("unix_http_server", file=SOCKET, chmod="0700"),
        _section(
            "supervisord",
            **{"logfile": LOG_FILE, "pidfile": PID_FILE, "childlogdir": LOGS_DIR},
            **{"umask": "027", "minfds": 1024},
        ),
        _section(
            "rpcinterface:supervisor",
            **{"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
        ),
    ]
    return "\n".join(sections)


def program_section(program: Program) -> str:
    """One program's part, with its environment, and a digest of what it reads: another starts it anew."""
    command = [str(find(program.command[0])), *program.command[1:]]
    # Logs are read together: all of them in UTC. Our own programs speak the language of this `up`.
    environment = {MARK: str(settings.state_dir), "TZ": "UTC", **program.env}
    read = program.reads()
    if program.ours:
        environment["COURSE_LANG"] = settings.course_lang
        read += _all_settings()
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
        stdout_logfile=log_file(program.name),
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
