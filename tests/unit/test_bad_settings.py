"""A wrong value outside the code ends in a sentence that names it, never in a traceback."""

import json
import os
import socket
from pathlib import Path

import pytest
from pydantic_core import ErrorDetails

from course.errors import UsageError
from course.settings import ENV_EXAMPLE, Settings, _explained, load
from tests.conftest import Cli


@pytest.mark.parametrize("port", ["abc", "0", "70000", "80"])
def test_a_wrong_port_is_named_with_its_value(cli: Cli, port: str) -> None:
    done = cli("up", REDIS_PORT=port)
    assert done.returncode == 2
    assert f"REDIS_PORT={port}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["up", "check-health"])
def test_one_port_for_two_services_is_refused_before_anything_starts(cli: Cli, verb: str) -> None:
    done = cli(verb, AIRFLOW_PORT="12345", JUPYTER_PORT="12345")
    assert done.returncode == 2
    assert "AIRFLOW_PORT=12345, JUPYTER_PORT=12345" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_message_is_in_the_language_asked_for(cli: Cli) -> None:
    assert "Wrong value in .env" in cli("up", REDIS_PORT="x", COURSE_LANG="en").stderr
    assert "Valor errado em .env" in cli("up", REDIS_PORT="x", COURSE_LANG="pt_BR").stderr


def test_an_unknown_language_or_zone_is_named(cli: Cli) -> None:
    assert "COURSE_LANG=xx" in cli("up", COURSE_LANG="xx").stderr
    assert "COURSE_TIMEZONE=Mars/Base" in cli("up", COURSE_TIMEZONE="Mars/Base").stderr


def test_an_address_on_which_the_platform_would_not_find_itself_is_refused(cli: Cli) -> None:
    said = cli("up", BIND_ADDRESS="192.0.2.1").stderr
    assert "BIND_ADDRESS=192.0.2.1" in said
    assert "0.0.0.0" in said


@pytest.mark.parametrize("name", ["MINIO_ROOT_PASSWORD", "ETL_PASSWORD", "AUDITOR_PASSWORD"])
def test_a_password_too_short_for_minio_is_refused(cli: Cli, name: str) -> None:
    done = cli("up", **{name: "seven77"})
    assert done.returncode == 2
    assert f"{name} (o certo: 8 caracteres ou mais)" in done.stderr
    assert "seven77" not in done.stderr


def test_a_wrong_secret_is_named_but_not_shown() -> None:
    error: ErrorDetails = {"type": "string_type", "loc": (), "msg": "", "input": "hunter2"}
    assert _explained("REDIS_PASSWORD", error) == "REDIS_PASSWORD"
    assert "hunter2" in _explained("REDIS_HOST", error)


def test_without_an_env_file_the_command_that_makes_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", (ENV_EXAMPLE,))
    monkeypatch.delenv("REDIS_PASSWORD", raising=False)
    with pytest.raises(UsageError, match=r"REDIS_PASSWORD.*make dev-setup"):
        load()


@pytest.mark.parametrize("why", [PermissionError(), UnicodeDecodeError("utf-8", b"", 0, 1, "")])
def test_an_env_file_that_cannot_be_read_is_said_to_be(
    monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise why

    monkeypatch.setattr("pydantic_settings.sources.providers.dotenv.dotenv_values", refuse)
    with pytest.raises(UsageError, match=r"\.env"):
        load()


def test_the_doctor_reports_wrong_settings_as_a_finding(cli: Cli) -> None:
    done = cli("doctor", "--json", REDIS_PORT="abc")
    assert done.returncode == 1
    [finding] = json.loads(done.stdout)["findings"]
    assert finding["check"] == "env"
    assert "REDIS_PORT" in finding["what"]


def test_a_taken_port_is_found_with_who_holds_it(cli: Cli, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = cli("doctor", "--json", REDIS_PORT=str(port), STATE_DIR=str(tmp_path))
    assert done.returncode == 1
    findings = [f for f in json.loads(done.stdout)["findings"] if f["check"] == "ports"]
    assert any(f"{port}" in f["what"] and str(os.getpid()) in f["what"] for f in findings)
    assert any("REDIS_PORT" in f["mend"] for f in findings)


def test_class_room_log_ins_are_refused_on_another_address(cli: Cli, tmp_path: Path) -> None:
    done = cli("up", BIND_ADDRESS="0.0.0.0", STATE_DIR=str(tmp_path), STACK_MODE="local")
    assert done.returncode == 1
    assert "AIRFLOW_PASSWORD" in done.stderr
    assert not (tmp_path / "supervisor").exists()


def test_own_log_ins_are_accepted_on_another_address(cli: Cli, tmp_path: Path) -> None:
    names = ("AIRFLOW_PASSWORD", "GRAFANA_PASSWORD", "MINIO_ROOT_PASSWORD", "JUPYTER_TOKEN")
    own = dict.fromkeys(names, "something-else-entirely")
    done = cli("doctor", "--json", BIND_ADDRESS="0.0.0.0", STATE_DIR=str(tmp_path), **own)
    assert not [f for f in json.loads(done.stdout)["findings"] if f["check"] == "bind"]
