"""`down` ends all that `up` has started, also what a killed supervisord has left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from course.services import postgres_server
from course.settings import ROOT, settings
from course.stack import supervisor
from tests.conftest import Cli


@contextmanager
def running(name: str, folder: Path, *arguments: str, **environment: str) -> Iterator[int]:
    """A process of that name, with these arguments, that waits for its end; its pid."""
    (folder / name).symlink_to("/bin/sh")
    clean = {key: value for key, value in os.environ.items() if key != supervisor.MARK}
    with psutil.Popen(
        [folder / name, "-c", "read line", *arguments], env={**clean, **environment}, stdin=subprocess.PIPE
    ) as process:
        try:
            yield process.pid
        finally:
            process.kill()


def found() -> set[int]:
    return {process.pid for process in supervisor.leftovers()}


def test_a_server_that_lost_its_supervisor_is_found_wherever_its_cluster_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_server, "state_dir", lambda: Path("/var/lib/elsewhere"))
    with running("postgres", tmp_path, "-D", "/var/lib/elsewhere/data") as pid:
        assert pid in found()


def test_a_program_that_lost_its_supervisor_is_found_by_its_mark(tmp_path: Path) -> None:
    with running("redis", tmp_path, **{supervisor.MARK: str(settings.state_dir)}) as pid:
        assert pid in found()


def test_an_editor_on_a_file_of_the_cluster_is_not_the_stacks(tmp_path: Path) -> None:
    with running("vim", tmp_path, f"{postgres_server.state_dir()}/data/postgresql.conf") as pid:
        assert pid not in found()


SLOW_TO_STOP = """
from course.services.base import Program
from course.stack import supervisor

slow = Program("slow", ("sh", "-c", "trap '' TERM; sleep 60"), stop_seconds=6)
supervisor.programs = lambda: [slow]
supervisor.start_supervisor()
supervisor.start(slow)
"""


def test_down_may_be_interrupted_and_said_again(cli: Cli) -> None:
    with TemporaryDirectory() as folder:  # a socket's path has to be short
        state = {"STATE_DIR": folder, "STACK_MODE": "local"}
        subprocess.run(
            [sys.executable, "-c", SLOW_TO_STOP], env={**os.environ, **state}, cwd=ROOT, check=True
        )
        supervisord = psutil.Process(int(Path(folder, "supervisor/supervisord.pid").read_text()))
        first = subprocess.Popen(
            [sys.executable, "-m", "course", "down"], env={**os.environ, **state}, cwd=ROOT
        )
        log = Path(folder, "supervisor/supervisord.log")
        while "waiting for slow to die" not in log.read_text():
            assert first.poll() is None
            time.sleep(0.05)
        first.send_signal(signal.SIGINT)
        assert first.wait(10) == 130
        assert supervisord.is_running()
        said = [cli(verb, **state) for verb in ("status", "down")]
        assert [done.returncode for done in said] == [0, 0], said
        assert not supervisord.is_running()


# Ends at once; what it has started lives on in its session, without the mark.
LEADER = """
import subprocess
nothing = subprocess.DEVNULL
print(subprocess.Popen(["sleep", "60"], env={}, stdin=nothing, stdout=nothing, stderr=nothing).pid)
"""


def test_a_program_that_wrote_over_its_environment_is_found_by_its_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PID_FILE", tmp_path / "supervisord.pid")
    leader = subprocess.Popen([sys.executable, "-c", LEADER], start_new_session=True, stdout=subprocess.PIPE)
    pid = int(leader.communicate()[0])
    try:
        assert pid not in found()
        supervisor.PID_FILE.write_text(f"{leader.pid}\n")
        assert pid in found()
        os.utime(supervisor.PID_FILE, (0, 0))  # of before the machine started: the number may be anybody's
        assert pid not in found()
        supervisor.PID_FILE.write_text("")  # killed, or the disk full, before it had written the number
        assert pid not in found()
    finally:
        os.kill(pid, signal.SIGKILL)


def test_a_session_that_has_its_leader_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PID_FILE", tmp_path / "supervisord.pid")
    with psutil.Popen(["sleep", "60"], env={}, start_new_session=True) as leader:
        supervisor.PID_FILE.write_text(str(leader.pid))
        assert leader.pid not in found()
        leader.kill()
