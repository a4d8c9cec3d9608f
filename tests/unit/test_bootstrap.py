"""Before the environment exists, every verb says how to get it, on a bare Python."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import bootstrap
from course.settings import ROOT


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout without its environment."""
    for name in ("course", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    return tmp_path


def _run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # -S -I would hide the checkout: -s and an empty environment hide the course's packages instead.
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return subprocess.run(
        [base, "-s", "-m", "course", *words],
        cwd=checkout,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_verb_that_needs_it_names_the_command(bare: Path) -> None:
    done = _run(bare, "up")
    assert done.returncode == 1
    assert "make dev-setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_answers_in_json_too(bare: Path) -> None:
    done = _run(bare, "doctor", "--json")
    assert done.returncode == 1
    [finding] = json.loads(done.stdout)["findings"]
    assert finding["mend"] == "make dev-setup"


def test_the_message_follows_the_language_in_the_env_file(bare: Path) -> None:
    (bare / ".env").write_text("COURSE_LANG=en\n")
    assert "does not exist yet" in _run(bare, "up").stderr


def test_an_environment_of_another_lock_file_is_not_ready(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert bootstrap.ready()
    other = tmp_path / "requirements.lock"
    other.write_text("other\n")
    monkeypatch.setattr(bootstrap, "LOCK", other)
    assert not bootstrap.ready()


def test_the_environment_of_a_checkout_that_was_moved_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(bootstrap.VENV / "bin", tmp_path / ".venv/bin", symlinks=True)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "_STAMP", tmp_path / "stamp")
    created = []
    monkeypatch.setattr(bootstrap, "_create", lambda: created.append("anew"))
    monkeypatch.setattr(bootstrap, "_run", lambda *command, **_more: None)
    (tmp_path / "stamp").write_text("digest-alone-of-an-older-version")
    bootstrap.make()
    assert bootstrap.ready()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path / "elsewhere")
    assert not bootstrap.ready()
    assert not created
    bootstrap.make()
    assert created == ["anew"]


def test_libraries_are_compiled_once_and_not_by_every_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With PYTHONDONTWRITEBYTECODE set, importing pandas took each kernel three seconds more."""
    ran: list[tuple[object, ...]] = []
    monkeypatch.setattr(bootstrap, "_run", lambda *command, **_more: ran.append(command))
    monkeypatch.setattr(bootstrap, "_STAMP", tmp_path / "stamp")
    bootstrap.make()
    [install] = [command for command in ran if bootstrap.LOCK in command]
    assert "--compile-bytecode" in install
