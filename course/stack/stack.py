"""The stack as a whole, in whichever of its two ways it runs."""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from rich.markup import escape

from course.errors import CourseError
from course.i18n import SOURCE_LANGUAGE, _
from course.recovery import side
from course.services import postgres_server
from course.services.base import Service
from course.services.registry import services
from course.settings import settings
from course.stack import compose, local
from course.stack.doctor import examine
from course.stack.mode import mode
from course.stack.progress import Steps, console


@dataclass(frozen=True)
class Row:
    """A service as `status` shows it. since: UTC, None when it does not run; memory in bytes."""

    service: Service
    since: dt.datetime | None
    memory: int


def up() -> None:
    """Starts every service; returns when all answer. Raises `CourseError`, also for what the doctor finds."""
    for finding in examine():
        if finding.level == "failed":
            raise CourseError(finding.what, finding.mend)
        console.print(f"  [yellow]![/] {escape(finding.what)} → {escape(finding.mend)}")
    if settings.course_lang != SOURCE_LANGUAGE:
        from course.editions import edition  # late: only readers of another language pay for it

        for line in edition.build(settings.course_lang).lines():
            console.print(f"  [yellow]![/] {line}")
    _way().up()


def down() -> None:
    """Stops every service; what they hold stays."""
    with Steps() as steps, steps.step(_("Parando os serviços")):
        try:
            if mode() != "compose":
                side.halt()  # what `recover` has left running
        finally:
            _way().down()


def reset(confirm: Callable[[str], bool]) -> None:
    """Stops every service and deletes what they hold, when `confirm` answers the question with yes."""
    question = _("Apagar os dados de todos os serviços em {folder}?").format(folder=settings.state_dir)
    if not confirm(question):
        raise CourseError(_("Nada foi apagado."))
    down()
    if mode() == "compose":
        compose.delete_volumes()
    outside = postgres_server.state_dir()
    if settings.state_dir not in outside.parents:
        shutil.rmtree(outside.parent, ignore_errors=True)
    if settings.state_dir.exists():
        shutil.rmtree(settings.state_dir)


def status() -> list[Row]:
    """One row a service, in the order of need."""
    rows = _way().rows()
    return [Row(service, *rows.get(service.name, (None, 0))) for service in services().values()]


def _way() -> ModuleType:
    return compose if mode() == "compose" else local
