"""What supervisor reads is what the declarations say."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import psutil
import pytest
from pydantic import SecretStr
from supervisor.options import UnhosedConfigParser, dict_of_key_value_pairs

from course.errors import CourseError
from course.services import postgres_server
from course.services.base import Program
from course.services.registry import services
from course.settings import ROOT, settings
from course.stack import supervisor
from tests.conftest import Cli

OURS = Program("ours", (sys.executable, "-m", "course"))


@pytest.mark.parametrize(
    "value", ["plain", "with space", "a,b=c;d", "100%", 'double"quote', "it's", "ção", "#x"]
)
def test_any_value_of_an_environment_arrives_as_it_is(value: str) -> None:
    program = Program("redis", ("redis-server",), env={"SECRET": value, "NEXT": "1"})
    parser = UnhosedConfigParser()
    parser.expansions = {}
    parser.read_string(supervisor._program(program))
    text = parser.saneget("program:redis", "environment", do_expand=False).replace("%%", "%")
    environment = dict_of_key_value_pairs(text)
    assert environment["SECRET"] == value
    assert environment["NEXT"] == "1"


def test_a_program_of_ours_speaks_the_language_of_this_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "settings", settings.model_copy(update={"course_lang": "en"}))
    assert 'COURSE_LANG="en"' in supervisor._program(OURS)
    assert "COURSE_LANG" not in supervisor._program(Program("redis", ("redis-server",)))


@pytest.mark.parametrize(
    "changed",
    [{"source_api_key": SecretStr("leaked")}, {"course_timezone": ZoneInfo("UTC")}, {"etl_password": 1}],
)
def test_another_setting_starts_our_programs_anew(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object]
) -> None:
    before = supervisor._program(OURS)
    assert supervisor._program(OURS) == before
    monkeypatch.setattr(supervisor, "settings", settings.model_copy(update=changed))
    assert supervisor._program(OURS) != before


@pytest.mark.parametrize(
    ("service", "module", "changed"),
    [
        ("redis", "services.redis", {"redis_password": SecretStr("another")}),
        ("alertmanager", "services.alertmanager", {"oncall_port": 1}),
        ("alertmanager", "services.alertmanager", {"oncall_webhook_secret": SecretStr("another")}),
        ("prometheus", "settings", {"oncall_port": 1}),
    ],
)
def test_what_is_written_for_a_program_starts_it_anew(
    monkeypatch: pytest.MonkeyPatch, service: str, module: str, changed: dict[str, object]
) -> None:
    [program] = services()[service].local.programs
    program = replace(program, command=("sh",))  # which is installed everywhere
    before = supervisor._program(program)
    assert supervisor._program(program) == before
    monkeypatch.setattr(f"course.{module}.settings", settings.model_copy(update=changed))
    assert supervisor._program(program) != before


@pytest.mark.parametrize(
    ("value", "wrong"),
    [("\"'", "aspas"), ("it'", "aspas"), ('"x', "aspas"), ("a #b", "comentário"), ("a ;b", "#")],
)
def test_a_value_that_cannot_be_written_is_refused(value: str, wrong: str) -> None:
    with pytest.raises(CourseError, match=wrong):
        supervisor._program(Program("ours", OURS.command, env={"SECRET": value}))


def test_a_program_that_is_not_installed_names_the_command() -> None:
    with pytest.raises(CourseError, match="make dev-setup"):
        supervisor._program(Program("x", ("no-such-program",)))


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
    monkeypatch.setattr(supervisor, "_PID", tmp_path / "supervisord.pid")
    leader = subprocess.Popen([sys.executable, "-c", LEADER], start_new_session=True, stdout=subprocess.PIPE)
    pid = int(leader.communicate()[0])
    try:
        assert pid not in found()
        supervisor._PID.write_text(f"{leader.pid}\n")
        assert pid in found()
        os.utime(supervisor._PID, (0, 0))  # of before the machine was started: its number may be anybody's
        assert pid not in found()
    finally:
        os.kill(pid, signal.SIGKILL)


def test_a_session_that_has_its_leader_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_PID", tmp_path / "supervisord.pid")
    with psutil.Popen(["sleep", "60"], env={}, start_new_session=True) as leader:
        supervisor._PID.write_text(str(leader.pid))
        assert leader.pid not in found()
        leader.kill()
