"""Alertmanager's configuration: delivery to the on-call service, and silence that follows from `needs`."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from course.services import alerting, alertmanager
from course.services.airflow import DAG_ID
from course.services.registry import services
from course.settings import settings
from tests.unit import compose_file as compose
from tests.unit.compose_file import COMPOSE


def _config(folder: Path) -> Path:
    alerting.write_config(folder, "oncall:9094")
    return folder / alerting.CONFIG_NAME


def _receivers(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {receiver["name"]: receiver for receiver in config["receivers"]}


def test_alerts_are_delivered_to_the_on_call_service_with_its_secret_in_a_file(tmp_path: Path) -> None:
    config = yaml.safe_load(_config(tmp_path).read_text())
    [webhook] = _receivers(config)[alerting.RECEIVER]["webhook_configs"]
    assert webhook["url"] == "http://oncall:9094/alerts"
    assert webhook["send_resolved"]
    secret = settings.oncall_webhook_secret.get_secret_value()
    assert secret not in _config(tmp_path).read_text()


def test_a_further_receiver_keeps_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = yaml.safe_load(alerting.BASE.read_text())
    further = {"name": "pager", "webhook_configs": [{"url": "https://pager.example.com/x"}]}
    config["receivers"].insert(0, further)
    (tmp_path / "base.yml").write_text(yaml.safe_dump(config))
    monkeypatch.setattr(alerting, "BASE", tmp_path / "base.yml")
    receivers = _receivers(yaml.safe_load(_config(tmp_path).read_text()))
    assert receivers["pager"] == further
    assert receivers[alerting.RECEIVER]["webhook_configs"][0]["url"] == "http://oncall:9094/alerts"


def test_alertmanager_accepts_it(tmp_path: Path) -> None:
    amtool = shutil.which("amtool")
    if not amtool:
        pytest.skip("no amtool on this machine")
    (tmp_path / "oncall.secret").write_text("x")
    checked = subprocess.run(
        [amtool, "check-config", _config(tmp_path / "config")], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr + checked.stdout


def test_a_service_that_is_down_silences_all_that_need_it_in_turn_and_no_other() -> None:
    silenced = {}
    for rule in alerting.silenced_by_a_service(services()):
        if "equal" not in rule:
            [source] = [m for m in rule["source_matchers"] if m.startswith("service")]
            [target] = rule["target_matchers"]
            silenced[source.removeprefix("service = ")] = re.findall(r"[\w-]+", target)[1:]
    assert "airflow" in silenced["postgres"]
    assert "oncall" in silenced["postgres"]
    assert "minio" not in silenced["postgres"]
    assert "postgres" not in silenced["minio"], "the warehouse works without its backups"
    assert "airflow" not in silenced, "nothing needs Airflow"
    for name in ("minio-tls", "source", "statsd-exporter", "pushgateway"):
        assert name not in silenced, f"{name} is only started before others"
    for name, followers in silenced.items():
        assert name not in followers, f"{name} would silence its own ServiceDown"
        for follower in followers:
            assert name not in silenced.get(follower, []), f"{name} and {follower} silence each other"


def _matches(matchers: list[str], labels: dict[str, str]) -> bool:
    """As Alertmanager judges them: a label that is not there is empty, a pattern is of the whole value."""
    found = [re.fullmatch(r'(\w+) (=|!=|=~|!~) "?(.*?)"?', matcher) for matcher in matchers]
    assert all(found), matchers
    for name, how, wanted in (match.groups() for match in found if match):
        value = labels.get(name, "")
        same = re.fullmatch(wanted, value) if "~" in how else wanted == value
        if bool(same) == how.startswith("!"):
            return False
    return True


@pytest.mark.parametrize(
    ("cause", "of_backups"),
    [
        *((name, False) for name in ("SchemaChanged", "VolumeOutOfBand", "DuplicateRows", "RowsRejected")),
        *((name, False) for name in ("QualityLow", "SourceFailing", "SourceSlow", "ServiceDown source")),
        *((name, True) for name in ("BrokerQueueStuck", "ObjectStoreNotWritable", "ServiceDown redis")),
        ("WarehouseConnectionsExhausted", True),
    ],
)
def test_what_troubles_the_data_or_their_source_alone_silences_no_backup(
    tmp_path: Path, cause: str, of_backups: bool
) -> None:
    rules = yaml.safe_load(_config(tmp_path).read_text())["inhibit_rules"]
    alert, _, service = cause.partition(" ")
    source = {"alertname": alert, "severity": "page", "service": service}

    def silent(**labels: str) -> bool:
        target = {"severity": "page", "service": "airflow", **labels}
        return any(
            _matches(rule["source_matchers"], source)
            and _matches(rule["target_matchers"], target)
            and all(source.get(name) == target.get(name) for name in rule.get("equal", ()))
            for rule in rules
        )

    assert silent(alertname="RunFailed", dag=DAG_ID)
    assert silent(alertname="DataStale", dataset="flights")
    assert {silent(alertname="RunFailed", dag=dag) for dag in ("backup", "restore_drill")} == {of_backups}


def test_what_is_only_started_later_is_started_later() -> None:
    order = list(services())
    for earlier, later in (("minio-tls", "postgres"), ("source", "airflow"), ("postgres", "airflow")):
        assert order.index(earlier) < order.index(later)


def test_alertmanager_reads_what_the_set_up_writes() -> None:
    written = {source: target for target, source in compose.mounts(compose.ONE_SHOT).items()}
    seen = compose.mounts("alertmanager")
    [file] = [
        word.partition("=")[2]
        for word in compose.containers["alertmanager"]["command"]
        if word.startswith("--config.file=")
    ]
    folder = str(Path(file).parent)
    inside = "/opt/course/.stack" / alertmanager.CONFIG.relative_to(settings.state_dir)
    assert written.get(seen.get(folder, "")) == str(inside), f"{COMPOSE}: alertmanager's configuration"
    assert compose.ONE_SHOT in compose.waits_for("alertmanager"), f"{COMPOSE}: alertmanager must wait"
    # The configuration names the secret's file relative to its own folder.
    [webhook] = _receivers(yaml.safe_load(alerting.BASE.read_text()))[alerting.RECEIVER]["webhook_configs"]
    relative = webhook["http_config"]["authorization"]["credentials_file"]
    [mounted] = compose.raw["services"]["alertmanager"]["configs"]
    assert mounted["target"] == str((Path(folder) / relative).resolve()), f"{COMPOSE}: oncall-secret"
