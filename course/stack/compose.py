"""Compose mode: the same services as containers, through Docker's own command line."""

import datetime as dt
import json
import subprocess

from course.errors import CourseError
from course.i18n import _
from course.services.registry import services
from course.settings import ROOT


def up() -> None:
    """Builds what is ours, starts everything and waits for the health checks."""
    _docker("up", "--detach", "--build", "--wait")


def down() -> None:
    """Stops and removes the containers; the volumes stay."""
    _docker("down")


def delete_volumes() -> None:
    """Removes the volumes as well."""
    _docker("down", "--volumes")


def rows() -> dict[str, tuple[dt.datetime | None, int]]:
    """By service whose containers all run: since when (UTC), and 0, for their memory is Docker's to tell."""
    running = {}
    for line in _docker("ps", "--format", "json", capture=True).splitlines():
        container = json.loads(line)
        if container["State"] == "running":
            running[container["Service"]] = dt.datetime.fromtimestamp(container["Created"], dt.UTC)
    return {
        name: (max(running[p] for p in service.programs), 0)
        for name, service in services().items()
        if all(program in running for program in service.programs)
    }


def _docker(*arguments: str, capture: bool = False) -> str:
    done = subprocess.run(
        ["docker", "compose", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CourseError(
            _("docker compose {verb} falhou.").format(verb=arguments[0]), _("Veja o que ele disse acima.")
        )
    return done.stdout or ""
