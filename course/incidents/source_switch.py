"""The switch of the source's faults, turned from outside."""

from collections.abc import Callable
from typing import Any

import requests

from course.errors import Unavailable
from course.i18n import _
from course.services import source

_PATH = "/v1/faults"


def on(**faults: Any) -> Callable[[], None]:
    """Switches these on, and all others off, when called. Raises `Unavailable` without the source."""
    return lambda: _ask("PUT", json=faults)


def off() -> None:
    """Switches all off. Raises `Unavailable` without the source."""
    _ask("DELETE")


def _ask(method: str, **body: Any) -> None:
    try:
        response = requests.request(method, source.url(_PATH), headers=source.headers(), timeout=5, **body)
        response.raise_for_status()
    except requests.RequestException as error:
        raise Unavailable(
            _("A fonte não aceitou a troca de falhas: {why}.").format(why=error), _("Rode `make status`.")
        ) from error
