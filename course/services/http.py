"""What several services' pings share: one GET that has to answer well."""

import sys

import requests

from course.settings import ROOT, settings


def url(name: str, path: str = "") -> str:
    """The address of the service whose settings begin with `name`; `path` starts with a slash."""
    return f"http://{getattr(settings, f'{name}_host')}:{getattr(settings, f'{name}_port')}{path}"


def get(name: str, path: str, **kwargs: object) -> requests.Response:
    """GET from that service; raises `requests.RequestException` unless it answers 2xx within 5 s."""
    response = requests.get(url(name, path), timeout=5, **kwargs)  # type: ignore[arg-type]
    response.raise_for_status()
    return response


def metric(service: str, name: str, path: str = "/metrics") -> float:
    """The value of a metric's first sample on a page of metrics; raises `LookupError` without one."""
    for line in get(service, path).text.splitlines():
        if line.startswith((f"{name} ", f"{name}{{")):
            return float(line.rsplit(" ", 1)[1])
    raise LookupError(name)


def listen(port: int) -> str:
    """`address:port`, as most programs want to be told where to listen."""
    return f"{settings.bind_address}:{port}"


def uvicorn(app: str, port: int) -> tuple[str, ...]:
    """The command of a web program of ours, which logs in JSON lines; it logs requests itself, if any."""
    logging = f"{ROOT}/infra/uvicorn/logging.json"
    command = (sys.executable, "-m", "uvicorn", app, "--no-access-log", "--log-config", logging)
    return (*command, "--host", settings.bind_address, "--port", str(port))
