"""A real round trip to every service."""

import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from minio.error import S3Error

from course.errors import CourseError
from course.i18n import _
from course.services.base import Service
from course.services.registry import services


@dataclass(frozen=True)
class Health:
    """seconds: how long the round trip took; saw: what came back; error: why it failed, else empty."""

    service: Service
    seconds: float
    saw: str = ""
    error: str = ""


def check(names: Collection[str] | None = None) -> list[Health]:
    """Pings every service, or those named, side by side; the results are in the order of need."""
    wanted = [service for name, service in services().items() if names is None or name in names]
    with ThreadPoolExecutor(max_workers=max(1, len(wanted))) as pool:
        return list(pool.map(_ping, wanted))


def _ping(service: Service) -> Health:
    started = time.perf_counter()
    try:
        saw = service.ping()
    except CourseError as error:
        return Health(service, time.perf_counter() - started, error=error.message)
    except Exception as error:  # whatever its client raises: this is where it is reported
        return Health(service, time.perf_counter() - started, error=_reason(error))
    return Health(service, time.perf_counter() - started, saw=saw)


def _reason(error: BaseException) -> str:
    """The error in a line; a refused connection at the bottom of it says all."""
    if isinstance(error, S3Error):
        return f"{error.code}: {error.message}"
    text = str(error).strip() or repr(error)
    if "refused" in text:
        return _("conexão recusada: está parado?")
    return text.splitlines()[0]
