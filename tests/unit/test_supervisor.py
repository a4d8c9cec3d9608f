"""What supervisor reads is what the declarations say."""

import sys

import pytest
from supervisor.options import UnhosedConfigParser, dict_of_key_value_pairs

from course.errors import CourseError
from course.services.base import Program
from course.settings import settings
from course.stack import supervisor


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
    assert 'COURSE_LANG="en"' in supervisor._program(Program("ours", (sys.executable, "-m", "course")))
    assert "COURSE_LANG" not in supervisor._program(Program("redis", ("redis-server",)))


def test_a_value_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(CourseError, match="aspas"):
        supervisor._quoted("\"'")


def test_a_program_that_is_not_installed_names_the_command() -> None:
    with pytest.raises(CourseError, match="make dev-setup"):
        supervisor._program(Program("x", ("no-such-program",)))
