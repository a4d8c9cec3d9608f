"""`.env` is made and completed without losing anything of its owner's."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from dotenv import dotenv_values

from course.stack import env_file


def test_a_new_file_has_every_value_and_is_closed_to_others(tmp_path: Path) -> None:
    target = tmp_path / ".env"
    env_file.ensure(target)
    values = dotenv_values(target)
    assert values.keys() == dotenv_values(env_file.EXAMPLE).keys()
    assert all(values.values())
    assert target.stat().st_mode & 0o777 == 0o600
    Fernet(str(values["AIRFLOW_FERNET_KEY"]))


def test_another_users_file_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    target = tmp_path / ".env"
    target.write_text("REDIS_PORT=1\n")
    monkeypatch.setattr(env_file.os, "access", lambda *_: False)
    assert env_file.ensure(target) == []
    assert target.read_text() == "REDIS_PORT=1\n"


def test_two_machines_get_different_secrets(tmp_path: Path) -> None:
    env_file.ensure(tmp_path / "one")
    env_file.ensure(tmp_path / "two")
    one, two = dotenv_values(tmp_path / "one"), dotenv_values(tmp_path / "two")
    generated = [name for name, value in dotenv_values(env_file.EXAMPLE).items() if not value]
    assert generated
    assert all(one[name] != two[name] for name in generated)


def test_what_is_there_is_kept_and_only_the_rest_is_added(tmp_path: Path) -> None:
    target = tmp_path / ".env"
    target.write_text("# mine\nREDIS_PORT=7000\nREDIS_PASSWORD=\nETL_PASSWORD=own\nEXTRA=1\n")
    added = env_file.ensure(target)
    values = dotenv_values(target)
    assert (values["REDIS_PORT"], values["ETL_PASSWORD"], values["EXTRA"]) == ("7000", "own", "1")
    assert values["REDIS_PASSWORD"]
    assert "REDIS_PASSWORD" in added
    assert "REDIS_PORT" not in added
    assert target.read_text().startswith("# mine\n")


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / ".env"
    env_file.ensure(target)
    before = target.read_bytes()
    assert env_file.ensure(target) == []
    assert target.read_bytes() == before
