"""The round trips to all services: one that hangs is told apart from those that answer."""

from dataclasses import replace
from threading import Event

import pytest
import requests

from course.services import health
from course.services.registry import services


@pytest.mark.timeout(30)
def test_a_service_that_never_answers_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()
    silent = replace(services()["minio"], ping=lambda: str(ended.wait()))
    quick = replace(services()["redis"], ping=lambda: "pong")
    monkeypatch.setattr(health, "services", lambda: {"minio": silent, "redis": quick})
    monkeypatch.setattr(health, "GIVE_UP_SECONDS", 1)
    try:
        hung, well = health.check()
    finally:
        ended.set()
    assert (hung.service, hung.error) == (silent, "não respondeu em 1 s")
    assert (well.saw, well.error) == ("pong", "")


def test_a_client_that_gave_up_first_is_told_in_the_readers_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def ping() -> str:
        raise requests.ReadTimeout("HTTPSConnectionPool(host='127.0.0.1', port=9443): Read timed out.")

    monkeypatch.setattr(
        health, "services", lambda: {"minio-tls": replace(services()["minio-tls"], ping=ping)}
    )
    assert [result.error for result in health.check()] == ["não respondeu a tempo"]
