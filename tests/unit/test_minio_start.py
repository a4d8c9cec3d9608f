"""A store that starts: it takes connections before it answers."""

import socket

import pytest
import requests

from course.services import http, minio
from course.settings import settings


@pytest.mark.timeout(30)
def test_a_request_that_is_never_answered_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        here = settings.model_copy(update={"minio_port": silent.getsockname()[1]})
        for module in (http, minio):
            monkeypatch.setattr(module, "settings", here)
        minio.client.cache_clear()
        try:
            with pytest.raises(requests.Timeout):
                minio.answers()
        finally:
            minio.client.cache_clear()
