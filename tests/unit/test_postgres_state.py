"""As root the cluster lives where the server's own user can reach it."""

import os
from pathlib import Path

import pytest

from course.services import postgres_server
from course.settings import settings


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder that does not exist yet, in a folder that does; the server has a user of its own."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for parent in folder.parents:
        if parent.is_relative_to(tmp_path.parent.parent):
            parent.chmod(0o755)
    elsewhere = settings.model_copy(update={"state_dir": folder / ".stack"})
    monkeypatch.setattr(postgres_server, "settings", elsewhere)
    monkeypatch.setattr(postgres_server, "server_user", lambda: "postgres")
    return folder / ".stack"


def test_a_state_folder_that_others_can_reach_holds_it(state: Path) -> None:
    assert postgres_server.state_dir() == state / "postgres"


def test_a_state_folder_in_a_closed_folder_does_not_wherever_the_checkout_is(state: Path) -> None:
    state.parent.chmod(0o700)
    assert state not in postgres_server.state_dir().parents


def test_the_servers_user_gets_through_and_reads_its_files_whatever_the_umask(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "dataops-na-pratica/mark/postgres"
    handed: list[Path] = []
    monkeypatch.setattr(postgres_server, "state_dir", lambda: home)
    monkeypatch.setattr(postgres_server, "server_user", lambda: "postgres")
    monkeypatch.setattr(postgres_server, "hand_over", lambda *paths: handed.extend(paths))
    monkeypatch.setattr(postgres_server, "_initdb", _made)
    before = os.umask(0o077)
    try:
        postgres_server.prepare()
    finally:
        os.umask(before)
    above = [home, *home.parents][:3]
    assert [oct(folder.stat().st_mode & 0o777) for folder in above] == ["0o711"] * 3
    assert {home / "ca.crt", home / "pgbackrest.conf"} <= set(handed)


def _made(data: Path) -> None:
    """What initdb leaves, as far as `prepare` looks at it."""
    data.mkdir()
    (data / "postgresql.conf").touch()
