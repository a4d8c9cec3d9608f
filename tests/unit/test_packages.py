"""Installing Debian's packages: what it does besides, and what an interrupted one leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.settings import ROOT
from course.stack import packages, setup

# A sudo that would ask, and takes the password from its standard input instead of a terminal.
SUDO = """#!/bin/sh
[ "$1" = -v ] && read -r password && [ "$password" = right ]
"""


@pytest.fixture
def as_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What would have been run as root; policy-rc.d and the cluster's file are in a folder of the test."""
    done: list[tuple[str, ...]] = []

    def run(*command: str, stdin: str | None = None) -> None:
        done.append(command)
        if command[0] == "install":
            Path(command[-1]).write_text(stdin or "")
        if command[0] == "rm":
            for name in command[2:]:
                Path(name).unlink(missing_ok=True)

    monkeypatch.setattr(packages, "_as_root", run)
    monkeypatch.setattr(packages, "_POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(packages, "_NO_CLUSTER", tmp_path / "cluster.conf")
    return done


def test_services_may_start_again_after_an_install(as_root: list[tuple[str, ...]]) -> None:
    with packages._no_service_starts():
        assert "exit 101" in packages._POLICY.read_text()
        assert packages.left_over()
    assert not packages._POLICY.exists()
    assert not packages._NO_CLUSTER.exists()


def test_what_a_killed_install_left_is_taken_back(as_root: list[tuple[str, ...]]) -> None:
    packages._POLICY.write_text(packages._NEVER)
    with packages._no_service_starts():
        pass
    assert not packages._POLICY.exists()
    packages._POLICY.write_text(packages._NEVER)
    packages.let_services_start()
    assert not packages.left_over()


def test_a_policy_of_somebody_else_stays(as_root: list[tuple[str, ...]]) -> None:
    packages._POLICY.write_text("#!/bin/sh\nexit 101\n")
    with packages._no_service_starts():
        pass
    assert packages._POLICY.read_text() == "#!/bin/sh\nexit 101\n"
    assert not packages.left_over()


def test_sudo_asks_before_anything_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    order = []
    monkeypatch.setattr(packages, "ask_for_root", lambda: order.append("asked"))
    monkeypatch.setattr(packages, "install", lambda names, note: order.append("installed"))
    monkeypatch.setattr(setup.Steps, "__enter__", lambda self: order.append("drawn") or self)
    setup._install(["a-package"], [])
    assert order == ["asked", "drawn", "installed"]


@pytest.mark.parametrize(("password", "refused"), [("right", False), ("wrong", True)])
def test_without_the_password_nothing_is_begun(tmp_path: Path, password: str, refused: bool) -> None:
    (tmp_path / "sudo").write_text(SUDO)
    (tmp_path / "sudo").chmod(0o755)
    script = (
        "import os; os.geteuid = lambda: 1000\nfrom course.stack import packages; packages.ask_for_root()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        cwd=ROOT,
        input=f"{password}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("O sudo recusou" in done.stderr) == refused, done.stderr
    assert bool(done.returncode) == refused
