"""Each check of the doctor finds what it is for, and is silent when all is well."""

from pathlib import Path

import pytest

from course.errors import CourseError
from course.settings import ROOT
from course.stack import doctor, packages, supervisor

TOO_MUCH = 10**18


def _levels(check) -> list[str]:
    return [finding.level for finding in check()]


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _levels(doctor._disk) == []
    monkeypatch.setattr(doctor, "DISK_WANTED", TOO_MUCH)
    assert set(_levels(doctor._disk)) == {"warning"}
    monkeypatch.setattr(doctor, "DISK_NEEDED", TOO_MUCH)
    assert set(_levels(doctor._disk)) == {"failed"}


def test_too_little_memory_is_found_unless_the_stack_already_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MEMORY_WANTED", TOO_MUCH)
    monkeypatch.setattr(doctor, "MEMORY_NEEDED", TOO_MUCH)
    monkeypatch.setattr(supervisor, "running", lambda: False)
    assert _levels(doctor._memory) == ["failed"]
    monkeypatch.setattr(supervisor, "running", lambda: True)
    assert _levels(doctor._memory) == []


def test_a_machine_without_debian_s_packages_lacks_them_all_and_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(doctor, "mode", lambda: "local")
    [finding] = doctor._packages()
    assert "postgresql" in finding.what
    with pytest.raises(CourseError, match="apt-get"):
        packages.install(packages.missing(), lambda note: None)


def test_a_path_too_long_for_a_socket_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _levels(doctor._writable) == []
    monkeypatch.setattr(doctor, "SOCKET", ROOT / ("x" * 120) / "control.sock")
    assert _levels(doctor._writable) == ["failed"]


def test_a_file_of_secrets_that_others_can_read_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    monkeypatch.setattr(doctor, "ENV_FILE", env)
    assert _levels(doctor._env_file) == ["failed"]
    env.touch(mode=0o644)
    assert _levels(doctor._env_file) == ["warning"]
    env.chmod(0o600)
    assert _levels(doctor._env_file) == []


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "mode", lambda: "local")
    monkeypatch.setattr(doctor.packages, "wanted", lambda: ["bash", "no-such-package"])
    [finding] = doctor._packages()
    assert "no-such-package" in finding.what
    assert "bash" not in finding.what
    assert finding.mend == "make dev-setup"


def test_a_clock_behind_the_files_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _levels(doctor._clock) == []
    monkeypatch.setattr(doctor.time, "time", lambda: 0.0)
    assert _levels(doctor._clock) == ["warning"]


def test_the_class_room_passwords_are_known_to_be_public() -> None:
    assert set(doctor.default_log_ins()) <= {
        "AIRFLOW_PASSWORD",
        "GRAFANA_PASSWORD",
        "MINIO_ROOT_PASSWORD",
        "JUPYTER_TOKEN",
    }
