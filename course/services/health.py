"""A real round trip to every service."""

import time
from collections.abc import Collection
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread

from course.i18n import _
from course.services.base import Service
from course.services.reason import reason
from course.services.registry import services

GIVE_UP_SECONDS = 15  # a busy machine takes five for its slowest; the browser waits twenty for them all


@dataclass(frozen=True)
class Health:
    """seconds: how long the round trip took; saw: what came back; error: why it failed, else empty."""

    service: Service
    seconds: float
    saw: str = ""
    error: str = ""


def check(names: Collection[str] | None = None) -> list[Health]:
    """Pings every service, or those named, side by side; the results are in the order of need.

    A service that has not answered after `GIVE_UP_SECONDS` is one that does not answer: another's result
    does not wait for it.
    """
    asked = [(one, _start(one)) for name, one in services().items() if names is None or name in names]
    wait([answer for _service, answer in asked], GIVE_UP_SECONDS)
    return [answer.result() if answer.done() else _silent(service) for service, answer in asked]


def _start(service: Service) -> Future[Health]:
    """Pings on a thread that nobody has to wait for, not even the program's end."""
    answer: Future[Health] = Future()
    Thread(target=lambda: answer.set_result(_ping(service)), name=service.name, daemon=True).start()
    return answer


def _silent(service: Service) -> Health:
    error = _("não respondeu em {n} s").format(n=GIVE_UP_SECONDS)
    return Health(service, GIVE_UP_SECONDS, error=error)


def _ping(service: Service) -> Health:
    started = time.perf_counter()
    try:
        saw = service.ping()
    except Exception as error:  # whatever its client raises: this is where it is reported
        return Health(service, time.perf_counter() - started, error=reason(error))
    return Health(service, time.perf_counter() - started, saw=saw)
