"""What several services' pings share: one GET that has to answer well."""

import requests

from course.settings import LOOPBACK, settings


def get(port: int, path: str, host: str = LOOPBACK, **kwargs: object) -> requests.Response:
    """GET from a service; raises `requests.RequestException` unless it answers 2xx within 5 s."""
    response = requests.get(f"http://{host}:{port}{path}", timeout=5, **kwargs)  # type: ignore[arg-type]
    response.raise_for_status()
    return response


def metric(port: int, name: str, path: str = "/metrics") -> float:
    """The value of a metric's first sample on a page of metrics; raises `LookupError` without one."""
    for line in get(port, path).text.splitlines():
        if line.startswith((f"{name} ", f"{name}{{")):
            return float(line.rsplit(" ", 1)[1])
    raise LookupError(name)


def listen(port: int) -> str:
    """`address:port`, as most programs want to be told where to listen."""
    return f"{settings.bind_address}:{port}"
