"""The engine tells apart: no answer, an error of the student's, a platform that is down, wrong, right."""

import ast
from collections.abc import Callable
from typing import Any

import pytest

from course.exercises import cells, own_error
from course.exercises.engine import Missing, blank, judge
from course.exercises.exercise import ByFunction
from course.exercises.verdict import Status, Verdict, mistake, right
from course.services import health
from tests.unit.exercise_samples import sample


@pytest.fixture
def services_answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets what the ping of PostgreSQL says: an error, or nothing."""
    from course.services.registry import service

    def say(error: str) -> None:
        result = health.Health(service("postgres"), 0.01, error=error)
        monkeypatch.setattr(health, "check", lambda names: [result] if "postgres" in names else [])

    say("")
    return say


def in_a_notebook(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "cell", "exec"), names)  # noqa: S102  # the student's cell
    return names


@pytest.mark.parametrize(
    "source",
    [
        "",
        "n = ...",
        "n = None",
        "n = ''",
        "n = '  \\n'",
        "def n(x): ...",
        "def n(x):\n  'doc'\n  ...",
        "def n(x): pass",
    ],
)
def test_what_was_handed_out_is_not_tried(source: str) -> None:
    assert blank(sample(), in_a_notebook(source).get("n", Missing))


@pytest.mark.parametrize(
    "source", ["n = 0", "n = False", "n = 'x'", "def n(x): return x", "n = lambda: 3", "n = []"]
)
def test_what_somebody_wrote_is_an_answer(source: str) -> None:
    assert not blank(sample(), in_a_notebook(source)["n"])


def test_the_handed_out_text_is_not_tried() -> None:
    assert blank(sample(starter="n = 'SELECT'"), "SELECT")
    assert not blank(sample(starter="n = 'SELECT'"), "SELECT 1")


def test_a_mistake_has_the_text_that_the_exercise_declares() -> None:
    verdict = judge(sample(ByFunction(lambda answer: mistake("b", n=answer))), 3)
    assert (verdict.status, verdict.cause, verdict.message) == (Status.NOT_YET, "b", "b: 3")


def test_an_error_in_the_students_function_is_theirs_and_points_at_its_line() -> None:
    answer = in_a_notebook("def n(x):\n    y = x + 1\n    return y / 0\n")["n"]
    verdict = judge(sample(ByFunction(lambda function: right(str(function(1))))), answer)
    assert verdict.status is Status.RAISED
    assert "linha 3" in verdict.message
    assert "ZeroDivisionError" in verdict.message
    assert "Traceback" not in verdict.message


def test_an_error_of_ours_is_raised_and_never_given_to_the_student() -> None:
    def broken(_answer: Any) -> Verdict:
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        judge(sample(ByFunction(broken)), 1)


def test_a_service_that_is_down_is_not_the_students_fault(services_answer: Callable[[str], None]) -> None:
    answer = in_a_notebook("def n():\n    raise ConnectionError('refused')\n")["n"]
    exercise = sample(ByFunction(lambda function: right(function())), needs=("postgres",))
    assert judge(exercise, answer).status is Status.RAISED
    services_answer("conexão recusada")
    verdict = judge(exercise, answer)
    assert verdict.status is Status.DOWN
    assert "PostgreSQL" in verdict.message
    assert "make up" in verdict.message


def test_a_cell_that_failed_because_a_service_is_down_is_not_the_students_fault(
    services_answer: Callable[[str], None],
) -> None:
    services_answer("conexão recusada")
    exercise = sample(ByFunction(lambda answer: right()), needs=("postgres",))
    assert judge(exercise, Missing, ConnectionError()).status is Status.DOWN


def test_a_syntax_error_is_told_with_its_line() -> None:
    with pytest.raises(SyntaxError) as caught:
        ast.parse("n = 1\nn = (2")
    told = own_error.told(caught.value)
    assert "linha 2" in told


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("n = 1\nm, (k, *j) = x", {"n", "m", "k", "j"}),
        ("def n(): return inner\nimport x", {"n"}),
        ("n = (2\nother(", {"n", "other"}),
        ("n += 1", {"n"}),
    ],
)
def test_the_names_that_a_cell_sets_are_found_even_if_it_does_not_parse(source: str, names: set[str]) -> None:
    assert cells._sets(source) >= names
