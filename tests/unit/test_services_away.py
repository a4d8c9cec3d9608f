"""A service that is away is told in the reader's language, by whoever asks it."""

import socket
from collections.abc import Callable

import pytest
import requests

from course.errors import LogInRefused, Unavailable
from course.services import airflow, http, postgres, prometheus
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


@pytest.mark.parametrize(("status", "error"), [(401, LogInRefused), (503, Unavailable)])
def test_a_password_that_airflow_refuses_is_no_server_that_is_away(
    status: int, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(session: requests.Session, *_words: object, **_more: object) -> requests.Response:
        answered = requests.Response()
        answered.status_code = status
        return answered

    monkeypatch.setattr(requests.Session, "post", answer)
    airflow._session.cache_clear()
    with pytest.raises(error, match="Airflow"):
        airflow.api("GET", "/dags")
