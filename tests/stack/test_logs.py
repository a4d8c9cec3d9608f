"""Logs, by their verb."""

from course.services.registry import services
from tests.conftest import Cli


def test_logs_of_one_service_are_its_own(cli: Cli) -> None:
    done = cli("logs", "redis", "--since", "1d", "--no-follow")
    assert done.returncode == 0
    assert "redis | " in done.stdout
    assert not [line for line in done.stdout.splitlines() if not line.startswith("redis | ")]


def test_airflow_logs_cover_all_its_processes(cli: Cli) -> None:
    done = cli("logs", "airflow", "--since", "1d", "--no-follow")
    speakers = {line.partition(" ")[0] for line in done.stdout.splitlines()}
    assert speakers == set(services()["airflow"].programs)


def test_an_unknown_service_is_refused_with_the_names_there_are(cli: Cli) -> None:
    done = cli("logs", "oracle", "--no-follow")
    assert done.returncode == 2
    assert "postgres" in done.stderr
