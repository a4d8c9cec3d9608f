"""Compose, .env, Prometheus and Grafana say what the service declarations say.

Each message names what has drifted and the file to mend.
"""

import ipaddress
import json
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from dotenv import dotenv_values

from course.services import prometheus, tls
from course.services.base import Service
from course.services.registry import services
from course.services.targets import write_targets
from course.settings import ENV_EXAMPLE, LOOPBACK, ROOT, Settings, settings
from course.stack import builds
from course.stack.ports import tcp_ports
from tests.unit import compose_file as compose

COMPOSE = "docker-compose.yml"
EXAMPLE = dotenv_values(ENV_EXAMPLE)
CONTAINERS = sorted(compose.containers)
PROGRAMS = compose.programs()
OFFICIAL = sorted(name for name, program in PROGRAMS.items() if not program.ours)
IMAGE_DIR = ROOT / "infra/images"
GRAFANA = ROOT / "infra/grafana"
# The official images of these have their own way to do what the local command says:
# PostgreSQL's makes its cluster itself, Adminer's brings its page.
OWN_COMMAND = {"postgres", "adminer"}
# Has supervisor restart Redis for another password; compose does by itself.
LOCAL_ONLY = {"SECRET_CONF_MARK"}


def _no_setup(service: Service) -> bool:
    return service.setup is next(field.default for field in fields(Service) if field.name == "setup")


# --- the containers ---------------------------------------------------------------------------------


def test_every_declared_program_is_a_container_and_the_other_way_round() -> None:
    assert set(compose.containers) - {compose.ONE_SHOT} == set(compose.declared()), (
        f"{COMPOSE} and the programs of course/services differ: add or remove a container or a declaration"
    )


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_has_a_health_check_and_a_memory_limit(name: str) -> None:
    container = compose.containers[name]
    if name != compose.ONE_SHOT:
        assert container.get("healthcheck", {}).get("test"), f"{COMPOSE}: {name} lacks a health check"
    assert container.get("mem_limit"), f"{COMPOSE}: {name} lacks mem_limit"


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_containers_image_is_pinned_or_built_here(name: str) -> None:
    image = compose.containers[name]["image"]
    built = {c["image"] for c in compose.containers.values() if "build" in c}
    assert image in built or re.search(r":v?\d+\.\d+[\w.-]*$", image), (
        f"{COMPOSE}: {name} runs {image}; pin a version in its tag"
    )


@pytest.mark.parametrize("dockerfile", sorted(IMAGE_DIR.glob("*.Dockerfile")), ids=lambda path: path.name)
def test_an_image_of_ours_is_built_from_pinned_ones_and_does_not_run_as_root(dockerfile: Path) -> None:
    lines = dockerfile.read_text().splitlines()
    for base in (line.split()[1] for line in lines if line.startswith("FROM")):
        assert re.search(r":\d+\.\d+\.\d+[\w.-]*$", base), f"{dockerfile.name}: pin the version of {base}"
    user = [line.split()[1] for line in lines if line.startswith("USER")][-1:]
    assert user, f"{dockerfile.name}: name a USER"
    assert user != ["root"], f"{dockerfile.name}: its last USER must not be root"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_of_ours_runs_in_our_image_as_it_is_declared(name: str) -> None:
    container = compose.containers[name]
    ours = container["image"] == compose.OURS
    assert ours == PROGRAMS[name].ours, f"{COMPOSE}: {name} has the wrong image, {container['image']}"
    if ours:
        assert container["command"] == ["run", name], f"{COMPOSE}: {name} must run its own declaration"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_container_is_stopped_as_its_program_is_declared(name: str) -> None:
    container, program = compose.containers[name], PROGRAMS[name]
    assert container["stop_grace_period"] == f"{program.stop_seconds}s", (
        f"{COMPOSE}: stop_grace_period of {name}"
    )
    assert container.get("stop_signal", "SIGTERM") == f"SIG{program.stop_signal}", (
        f"{COMPOSE}: stop_signal of {name}"
    )


# --- ports ------------------------------------------------------------------------------------------


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
    assert set(names) <= set(EXAMPLE), f".env.example lacks {set(names) - set(EXAMPLE)}"
    ports = [EXAMPLE[name] for name in names]
    assert len(set(ports)) == len(ports), f".env.example gives a port twice: {sorted(map(str, ports))}"
    declared = {port.upper() for service in services().values() for port in service.ports}
    assert declared == set(names), f"course/settings.py and course/services differ: {declared ^ set(names)}"


def test_the_example_has_every_value_that_is_needed_and_binds_to_loopback() -> None:
    needed = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()}
    assert set(EXAMPLE) == needed, f".env.example and course/settings.py differ: {set(EXAMPLE) ^ needed}"
    assert ipaddress.ip_address(EXAMPLE["BIND_ADDRESS"] or "").is_loopback, ".env.example: BIND_ADDRESS"


# --- addresses, log-ins, secrets --------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in CONTAINERS if compose.containers[n]["image"] == compose.OURS])
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
    return unquote(value).replace(str(tls.CA_FILE), "/tls/ca.crt")


@pytest.mark.parametrize("name", OFFICIAL)
def test_an_official_image_gets_the_environment_of_its_program(name: str) -> None:
    env = {key: value for key, value in PROGRAMS[name].env.items() if key not in LOCAL_ONLY}
    wanted = {key: _as_in_a_container(value) for key, value in env.items()}
    found = compose.containers[name].get("environment", {})
    drift = {key for key, value in wanted.items() if found.get(key) != value}
    assert not drift, f"{COMPOSE}: {drift} of {name} differ from course/services"


def _options(command: list[str]) -> dict[str, str]:
    """Options with their values, but for places (addresses, paths), which depend on the mode."""
    found = {}
    for i, word in enumerate(command):
        if word.startswith("-"):
            option, _, value = word.partition("=")
            following = command[i + 1] if i + 1 < len(command) else "-"
            value = value or ("" if following.startswith("-") else following)
            found[option] = "" if re.search(r"^/|^[\d.]+:\d+$|^[\d.]+$|^[a-z]+:\d+$", value) else value
    return found


@pytest.mark.parametrize("name", sorted(set(OFFICIAL) - OWN_COMMAND))
def test_an_official_image_gets_the_options_of_its_program(name: str) -> None:
    wanted, found = _options(list(PROGRAMS[name].command)), _options(compose.containers[name]["command"])
    drift = {option for option, value in wanted.items() if found.get(option) != value}
    assert not drift, f"{COMPOSE}: {drift} in the command of {name} differ from course/services"


def test_grafana_has_the_log_in_that_its_service_declares() -> None:
    environment = compose.containers["grafana"]["environment"]
    user, password = environment["GF_SECURITY_ADMIN_USER"], environment["GF_SECURITY_ADMIN_PASSWORD"]
    assert f"{user} / {password}" == services()["grafana"].login, f"{COMPOSE}: Grafana's log-in"


def test_every_variable_is_one_of_the_example() -> None:
    unknown = compose.variables() - set(EXAMPLE) - set(compose.FROM_COMMAND)
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


# --- order and files --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(compose.declared()))
def test_a_container_waits_for_those_that_its_service_needs(name: str) -> None:
    waits = compose.waits_for(name)
    for need in compose.declared()[name].needs:
        missing = set(services()[need].programs) - set(waits)
        assert not missing, f"{COMPOSE}: depends_on of {name} lacks {missing}"
        assert _no_setup(services()[need]) or compose.ONE_SHOT in waits, (
            f"{COMPOSE}: {name} needs what the set-up makes in {need}: depends_on lacks {compose.ONE_SHOT}"
        )
    for other, condition in waits.items():
        ready = "service_completed_successfully" if other == compose.ONE_SHOT else "service_healthy"
        assert condition == ready, f"{COMPOSE}: {name} must wait for {other} with {ready}"


def test_the_set_up_waits_for_every_service_that_it_sets_up() -> None:
    wanted = {name for s in services().values() if not _no_setup(s) for name in s.programs}
    assert set(compose.waits_for(compose.ONE_SHOT)) == wanted, f"{COMPOSE}: depends_on of {compose.ONE_SHOT}"


@pytest.mark.parametrize("name", CONTAINERS)
def test_what_a_container_mounts_is_there(name: str) -> None:
    for source in compose.mounts(name).values():
        if source in compose.raw["volumes"] or source.startswith((".stack/", "/")):
            continue
        assert (ROOT / source).exists(), f"{COMPOSE}: {name} mounts {source}, which there is not"


def test_what_jupyter_saves_is_saved_to_the_checkout() -> None:
    notebooks = [path.relative_to(ROOT) for path in ROOT.glob("[!.]*/**/*.ipynb")]
    saved = compose.mounts("jupyter").values()
    lost = {path.parts[0] for path in notebooks} - set(saved)
    assert not lost, f"{COMPOSE}: jupyter does not mount {lost}"


@pytest.mark.parametrize("name", sorted(set(OFFICIAL) - OWN_COMMAND))
def test_an_official_image_reads_the_files_that_its_program_reads(name: str) -> None:
    wanted = set(re.findall(rf"{re.escape(str(ROOT))}/(infra/\S+)", " ".join(PROGRAMS[name].command)))
    missing = wanted - set(compose.mounts(name).values())
    assert not missing, f"{COMPOSE}: {name} does not mount {missing}"
    command = " ".join(compose.containers[name]["command"])
    for target, source in compose.mounts(name).items():
        assert source not in wanted or target in command, f"{COMPOSE}: {name} does not read {target}"


def test_postgres_reads_our_two_files() -> None:
    mounts = compose.mounts("postgres")
    script = (ROOT / "infra/postgres/container-initdb.sh").read_text()
    for file in ("course.conf", "pg_hba.conf"):
        [target] = [target for target, source in mounts.items() if source == f"infra/postgres/{file}"]
        assert f"'{target}'" in script, f"infra/postgres/container-initdb.sh does not name {target}"


# --- Prometheus -------------------------------------------------------------------------------------


def test_prometheus_reads_the_targets_that_the_set_up_writes(tmp_path: Path) -> None:
    write_targets(tmp_path, host_of=lambda program: program)
    config = yaml.safe_load((ROOT / "infra/prometheus/prometheus.yml").read_text())
    jobs = [*config["scrape_configs"], *config["alerting"]["alertmanagers"]]
    read = {file for job in jobs for sd in job["file_sd_configs"] for file in sd["files"]}
    assert read == {f"targets/{file.name}" for file in tmp_path.iterdir()}, (
        "infra/prometheus/prometheus.yml and course/services/targets.py name different files"
    )
    written = {source: target for target, source in compose.mounts(compose.ONE_SHOT).items()}
    seen = compose.mounts("prometheus")
    inside = "/opt/course/.stack" / prometheus.TARGETS.relative_to(settings.state_dir)
    assert written.get(seen.get("/etc/prometheus/targets", "")) == str(inside), (
        f"{COMPOSE}: set-up and Prometheus do not share the folder of targets"
    )


def test_every_target_is_a_container_on_a_port_that_it_has(tmp_path: Path) -> None:
    write_targets(tmp_path, host_of=lambda program: program)
    addresses = {
        address
        for file in tmp_path.iterdir()
        for group in json.loads(file.read_text())
        for address in (*group["targets"], group["labels"].get("__exporter__", ""))
    }
    for address in addresses - {""}:
        url = urlsplit(address if "//" in address else f"//{address}")
        ports = compose.containers.get(url.hostname or "", {}).get("ports", [])
        assert any(port.split(":")[2] == str(url.port) for port in ports), (
            f"{COMPOSE}: Prometheus would ask {address}, where nothing listens"
        )


def test_everything_that_prometheus_reads_is_mounted() -> None:
    config = ROOT / "infra/prometheus"
    mounted = [ROOT / source for source in compose.mounts("prometheus").values()]
    lost = [p for p in config.rglob("*") if p.is_file() and not any(p.is_relative_to(m) for m in mounted)]
    assert not lost, f"{COMPOSE}: prometheus does not mount {lost}"


# --- Grafana ----------------------------------------------------------------------------------------


def test_grafanas_provisioning_files_are_maps_of_version_1() -> None:
    """Grafana 13 panics on list-style files."""
    files = sorted((GRAFANA / "provisioning").rglob("*.y*ml"))
    assert files, "infra/grafana/provisioning is empty"
    for file in files:
        content = yaml.safe_load(file.read_text())
        assert isinstance(content, dict), f"{file}: must be a map, not a list"
        assert content.get("apiVersion") == 1, f"{file}: must say `apiVersion: 1`"
        kind = {"datasources": "datasources", "dashboards": "providers"}[file.parent.name]
        assert isinstance(content.get(kind), list), f"{file}: must have `{kind}`"


def test_grafana_asks_our_prometheus() -> None:
    [source] = _provisioned("datasources", "datasources")
    service, variable = services()["prometheus"], services()["prometheus"].ports[0].upper()
    assert source["url"] == f"http://{service.programs[0]}:${variable}", (
        "infra/grafana/provisioning/datasources"
    )
    environment = compose.raw["services"]["grafana"]["environment"]
    assert environment.get(variable) == f"${{{variable}}}", f"{COMPOSE}: grafana lacks {variable}"


def test_grafana_shows_our_dashboards_from_our_prometheus() -> None:
    [provider] = _provisioned("dashboards", "providers")
    mounts = compose.mounts("grafana")
    assert mounts.get(provider["options"]["path"]) == "infra/grafana/dashboards", (
        f"{COMPOSE}: the dashboards are not where infra/grafana/provisioning/dashboards looks"
    )
    assert mounts.get("/etc/grafana/provisioning") == "infra/grafana/provisioning", f"{COMPOSE}: grafana"
    [source] = _provisioned("datasources", "datasources")
    files = sorted((GRAFANA / "dashboards").glob("*.json"))
    assert files, "infra/grafana/dashboards is empty"
    for file in files:
        for uid in _datasources(json.loads(file.read_text())):
            assert uid == source["uid"], f"{file}: data source {uid!r}, provisioned is {source['uid']!r}"


def _provisioned(folder: str, kind: str) -> list[dict[str, object]]:
    files = sorted((GRAFANA / "provisioning" / folder).glob("*.y*ml"))
    return [item for file in files for item in yaml.safe_load(file.read_text())[kind]]


def _datasources(part: object) -> set[str]:
    """The uids of the data sources named anywhere in a dashboard, but for Grafana's own."""
    if isinstance(part, list):
        return {uid for item in part for uid in _datasources(item)}
    if not isinstance(part, dict):
        return set()
    own = part.get("datasource")
    uid = own.get("uid") if isinstance(own, dict) else own
    found = {uid} if isinstance(uid, str) and uid not in ("-- Grafana --", "grafana") else set()
    return found | {uid for item in part.values() for uid in _datasources(item)}


# --- Compose's own word -----------------------------------------------------------------------------


def _compose_command() -> list[str]:
    """Docker's plugin, or the binary built from infra/go/compose; empty when there is neither."""
    plugin = ["docker", "compose"]
    if (
        shutil.which("docker")
        and not subprocess.run([*plugin, "version"], capture_output=True, check=False).returncode
    ):
        return plugin
    built = builds.binary("compose")
    return [str(built)] if built.exists() else []


def test_compose_itself_accepts_the_file() -> None:
    command = _compose_command()
    if not command:
        pytest.skip("neither `docker compose` nor a build of infra/go/compose is on this machine")
    done = subprocess.run(
        [*command, "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "not set" not in done.stderr, done.stderr
