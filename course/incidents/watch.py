"""The watch over the watch, from outside of it: whether the heartbeat still arrives.

The alert Watchdog always fires: Prometheus evaluates it, Alertmanager delivers it, the on-call service notes
when. What is asked here is that note alone, so it tells when any of the three has stopped.
"""

import requests

from course.errors import CourseError
from course.i18n import _
from course.services.http import get


class Silent(CourseError):  # noqa: N818  # what is reported, not how it is caught
    """The heartbeat is missing."""


def heartbeat_age() -> float:
    """Seconds since the newest heartbeat. Raises `Silent` when nobody can tell, or none has come yet."""
    try:
        age: float | None = get("oncall", "/heartbeat").json()["age_seconds"]
    except requests.RequestException as error:
        raise Silent(
            _("O plantão não responde: nenhum alerta chega a ninguém."),
            _("`make status` diz o que parou; `make up` o sobe."),
        ) from error
    if age is None:
        raise Silent(
            _("O plantão não recebeu nenhum sinal desde que subiu."),
            _("Veja o runbook Watchdog: Prometheus e Alertmanager estão no ar?"),
        )
    return age


def check(longest: float) -> float:
    """The age of the heartbeat in seconds; raises `Silent` when it is older than `longest`."""
    age = heartbeat_age()
    if age > longest:
        raise Silent(
            _("O último sinal é de {age:.0f} s atrás, mais que {longest:.0f} s: os alertas pararam.").format(
                age=age, longest=longest
            ),
            _("Veja o runbook Watchdog: Prometheus e Alertmanager estão no ar?"),
        )
    return age
