"""What a terminal shows of the services is what they said, letter by letter."""

from dataclasses import replace

import pytest

from course.cli import show
from course.services.health import Health
from course.services.registry import services
from course.stack.stack import Row

ODD = "k[a1]z[/]q[bold]"


@pytest.fixture
def row() -> Row:
    return Row(replace(services()["minio"], login=ODD), None, 0)


def test_a_log_in_is_shown_as_it_is(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    show.status([row])
    show.pages([row])
    assert capsys.readouterr().out.count(ODD) == 2


def test_what_a_service_said_is_shown_as_it_is(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    show.health([Health(row.service, 0.1, "", ODD), Health(row.service, 0.1, ODD, "")])
    assert capsys.readouterr().out.count(ODD) == 2
