"""The alerts that reach who is on call: those that fire and that nothing silences."""

import datetime as dt
from dataclasses import dataclass

import requests

from course.errors import Unavailable
from course.i18n import _
from course.services.http import get

HEARTBEAT = "none"  # the severity of the one that always fires


@dataclass(frozen=True)
class Alert:
    """An alert as it fires. since: UTC; description: with the figure; runbook: its address."""

    name: str
    severity: str
    service: str
    since: dt.datetime
    summary: str
    description: str
    runbook: str


def firing() -> list[Alert]:
    """Those that fire now, oldest first, without the heartbeat. Raises `Unavailable` without Alertmanager."""
    wanted = {"active": "true", "silenced": "false", "inhibited": "false"}
    try:
        found = get("alertmanager", "/api/v2/alerts", params=wanted).json()
    except requests.RequestException as error:
        raise Unavailable(
            _("O Alertmanager não responde."), _("`make status` diz o que parou; `make up` o sobe.")
        ) from error
    alerts = [
        Alert(
            name=one["labels"]["alertname"],
            severity=one["labels"].get("severity", ""),
            service=one["labels"].get("service", ""),
            since=dt.datetime.fromisoformat(one["startsAt"]),
            summary=one["annotations"].get("summary", ""),
            description=one["annotations"].get("description", ""),
            runbook=one["annotations"].get("runbook", ""),
        )
        for one in found
    ]
    return sorted((a for a in alerts if a.severity != HEARTBEAT), key=lambda alert: alert.since)
