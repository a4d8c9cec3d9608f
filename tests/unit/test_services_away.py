"""A service that is away is told in the reader's language, by whoever asks it."""

import contextlib
import json
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
import requests
import urllib3
from minio import Minio

from course.errors import LogInRefused, Unavailable
from course.recovery import vault
from course.services import airflow, http, postgres, prometheus, tls
from course.services.reason import reason
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


def test_an_object_store_that_is_down_is_not_told_in_its_clients_words(nobody: int) -> None:
    store = Minio(f"127.0.0.1:{nobody}", secure=False, http_client=urllib3.PoolManager(retries=False))
    with pytest.raises(Unavailable) as away, vault.reached():
        store.list_buckets()
    assert away.value.message == "O MinIO não fez o que foi pedido: conexão recusada: está parado?"


def test_another_program_on_the_port_is_suspected_when_its_answer_is_not_the_services() -> None:
    with pytest.raises(json.JSONDecodeError) as page:
        json.loads("<html>")
    assert reason(page.value).endswith("há outro programa nesse endereço?")


def _authority(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's authority and its server's certificate; returns the authority's."""
    monkeypatch.setattr(tls, "_DIR", folder)
    monkeypatch.setattr(tls, "CA_FILE", folder / "ca.crt")
    tls.ensure()
    return tls.CA_FILE


def test_a_server_of_another_checkout_is_told_from_one_that_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = _authority(tmp_path / "theirs", monkeypatch).parent
    ours = _authority(tmp_path / "ours", monkeypatch)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*(theirs / name for name in tls.SERVER_FILES))

    def greet(listening: socket.socket) -> None:
        one, _address = listening.accept()
        one.recv(8)  # PostgreSQL's SSLRequest
        one.sendall(b"S")
        with contextlib.suppress(ssl.SSLError):
            context.wrap_socket(one, server_side=True)
        one.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        moved = settings.model_copy(update={"postgres_host": "127.0.0.1", "postgres_port": port})
        monkeypatch.setattr(postgres, "settings", moved)
        greeting = Thread(target=greet, args=(server,), daemon=True)
        greeting.start()
        with pytest.raises(Unavailable) as refused:
            connect()
        greeting.join(timeout=10)
    assert str(ours) in refused.value.next_step


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
