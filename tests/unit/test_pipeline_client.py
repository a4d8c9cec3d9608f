"""What the pipeline does with a source that does not answer as it should, over real HTTP."""

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tenacity import wait_none

from course.errors import Unavailable
from course.pipeline import client
from course.pipeline.client import ATTEMPTS, SourceClient
from course.pipeline.contract import ContractError, parse
from course.pipeline.datasets import AIRLINES, FLIGHTS
from course.services import source
from course.settings import settings

DAY = dt.date(2025, 6, 10)
Answer = tuple[int, dict[str, str], bytes]
PAGE = json.dumps(
    {
        **{"dataset": "airlines", "date": None, "page": 1, "pages": 1, "total": 1, "version": "v1"},
        "rows": [{"carrier": "UA", "name": "United", "new_column": 1}],
    }
).encode()


class Source:
    """Gives the answers of a script, the last one for ever, and keeps when it was asked what."""

    def __init__(self, *script: Answer) -> None:
        self.script = list(script)
        self.asked: list[tuple[float, str, str]] = []

    def answer(self, path: str, key: str) -> Answer:
        self.asked.append((time.monotonic(), path, key))
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Source]]:
    """Makes the pipeline's source a server of this process; backoff without its waits."""
    current: list[Source] = []

    class Scripted(Source):
        def __init__(self, *script: Answer) -> None:
            super().__init__(*script)
            current[:] = [self]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            status, headers, body = current[0].answer(self.path, self.headers.get("X-API-Key", ""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setattr(source, "url", lambda path="": f"http://127.0.0.1:{server.server_port}{path}")
    monkeypatch.setattr(client, "_BACKOFF", wait_none())
    yield Scripted
    server.shutdown()
    server.server_close()


def ask() -> bytes:
    with SourceClient() as session:
        return session.page(AIRLINES, DAY, 1).body


def test_a_page_comes_as_its_bytes_with_its_etag_for_the_key_of_env(serve: type[Source]) -> None:
    asked = serve((200, {"ETag": '"abc"'}, PAGE))
    with SourceClient() as session:
        assert session.page(AIRLINES, DAY, 1) == (PAGE, '"abc"')
    assert asked.asked[0][1:] == ("/v1/airlines?page=1", settings.source_api_key.get_secret_value())


def test_a_daily_page_is_asked_for_by_its_day(serve: type[Source]) -> None:
    asked = serve((200, {}, b"{}"))
    with SourceClient() as session:
        session.page(FLIGHTS, DAY, 3)
    assert asked.asked[0][1] == "/v1/flights?date=2025-06-10&page=3"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(serve: type[Source], status: int) -> None:
    asked = serve((status, {}, b"{}"), (status, {}, b"{}"), (200, {}, PAGE))
    assert ask() == PAGE
    assert len(asked.asked) == 3


def test_the_wait_that_the_source_asks_for_is_kept(serve: type[Source]) -> None:
    asked = serve((429, {"Retry-After": "1"}, b"{}"), (200, {}, PAGE))
    assert ask() == PAGE
    first, second = (moment for moment, _, _ in asked.asked)
    assert second - first >= 1


def test_a_wait_too_long_to_sit_through_is_an_error_that_says_how_long(serve: type[Source]) -> None:
    asked = serve((429, {"Retry-After": "3600"}, b"{}"))
    with pytest.raises(Unavailable, match="3600"):
        ask()
    assert len(asked.asked) == 1


def test_trying_again_has_an_end(serve: type[Source]) -> None:
    asked = serve((503, {}, b"{}"))
    with pytest.raises(Unavailable, match="503") as gave_up:
        ask()
    assert len(asked.asked) == ATTEMPTS
    assert gave_up.value.next_step


def test_a_source_that_is_down_is_tried_again_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "url", lambda path="": f"http://127.0.0.1:1{path}")
    monkeypatch.setattr(client, "_BACKOFF", wait_none())
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1"):
        ask()


def test_a_wrong_key_is_final_and_says_which_value_to_mend(serve: type[Source]) -> None:
    asked = serve((401, {}, b'{"detail": "no"}'))
    with pytest.raises(Unavailable) as refused:
        ask()
    assert "SOURCE_API_KEY" in refused.value.next_step
    assert settings.source_api_key.get_secret_value() not in str(refused.value)
    assert len(asked.asked) == 1


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_refusal_is_final_and_gives_the_source_s_words(serve: type[Source], status: int) -> None:
    asked = serve((status, {}, b'{"detail": "no such thing"}'))
    with pytest.raises(ContractError, match="no such thing"):
        ask()
    assert len(asked.asked) == 1


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"version": '])
def test_a_version_that_is_none_is_rubbish(serve: type[Source], body: bytes) -> None:
    serve((200, {}, body))
    with SourceClient() as session, pytest.raises(ContractError):
        session.version()


def test_a_column_more_is_no_offence() -> None:
    assert parse(PAGE, AIRLINES, DAY, 1).rows[0]["name"] == "United"


@pytest.mark.parametrize(
    "changes",
    [
        {"dataset": "planes"},
        {"page": 2},
        {"date": "2025-06-10"},
        {"rows": [{"carrier": "UA"}]},
        {"rows": ["UA"]},
        {"rows": None},
        {"total": "many"},
    ],
)
def test_a_page_that_is_not_as_agreed_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ContractError):
        parse(json.dumps(json.loads(PAGE) | changes).encode(), AIRLINES, DAY, 1)


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>It works!</body></html>", PAGE[: len(PAGE) // 2], b"null"]
)
def test_rubbish_is_refused(body: bytes) -> None:
    with pytest.raises(ContractError) as refused:
        parse(body, AIRLINES, DAY, 1)
    assert refused.value.next_step
