"""A service that is away is told in the reader's language, by whoever asks it."""

import socket
from collections.abc import Callable

import pytest

from course.errors import Unavailable
from course.services import http, postgres, prometheus
from course.settings import settings


@pytest.fixture
def nobody() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def connect() -> None:
    with postgres.connect("analyst"):
        pass


def administer() -> None:
    with postgres.administer():
        pass


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("postgres", connect),
        ("postgres", administer),
        ("prometheus", lambda: prometheus.query("up")),
        ("prometheus", lambda: prometheus.query_range("up", 0, 60, 15)),
    ],
)
def test_what_asks_a_server_that_is_down_says_so_with_the_next_step(
    name: str, ask: Callable[[], object], nobody: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = settings.model_copy(update={f"{name}_host": "127.0.0.1", f"{name}_port": nobody})
    for module in (postgres, http):
        monkeypatch.setattr(module, "settings", moved)
    with pytest.raises(Unavailable) as away:
        ask()
    assert "make up" in away.value.next_step
    assert "\n" not in away.value.message
