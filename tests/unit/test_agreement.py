"""docker-compose.yml has the services, programs and ports of the declarations, as .env has the ports.

Each message names what has drifted and the file to mend.
"""

import ipaddress
import re
import subprocess
from pathlib import Path

import pytest

from course.services.base import Service
from course.services.registry import services
from course.settings import ROOT, Settings
from course.stack.ports import tcp_ports
from course.stack.setup import compose_command
from tests.unit import compose_file as compose
from tests.unit.compose_file import COMPOSE


def test_every_declared_program_is_a_container_and_the_other_way_round() -> None:
    assert set(compose.containers) - {compose.ONE_SHOT} == set(compose.declared()), (
        f"{COMPOSE} and the programs of course/services differ: add or remove a container or a declaration"
    )


@pytest.mark.parametrize("name", compose.NAMES)
def test_a_container_has_a_health_check_and_a_memory_limit(name: str) -> None:
    container = compose.containers[name]
    if name != compose.ONE_SHOT:
        assert container.get("healthcheck", {}).get("test"), f"{COMPOSE}: {name} lacks a health check"
    assert container.get("mem_limit"), f"{COMPOSE}: {name} lacks mem_limit"


@pytest.mark.parametrize("name", compose.NAMES)
def test_a_containers_image_is_pinned_or_built_here(name: str) -> None:
    image = compose.containers[name]["image"]
    built = {c["image"] for c in compose.containers.values() if "build" in c}
    assert image in built or re.search(r":v?\d+\.\d+[\w.-]*$", image), (
        f"{COMPOSE}: {name} runs {image}; pin a version in its tag"
    )


@pytest.mark.parametrize(
    "dockerfile", sorted((ROOT / "infra/images").glob("*.Dockerfile")), ids=lambda path: path.name
)
def test_an_image_of_ours_is_built_from_pinned_ones_and_does_not_run_as_root(dockerfile: Path) -> None:
    lines = dockerfile.read_text().splitlines()
    for base in (line.split()[1] for line in lines if line.startswith("FROM")):
        assert re.search(r":\d+\.\d+[\w.-]*$", base), f"{dockerfile.name}: pin the version of {base}"
    user = [line.split()[1] for line in lines if line.startswith("USER")][-1:]
    assert user, f"{dockerfile.name}: name a USER"
    assert user != ["root"], f"{dockerfile.name}: its last USER must not be root"


def test_the_client_programs_in_our_image_are_the_servers_own() -> None:
    bases = [
        set(re.findall(r"^FROM (postgres:\S+)", (ROOT / "infra/images" / name).read_text(), re.MULTILINE))
        for name in ("course.Dockerfile", "postgres.Dockerfile")
    ]
    assert len(bases[0]) == 1, "infra/images/course.Dockerfile: no client programs"
    assert bases[0] == bases[1], "infra/images: pg_dump must be of the server's version"


@pytest.mark.parametrize("name", compose.PROGRAMS)
def test_a_program_of_ours_runs_in_our_image_as_it_is_declared(name: str) -> None:
    container = compose.containers[name]
    ours = container["image"] == compose.OURS
    assert ours == (name in compose.OUR_PROGRAMS), (
        f"{COMPOSE}: {name} has the wrong image, {container['image']}"
    )
    if ours:
        assert container["command"] == ["run", name], f"{COMPOSE}: {name} must run its own declaration"


@pytest.mark.parametrize("name", compose.PROGRAMS)
def test_a_container_is_stopped_as_its_program_is_declared(name: str) -> None:
    container, program = compose.containers[name], compose.PROGRAMS[name]
    assert container["stop_grace_period"] == f"{program.stop_seconds}s", (
        f"{COMPOSE}: stop_grace_period of {name}"
    )
    assert container.get("stop_signal", "SIGTERM") == f"SIG{program.stop_signal}", (
        f"{COMPOSE}: stop_signal of {name}"
    )


@pytest.mark.parametrize("service", services().values(), ids=lambda service: service.name)
def test_the_ports_of_a_service_are_published_on_the_bind_address_alone(service: Service) -> None:
    over_tcp = [name for name, _ in tcp_ports(service)]
    wanted = [
        f"${{BIND_ADDRESS}}:${{{name}}}:${{{name}}}" + ("" if name in over_tcp else "/udp")
        for name in map(str.upper, service.ports)
    ]
    published = [p for name in service.programs for p in compose.raw["services"][name].get("ports", [])]
    assert sorted(published) == sorted(wanted), (
        f"{COMPOSE}: the ports of {service.name} are not those of course/services"
    )


def test_every_port_is_in_the_example_once() -> None:
    names = [name.upper() for name in Settings.model_fields if name.endswith("_port")]
    assert set(names) <= set(compose.EXAMPLE), f".env.example lacks {set(names) - set(compose.EXAMPLE)}"
    ports = [compose.EXAMPLE[name] for name in names]
    assert len(set(ports)) == len(ports), f".env.example gives a port twice: {sorted(map(str, ports))}"
    declared = {port.upper() for service in services().values() for port in service.ports}
    assert declared == set(names), f"course/settings.py and course/services differ: {declared ^ set(names)}"


def test_the_example_has_every_value_that_is_needed_and_binds_to_loopback() -> None:
    needed = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()}
    assert set(compose.EXAMPLE) == needed, (
        f".env.example and course/settings.py differ: {set(compose.EXAMPLE) ^ needed}"
    )
    assert ipaddress.ip_address(compose.EXAMPLE["BIND_ADDRESS"] or "").is_loopback, (
        ".env.example: BIND_ADDRESS"
    )


def test_compose_itself_accepts_the_file() -> None:
    command = compose_command()
    if not command:
        pytest.skip("neither `docker compose` nor a build of infra/go/compose is on this machine")
    done = subprocess.run(
        [*command, "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "not set" not in done.stderr, done.stderr
