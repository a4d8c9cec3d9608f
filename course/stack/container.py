"""Inside compose: what the containers of our own image do."""

import os

from course.errors import UsageError
from course.i18n import _
from course.services import alerting, alertmanager, prometheus
from course.services.registry import services
from course.settings import settings


def prepare() -> None:
    """Once a start, before our programs: what they need on disk, and what each service must hold."""
    prometheus.write_config(host_of=lambda program: program)
    alerting.write_config(alertmanager.CONFIG, f"oncall:{settings.oncall_port}")
    for service in services().values():
        if service.in_our_image:
            service.local.prepare()
        service.setup()


def run(name: str) -> None:
    """Becomes the program of that name, with the command and environment that its service declares.

    Raises `UsageError` when our image has no such program.
    """
    ours = {program.name: program for service in services().values() for program in service.in_our_image}
    if name not in ours:
        raise UsageError(_("Nossa imagem não tem o programa {name!r}.").format(name=name))
    program = ours[name]
    os.execve(program.command[0], program.command, {**os.environ, **program.env})  # noqa: S606  # its purpose
