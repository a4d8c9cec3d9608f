"""Logs and backups, by their verbs."""

import json

from course.services import minio
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


def test_a_backup_is_in_the_bucket_with_a_manifest_that_fits(cli: Cli) -> None:
    client = minio.client()
    before = {o.object_name for o in client.list_objects(minio.BACKUPS, recursive=True)}
    done = cli("backup-data")
    assert done.returncode == 0, done.stderr
    new = {o.object_name for o in client.list_objects(minio.BACKUPS, recursive=True)} - before
    [manifest] = [name for name in new if name.endswith(".json")]
    told = json.loads(client.get_object(minio.BACKUPS, manifest).data)
    assert told["name"] in new
    assert client.stat_object(minio.BACKUPS, told["name"]).size == told["size_bytes"]
    assert told["tables"] >= 10
