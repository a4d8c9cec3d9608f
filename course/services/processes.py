"""The programs of local mode, as supervisord has them: what a drill stops and starts."""

from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from course.errors import CourseError
from course.i18n import _
from course.settings import settings

FOLDER = settings.state_dir / "supervisor"
SOCKET = FOLDER / "control.sock"


def rpc() -> Any:
    """supervisord's own interface, http://supervisord.org/api.html; a call raises `OSError` without it."""
    transport = SupervisorTransport(None, None, f"unix://{SOCKET}")
    return ServerProxy("http://127.0.0.1", transport=transport).supervisor


def stop(name: str) -> None:
    """Stops one program, if it runs, and waits for its end. Raises `CourseError` without supervisor."""
    _change(lambda: rpc().stopProcess(name), Faults.NOT_RUNNING)


def start(name: str) -> None:
    """Starts one program, unless it runs; does not wait for it. Raises `CourseError` without supervisor."""
    _change(lambda: rpc().startProcess(name, False), Faults.ALREADY_STARTED)


def _change(call: Any, already: int) -> None:
    try:
        call()
    except Fault as fault:
        if fault.faultCode != already:
            raise
    except OSError as error:
        raise CourseError(
            _("Só na plataforma como processos locais se derruba um programa daqui."),
            _("Com contêineres: `docker compose kill` e `docker compose start`; ou STACK_MODE=local."),
        ) from error
