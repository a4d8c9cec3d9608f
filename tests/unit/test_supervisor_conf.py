"""What supervisor reads is what the declarations say."""

import sys
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from supervisor.options import UnhosedConfigParser, dict_of_key_value_pairs

from course.errors import CourseError
from course.services.base import Program
from course.services.registry import services
from course.settings import settings
from course.stack import supervisor_conf

OURS = Program("ours", (sys.executable, "-m", "course"))


@pytest.mark.parametrize(
    "value", ["plain", "with space", "a,b=c;d", "100%", 'double"quote', "it's", "ção", "#x"]
)
def test_any_value_of_an_environment_arrives_as_it_is(value: str) -> None:
    program = Program("redis", ("redis-server",), env={"SECRET": value, "NEXT": "1"})
    parser = UnhosedConfigParser()
    parser.expansions = {}
    parser.read_string(supervisor_conf.program_section(program))
    text = parser.saneget("program:redis", "environment", do_expand=False).replace("%%", "%")
    environment = dict_of_key_value_pairs(text)
    assert environment["SECRET"] == value
    assert environment["NEXT"] == "1"


def test_a_program_of_ours_speaks_the_language_of_this_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_conf, "settings", settings.model_copy(update={"course_lang": "en"}))
    assert 'COURSE_LANG="en"' in supervisor_conf.program_section(OURS)
    assert "COURSE_LANG" not in supervisor_conf.program_section(Program("redis", ("redis-server",)))


@pytest.mark.parametrize(
    "changed",
    [{"source_api_key": SecretStr("leaked")}, {"course_timezone": ZoneInfo("UTC")}, {"etl_password": 1}],
)
def test_another_setting_starts_our_programs_anew(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object]
) -> None:
    before = supervisor_conf.program_section(OURS)
    assert supervisor_conf.program_section(OURS) == before
    monkeypatch.setattr(supervisor_conf, "settings", settings.model_copy(update=changed))
    assert supervisor_conf.program_section(OURS) != before


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
    before = supervisor_conf.program_section(program)
    assert supervisor_conf.program_section(program) == before
    monkeypatch.setattr(f"course.{module}.settings", settings.model_copy(update=changed))
    assert supervisor_conf.program_section(program) != before


@pytest.mark.parametrize(
    ("value", "wrong"),
    [("\"'", "aspas"), ("it'", "aspas"), ('"x', "aspas"), ("a #b", "comentário"), ("a ;b", "#")],
)
def test_a_value_that_cannot_be_written_is_refused(value: str, wrong: str) -> None:
    with pytest.raises(CourseError, match=wrong):
        supervisor_conf.program_section(Program("ours", OURS.command, env={"SECRET": value}))


def test_a_program_that_is_not_installed_names_the_command() -> None:
    with pytest.raises(CourseError, match="make dev-setup"):
        supervisor_conf.program_section(Program("x", ("no-such-program",)))
