"""A password of any characters reaches Redis and those who log in to it."""

import pytest
from kombu.utils.url import url_to_parts
from pydantic import SecretStr

from course.services import redis
from course.settings import settings


@pytest.mark.parametrize("password", ["plain", "a#b", "a b", 'q"\\', "a@b:c/d?e%2F", "ã$x"])
def test_the_password_is_the_same_to_the_server_and_to_celery(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = settings.model_copy(update={"redis_password": SecretStr(password)})
    monkeypatch.setattr(redis, "settings", moved)
    parts = url_to_parts(redis.broker_url())
    assert (parts.password, parts.hostname, parts.port) == (
        password,
        settings.redis_host,
        settings.redis_port,
    )
    escaped = password.replace("\\", r"\\").replace('"', r"\"")
    assert redis._secret_line() == f'requirepass "{escaped}"\n'
