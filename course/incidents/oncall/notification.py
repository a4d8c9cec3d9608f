"""A notification as Alertmanager's webhook sends it.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4;
what is not used is left out.
"""

import datetime as dt
from typing import Literal

from pydantic import BaseModel

WATCHDOG = "Watchdog"


class Alert(BaseModel):
    """One alert of a group. Times are aware; `endsAt` lies in the year 1 while the alert fires."""

    status: Literal["firing", "resolved"]
    labels: dict[str, str]
    annotations: dict[str, str]
    startsAt: dt.datetime  # noqa: N815  # Alertmanager's name
    endsAt: dt.datetime  # noqa: N815
    fingerprint: str

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.labels["alertname"]

    @property
    def ends_at(self) -> dt.datetime | None:
        """When it ended; None while it fires."""
        return self.endsAt if self.status == "resolved" else None


class Notification(BaseModel):
    """The alerts of a group that were delivered together."""

    alerts: list[Alert]


class Received(Notification):
    """A notification with the moment, in UTC, of its arrival."""

    received_at: dt.datetime
