"""Compose mode: the same services as containers, through Docker's own command line."""

import datetime as dt
import json
import os
import re
import subprocess
from typing import Any

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from course.errors import CourseError, Unavailable
from course.i18n import _
from course.services import health, tls
from course.services.registry import services
from course.settings import ROOT

_ROOT_UID, _FIRST_USER = 0, 1000
_UNITS = {"B": 1, "kB": 10**3, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


def up() -> None:
    """Builds what is ours, starts everything, and returns when every service answers its ping."""
    tls.ensure()
    _docker("compose", "up", "--detach", "--build", "--remove-orphans", "--wait")
    _until_all_answer()


@retry(
    retry=retry_if_exception_type(Unavailable), stop=stop_after_delay(60), wait=wait_fixed(1), reraise=True
)
def _until_all_answer() -> None:
    failed = [f"{result.service.title}: {result.error}" for result in health.check() if result.error]
    if failed:
        raise Unavailable(
            _("Não responderam: {services}").format(services="; ".join(failed)),
            _("Veja `make logs`; `make doctor` examina a máquina."),
        )


def down() -> None:
    """Stops and removes the containers; the volumes stay."""
    _docker("compose", "down")


def delete_volumes() -> None:
    """Removes the volumes as well."""
    _docker("compose", "down", "--volumes")


def running() -> bool:
    """Whether a container of ours runs."""
    return bool(_containers())


def run_verb(container: str, *words: str) -> None:
    """Runs a verb of ours inside a container of our image."""
    _docker("compose", "exec", "-T", container, "python", "-m", "course", *words)


def rows() -> dict[str, tuple[dt.datetime | None, int]]:
    """By service whose containers all run: since when (UTC), and its memory in bytes."""
    containers = {c["Config"]["Labels"]["com.docker.compose.service"]: c for c in _containers()}
    used = _memory([container["Id"] for container in containers.values()])
    return {
        name: (
            max(_started(containers[program]) for program in service.programs),
            sum(used.get(containers[program]["Id"], 0) for program in service.programs),
        )
        for name, service in services().items()
        if service.programs and all(program in containers for program in service.programs)
    }


def _containers() -> list[dict[str, Any]]:
    """What Docker knows of each container of ours that runs."""
    ids = _docker("compose", "ps", "--quiet", "--status", "running", capture=True).split()
    return json.loads(_docker("inspect", *ids, capture=True)) if ids else []


def _started(container: dict[str, Any]) -> dt.datetime:
    # Nanoseconds, and Z: cut to what every supported Python reads.
    return dt.datetime.fromisoformat(container["State"]["StartedAt"][:19]).replace(tzinfo=dt.UTC)


def _memory(ids: list[str]) -> dict[str, int]:
    """Bytes in use by container id; Docker says them as in `12.3MiB / 512MiB`."""
    if not ids:
        return {}
    used = {}
    stats = _docker("stats", "--no-stream", "--no-trunc", "--format", "json", *ids, capture=True)
    for line in stats.splitlines():
        container = json.loads(line)
        if found := re.match(r"([\d.]+)(\w+)", container["MemUsage"]):
            used[container["ID"]] = round(float(found[1]) * _UNITS.get(found[2], 0))
    return used


def _docker(*arguments: str, capture: bool = False) -> str:
    # Notebooks are saved to the checkout by the user who owns it; never by root.
    owner = ROOT.stat().st_uid
    uid = _FIRST_USER if owner == _ROOT_UID else owner
    done = subprocess.run(
        ["docker", *arguments],
        cwd=ROOT,
        env={**os.environ, "COURSE_UID": str(uid)},
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CourseError(
            _("docker {verb} falhou.").format(verb=" ".join(arguments[:2])),
            _("Veja o que ele disse acima."),
        )
    return done.stdout or ""
