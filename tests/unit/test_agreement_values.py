"""Containers get the addresses, log-ins and options that the declarations give to local mode.

Each message names what has drifted and the file to mend.
"""

import re
from urllib.parse import unquote

import pytest

from course.services import minio_tls, postgres_server, tls
from course.services.registry import services
from course.settings import LOOPBACK, ROOT, Settings, settings
from course.widgets.dashboards import files
from tests.unit import compose_file as compose
from tests.unit.compose_file import COMPOSE

# The official images of these have their own way to do what the local command says:
# PostgreSQL's makes its cluster itself, Adminer's brings its page.
OWN_COMMAND = {"postgres", "adminer"}


@pytest.mark.parametrize("name", [n for n in compose.NAMES if compose.containers[n]["image"] == compose.OURS])
def test_our_containers_find_every_service_under_its_containers_name(name: str) -> None:
    wanted = {
        service.ports[0].removesuffix("_port").upper() + "_HOST": service.programs[0]
        for service in services().values()
    }
    found = {k: v for k, v in compose.containers[name]["environment"].items() if k.endswith("_HOST")}
    assert found == wanted, f"{COMPOSE}: the hosts in x-course differ from course/services"
    known = {field.upper() for field in Settings.model_fields}
    assert set(wanted) <= known, f"course/settings.py lacks {set(wanted) - known}"
    assert compose.containers[name]["env_file"] == [".env"], f"{COMPOSE}: {name} does not get .env"


def _as_in_a_container(value: str) -> str:
    """A value of local mode, with the addresses and the place of the certificate that a container sees."""
    for service in services().values():
        for port in service.ports:
            number = getattr(settings, port)
            value = value.replace(f"{LOOPBACK}:{number}", f"{service.programs[0]}:{number}")
    places = {
        str(tls.CA_FILE): "/tls/ca.crt",
        str(minio_tls.STATE): "/tls",
        str(postgres_server.state_dir()): "/var/lib/postgresql",
    }
    value = unquote(value)
    for here, there in places.items():
        value = value.replace(here, there)
    return value


@pytest.mark.parametrize("name", compose.OFFICIAL)
def test_an_official_image_gets_the_environment_of_its_program(name: str) -> None:
    wanted = {key: _as_in_a_container(value) for key, value in compose.PROGRAMS[name].env.items()}
    found = compose.containers[name].get("environment", {})
    drift = {key for key, value in wanted.items() if found.get(key) != value}
    assert not drift, f"{COMPOSE}: {drift} of {name} differ from course/services"


def _options(command: list[str]) -> dict[str, str]:
    """Options with their values, but for places (addresses, paths), which depend on the mode."""
    found = {}
    for i, word in enumerate(command):
        if word.startswith("-"):
            option, equals, value = word.partition("=")
            following = command[i + 1] if i + 1 < len(command) else "-"
            value = value if equals or following.startswith("-") else following
            found[option] = "" if re.search(r"^/|^[\d.]+:\d+$|^[\d.]+$|^[a-z]+:\d+$", value) else value
    return found


@pytest.mark.parametrize("name", sorted(set(compose.OFFICIAL) - OWN_COMMAND))
def test_an_official_image_gets_the_options_of_its_program(name: str) -> None:
    wanted = _options(list(compose.PROGRAMS[name].command))
    found = _options(compose.containers[name]["command"])
    drift = {option for option, value in wanted.items() if found.get(option) != value}
    assert not drift, f"{COMPOSE}: {drift} in the command of {name} differ from course/services"


def test_grafana_has_the_log_in_that_its_service_declares() -> None:
    environment = compose.containers["grafana"]["environment"]
    user, password = environment["GF_SECURITY_ADMIN_USER"], environment["GF_SECURITY_ADMIN_PASSWORD"]
    assert f"{user} / {password}" == services()["grafana"].login, f"{COMPOSE}: Grafana's log-in"


def test_grafana_tells_the_hour_in_the_time_zone_of_the_course() -> None:
    zone = compose.containers["grafana"]["environment"]["GF_DATE_FORMATS_DEFAULT_TIMEZONE"]
    assert zone == compose.values["COURSE_TIMEZONE"], f"{COMPOSE}: Grafana's time zone"
    others = {uid for uid in files.uids() if files.read(uid)["timezone"]}
    assert not others, f"{others} have a time zone of their own"


def test_every_variable_is_one_of_the_example() -> None:
    unknown = compose.variables() - set(compose.EXAMPLE) - set(compose.FROM_COMMAND)
    assert not unknown, f"{COMPOSE} uses {unknown}, which .env.example does not have"


def test_a_secret_comes_from_a_variable_and_stands_nowhere_in_a_file() -> None:
    for name, container in compose.raw["services"].items():
        for key, value in container.get("environment", {}).items():
            if re.search(r"(PASSWORD|PASS|SECRET|TOKEN|_AUTH|_KEY)$", key):
                assert re.fullmatch(r"\$\{\w+\}", value), f"{COMPOSE}: {key} of {name} is not a variable"
    secrets = {
        value
        for name, value in compose.values.items()
        if name.endswith(("PASSWORD", "TOKEN", "KEY", "SECRET")) and len(value) > 8
    }
    files = [compose.FILE, *(p for p in (ROOT / "infra").rglob("*") if p.is_file() and p.name != "go.sum")]
    for file in files:
        assert not any(secret in file.read_text() for secret in secrets), f"{file} holds a secret of .env"


def test_the_builder_gets_neither_secrets_nor_state() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert lines[0] == "*", ".dockerignore: leave everything out first"
    assert not allowed & {".env", ".stack", ".venv", ".git"}, ".dockerignore lets through what must stay here"
