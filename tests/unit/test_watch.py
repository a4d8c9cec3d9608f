"""`course watch` notices that the heartbeat is missing, whatever the reason."""

import pytest
import requests

from course.incidents import watch
from tests.conftest import Cli


def _answers(monkeypatch: pytest.MonkeyPatch, age: float | None) -> None:
    class Answer:
        def json(self) -> dict[str, float | None]:
            return {"age_seconds": age}

    monkeypatch.setattr(watch, "get", lambda *asked: Answer())


def test_a_young_heartbeat_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, 12)
    assert watch.check(60) == 12


@pytest.mark.parametrize("age", [61, None])
def test_an_old_one_or_none_is_told(monkeypatch: pytest.MonkeyPatch, age: float | None) -> None:
    _answers(monkeypatch, age)
    with pytest.raises(watch.Silent):
        watch.check(60)


def test_no_answer_is_told_and_the_exit_code_says_so(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*asked: str) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr(watch, "get", refused)
    with pytest.raises(watch.Silent):
        watch.check(60)
    done = cli("watch", ONCALL_PORT="1999")  # where nothing listens
    assert done.returncode == 1
    assert "nenhum alerta chega" in done.stderr
