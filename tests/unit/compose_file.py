"""docker-compose.yml as the agreement test reads it: plain YAML, with the variables of .env filled in."""

import re
from dataclasses import fields
from typing import Any

import yaml
from dotenv import dotenv_values
from pydantic import SecretStr

from course.services.base import Program, Service
from course.services.registry import services
from course.settings import ENV_EXAMPLE, ROOT, settings

COMPOSE = "docker-compose.yml"
FILE = ROOT / COMPOSE
EXAMPLE = dotenv_values(ENV_EXAMPLE)
ONE_SHOT = "setup"
OURS = "dataops-na-pratica:local"
# Of the command that starts compose, not of .env.
FROM_COMMAND = {"COURSE_UID": "1000"}

_VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::-[^}]*)?\}")

text = FILE.read_text(encoding="utf-8")
raw: dict[str, Any] = yaml.safe_load(text)
values = FROM_COMMAND | {
    name.upper(): str(value.get_secret_value() if isinstance(value, SecretStr) else value)
    for name, value in settings
}


def variables(part: Any = text) -> set[str]:
    """The names of the variables in a part of the file."""
    return set(_VARIABLE.findall(str(part)))


def filled(part: Any) -> Any:
    """The part with the value of each variable in its place; unknown ones stay as they are."""
    if isinstance(part, dict):
        return {key: filled(value) for key, value in part.items()}
    if isinstance(part, list):
        return [filled(value) for value in part]
    return (
        _VARIABLE.sub(lambda found: values.get(found[1], found[0]), part) if isinstance(part, str) else part
    )


containers: dict[str, dict[str, Any]] = filled(raw["services"])


def declared() -> dict[str, Service]:
    """The service behind each container."""
    return {name: service for service in services().values() for name in service.programs}


def programs() -> dict[str, Program]:
    """The containers that run what a program of local mode of the same name runs."""
    same = [service.local for service in services().values() if not service.containers]
    return {program.name: program for local in same for program in local.programs}


def waits_for(name: str) -> dict[str, str]:
    """Every container that has to be ready before this one starts, with the condition; also by others."""
    found: dict[str, str] = {}
    for other, how in containers[name].get("depends_on", {}).items():
        found |= {other: how["condition"], **waits_for(other)}
    return found


def mounts(name: str) -> dict[str, str]:
    """Where each mount of a container is from, by where it is seen; both as written."""
    found = {}
    for mount in containers[name].get("volumes", []):
        if isinstance(mount, dict):
            found[mount["target"]] = mount["source"]
        else:
            source, target = mount.split(":")[:2]
            found[target] = source.removeprefix("./")
    return found


def sets_nothing_up(service: Service) -> bool:
    """Whether the service leaves its `setup` at what it is by default."""
    return service.setup is next(field.default for field in fields(Service) if field.name == "setup")


NAMES = sorted(containers)
PROGRAMS = programs()
OUR_PROGRAMS = {program.name for service in services().values() for program in service.in_our_image}
# The containers of other images that run a program of local mode.
OFFICIAL = sorted(set(PROGRAMS) - OUR_PROGRAMS)
