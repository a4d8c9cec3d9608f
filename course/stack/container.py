"""Inside compose: what the containers of our own image do."""

import os

from course.errors import UsageError
from course.i18n import _
from course.services import prometheus
from course.services.registry import services
from course.services.targets import write_targets
from course.stack.supervisor import programs


def prepare() -> None:
    """Once a start, before our programs: what they need on disk, and what each service must hold."""
    write_targets(prometheus.TARGETS, host_of=lambda program: program)
    for service in services().values():
        if service.local and any(program.ours for program in service.local.programs):
            service.local.prepare()
        service.setup()


def run(name: str) -> None:
    """Becomes the program of that name, with the command and environment that its service declares.

    Raises `UsageError` when our image has no such program.
    """
    found = [program for program in programs() if program.ours and program.name == name]
    if not found:
        raise UsageError(_("Nossa imagem não tem o programa {name!r}.").format(name=name))
    command = found[0].command
    os.execve(command[0], command, {**os.environ, **found[0].env})  # noqa: S606  # that is its purpose
