"""Alertmanager's configuration: the one in infra/, with the receiver's address and what `needs` implies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from course.services.base import Service
from course.settings import ROOT

BASE = ROOT / "infra/alertmanager/alertmanager.yml"
CONFIG_NAME = "alertmanager.yml"
# The receiver whose address is set here; others keep theirs.
RECEIVER = "oncall"


def write_config(folder: Path, oncall: str) -> None:
    """Writes alertmanager.yml, the text of `config`, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIG_NAME).write_text(config(oncall), encoding="utf-8")


def config(oncall: str) -> str:
    """Alertmanager's configuration, as YAML; `oncall` is the host and port that alerts are delivered to."""
    from course.services.registry import services  # late: the registry imports this module's users

    made: dict[str, Any] = yaml.safe_load(BASE.read_text(encoding="utf-8"))
    [receiver] = [one for one in made["receivers"] if one["name"] == RECEIVER]
    [webhook] = receiver["webhook_configs"]
    webhook["url"] = f"http://{oncall}/alerts"
    made["inhibit_rules"] += silenced_by_a_service(services())
    return str(yaml.safe_dump(made, sort_keys=False))


def silenced_by_a_service(known: Mapping[str, Service]) -> list[dict[str, list[str]]]:
    """One rule a service: while it is down, alerts of itself and of all that need it are silent.

    An alert does not silence itself: of its own service, only other alerts than ServiceDown are.
    """
    rules = [
        {
            "source_matchers": ["alertname = ServiceDown", "severity = page"],
            "target_matchers": ["alertname != ServiceDown"],
            "equal": ["service"],
        }
    ]
    for name in known:
        followers = "|".join(other for other in known if name in _needed(known, other))
        if followers:
            rules.append(
                {
                    "source_matchers": ["alertname = ServiceDown", "severity = page", f"service = {name}"],
                    "target_matchers": [f'service =~ "{followers}"'],
                }
            )
    return rules


def _needed(known: Mapping[str, Service], name: str) -> set[str]:
    """What a service needs, and what that needs in turn."""
    needs = known[name].needs
    return set(needs).union(*(_needed(known, need) for need in needs))
