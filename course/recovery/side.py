"""A second PostgreSQL beside the live one, from a base backup and the WAL up to a moment."""

import datetime as dt
import os
import shutil
import socket
import subprocess
import time

import psutil

from course.errors import CourseError, LogInRefused, Unavailable
from course.i18n import _
from course.services import pgbackrest, postgres, postgres_server, tls
from course.services.pgbackrest import BaseBackup
from course.services.programs import find
from course.settings import settings

FOLDER = postgres_server.state_dir() / "recovered"
_DATA = FOLDER / "data"
_LOG = FOLDER / "postgres.log"
_PID_FILE = _DATA / "postmaster.pid"
_PATIENCE_SECONDS = 1800


def base_backups() -> list[BaseBackup]:
    """Those in the archive, the oldest first; asked without the live server, which may be lost."""
    return pgbackrest.parse(_as_server("pgbackrest", "info", "--output=json", "--log-level-console=off"))


def start(base: BaseBackup, until: dt.datetime) -> int:
    """Restores the base backup, replays the WAL up to `until`, and opens for changes; returns the port.

    It takes the place of an earlier one, archives nothing itself, and shows today's certificate. Raises
    `CourseError` with the server's words when the WAL does not reach so far, `LogInRefused` when the
    superuser's password was another one at that moment.
    """
    stop()
    _DATA.mkdir(parents=True, mode=0o700)
    postgres_server.hand_over(FOLDER, _DATA)
    moment = until.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00")
    target = (f"--set={base.label}", "--type=time", f"--target={moment}", "--target-action=promote")
    _as_server("pgbackrest", *target, "restore")
    # In the base backup is the certificate of then, perhaps of an authority that no client here knows.
    tls.install_server_files(_DATA)
    postgres_server.hand_over(*(_DATA / name for name in tls.SERVER_FILES))
    port = _free_port()
    # Without hot_standby it lets nobody in, nor calls itself ready, before the recovery has ended.
    off = "-c archive_mode=off -c hot_standby=off"
    options = f"-p {port} -c listen_addresses={settings.bind_address} {off}"
    _as_server("pg_ctl", "start", "--wait", f"--pgdata={_DATA}", f"--log={_LOG}", f"--options={options}")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _in_recovery():
        if time.monotonic() > deadline:
            raise CourseError(_("A recuperação não terminou em {n} s.").format(n=_PATIENCE_SECONDS), _log())
        time.sleep(0.2)
    _log_in(port)
    return port


def halt() -> None:
    """Ends it, if it runs; its folder stays."""
    if _runs():
        _as_server("pg_ctl", "stop", "--mode=immediate", f"--pgdata={_DATA}")


def stop() -> None:
    """Ends it, if it runs, and removes its folder."""
    halt()
    shutil.rmtree(FOLDER, ignore_errors=True)


def _runs() -> bool:
    """Whether the process that its file names is this server: after a crash the number is another's."""
    try:
        pid = int(_PID_FILE.read_text().split()[0])
        return str(_DATA) in psutil.Process(pid).cmdline()
    except (FileNotFoundError, IndexError, psutil.Error):
        return False


def _in_recovery() -> bool:
    """As the server itself notes in its pid file, where pg_ctl looks as well but is content with "standby",
    which stands there from the first change replayed: the passwords are not yet those of that moment."""
    try:
        noted = _PID_FILE.read_text()
    except FileNotFoundError:
        raise CourseError(
            _("A recuperação parou antes do momento pedido:\n{log}").format(log=_log()),
            _("Peça um momento anterior à última mudança arquivada."),
        ) from None
    return not noted.rstrip().endswith("\nready")


def _log_in(port: int) -> None:
    """Raises at once what no waiting mends, with what does."""
    try:
        with postgres.connect("postgres", "postgres", port):
            return
    except LogInRefused as error:
        raise LogInRefused(
            _("O servidor recuperado tem as senhas daquele momento, e a de postgres era outra."),
            _(
                "Volte à de então, no servidor em uso e em POSTGRES_PASSWORD (docs/production.md, passo 2),"
                " e repita; depois ponha de novo a de agora. Nada foi trocado."
            ),
        ) from error
    except Unavailable as error:
        raise CourseError(
            _("O servidor recuperado não aceita conexões: {why}.").format(why=str(error.__cause__).strip()),
            _log(),
        ) from error


def _as_server(program: str, *arguments: str) -> str:
    """Runs a program as the server's user, about the second cluster; returns what it printed."""
    environment = {
        **postgres_server.environment(),
        "PGBACKREST_PG1_PATH": str(_DATA),
        "PATH": os.defpath,
        "TZ": "UTC",
    }
    done = subprocess.run(
        [str(find(program)), *arguments],
        env=environment,
        cwd="/",
        user=postgres_server.server_user() or None,
        stdin=subprocess.DEVNULL,
        # pg_ctl's server would hold a pipe open for as long as it lives.
        stdout=subprocess.PIPE if program == "pgbackrest" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if program == "pgbackrest" else subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CourseError(
            _("{program} falhou: {why}").format(program=program, why=(done.stdout or _log())[-2000:].strip())
        )
    return done.stdout or ""


def _log() -> str:
    return "\n".join(_LOG.read_text(errors="replace").splitlines()[-8:]) if _LOG.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((settings.bind_address, 0))
        return int(probe.getsockname()[1])
