"""Prometheus and Grafana, inside compose, look at the services that are declared.

Each message names what has drifted and the file to mend.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from course.pipeline import goals
from course.services import prometheus
from course.services.registry import services
from course.services.rules import FOLDER
from course.services.targets import write_targets
from course.settings import ROOT, settings
from tests.alerts.rules import RULES
from tests.unit import compose_file as compose
from tests.unit.compose_file import COMPOSE

GRAFANA = ROOT / "infra/grafana"


def test_prometheus_reads_the_files_that_the_set_up_writes(tmp_path: Path) -> None:
    prometheus.write_config(host_of=lambda program: program, folder=tmp_path)
    config = yaml.safe_load((tmp_path / "prometheus.yml").read_text())
    jobs = [*config["scrape_configs"], *config["alerting"]["alertmanagers"]]
    read = {tmp_path / file for job in jobs for sd in job["file_sd_configs"] for file in sd["files"]}
    assert read == set(tmp_path.glob("targets/*")), (
        "infra/prometheus/prometheus.yml and course/services/targets.py name different files"
    )
    rules = {file for pattern in config["rule_files"] for file in tmp_path.glob(pattern)}
    assert {file.name for file in rules} == {file.name for file in FOLDER.iterdir()}
    written = {source: target for target, source in compose.mounts(compose.ONE_SHOT).items()}
    seen = compose.mounts("prometheus")
    inside = "/opt/course/.stack" / prometheus.CONFIG.relative_to(settings.state_dir)
    assert written.get(seen.get("/etc/prometheus/config", "")) == str(inside), (
        f"{COMPOSE}: set-up and Prometheus do not share the folder of its configuration"
    )
    assert compose.ONE_SHOT in compose.waits_for("prometheus"), (
        f"{COMPOSE}: prometheus must wait for {compose.ONE_SHOT}, which makes the folder's owner right"
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


def test_the_scrape_of_a_probe_is_marked_as_the_blackbox_exporter_s() -> None:
    config = yaml.safe_load((ROOT / "infra/prometheus/prometheus.yml").read_text())
    marked = {
        job["job_name"]
        for job in config["scrape_configs"]
        if {"target_label": "via", "replacement": "blackbox"} in job.get("relabel_configs", [])
    }
    assert marked == {"probe"}, "infra/prometheus/prometheus.yml: rules and panels leave out `up` with `via`"


def test_a_panel_s_limit_is_its_alert_s() -> None:
    [stale] = [rule.body["expr"] for rule in RULES if rule.alert == "DataStale"]
    assert stale.endswith(f" > {goals.STALE_HOURS} * 3600"), "course/pipeline/goals.py: STALE_HOURS"


def test_the_panels_say_after_how_many_days_a_series_of_airflow_is_forgotten() -> None:
    mapping = yaml.safe_load((ROOT / "infra/statsd/mapping.yml").read_text())
    told = [
        int(days)
        for file in (GRAFANA / "dashboards").glob("*.json")
        for days in re.findall(r"statsd exporter[^\"]* (\d+) dias", file.read_text(encoding="utf-8"))
    ]
    assert told == [8, 8]
    assert mapping["defaults"]["ttl"] == f"{8 * 24}h"


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
        f"infra/grafana/provisioning/datasources: the address of Prometheus is not {service.programs[0]}'s"
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
