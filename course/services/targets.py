"""What Prometheus reads, written from the services' declarations in its own file format."""

import json
from collections.abc import Callable
from pathlib import Path

from course.settings import settings


def write_targets(folder: Path, host_of: Callable[[str], str]) -> None:
    """Writes scrape.json, probe.json (for the blackbox exporter) and alertmanager.json.

    `host_of` gives the host of a program: loopback, or the container's name.
    """
    from course.services.registry import services  # late: the registry imports this module's users

    known = services()
    exporter = f"{host_of('blackbox-exporter')}:{known['blackbox-exporter'].port}"
    scrape, probe = [], []
    for service in known.values():
        if page := service.scrape:
            address = f"{host_of(page.program)}:{getattr(settings, page.port)}"
            scrape.append(_target(address, service.name, __metrics_path__=page.path))
        if service.probe:
            address = f"http://{host_of(service.programs[0])}:{service.port}{service.probe}"
            probe.append(_target(address, service.name, __exporter__=exporter))
    alertmanager = f"{host_of('alertmanager')}:{known['alertmanager'].port}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, targets in (
        ("scrape", scrape),
        ("probe", probe),
        ("alertmanager", [_target(alertmanager, "alertmanager")]),
    ):
        (folder / f"{name}.json").write_text(json.dumps(targets, indent=2) + "\n")


def _target(address: str, service: str, **labels: str) -> dict[str, object]:
    return {"targets": [address], "labels": {"job": service, **labels}}
