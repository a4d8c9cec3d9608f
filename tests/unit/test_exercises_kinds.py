"""Each ready-made kind takes the right answer in any form, and names the first thing that is wrong."""

import itertools

import pandas as pd
import pytest

from course.exercises import rendering
from course.exercises.differences import difference
from course.exercises.engine import judge
from course.exercises.exercise import Wrong
from course.exercises.kinds.choice import Choice, Prediction
from course.exercises.kinds.function import Function
from course.exercises.kinds.ordering import Ordering
from course.exercises.kinds.value import Value
from course.exercises.kinds.written import Point, Written, figure, mentions
from course.exercises.verdict import Status, not_yet
from tests.unit.exercise_samples import sample


def test_a_value_is_right_in_either_form_and_its_reading_is_said() -> None:
    exercise = sample(Value(lambda: 0.875, "ratio"))
    for given in (0.875, "87,5", "87.5 %"):
        verdict = judge(exercise, given)
        assert verdict.status is Status.RIGHT
        assert verdict.read_as == "87,5 % (fração 0,875)"


def test_a_count_is_judged_exactly_and_a_measure_with_half_a_percent() -> None:
    count, measure = sample(Value(lambda: 842)), sample(Value(lambda: 842.0))
    assert judge(count, 842).status is Status.RIGHT
    assert judge(count, 841).status is Status.NOT_YET
    assert judge(measure, 841).status is Status.RIGHT


def test_a_known_wrong_value_is_told_its_cause_and_another_whether_it_is_more() -> None:
    exercise = sample(
        Value(lambda: 0.8, "ratio", mistakes={"a": lambda: 0.25}), wrong={"a": Wrong("n = .25", "a")}
    )
    assert judge(exercise, "25 %").cause == "a"
    more = judge(exercise, "90 %")
    assert (more.status, more.cause) == (Status.NOT_YET, "")
    assert "mais" in more.message
    assert "0,8" not in more.message
    assert "como número" in judge(exercise, "muito").message


def test_a_letter_may_be_written_in_any_way() -> None:
    exercise = sample(Choice("d", "yes"), wrong={x: Wrong("", x) for x in "abc"})
    assert judge(exercise, " D) ").status is Status.RIGHT
    assert judge(exercise, "b").cause == "b"
    assert judge(exercise, "z").cause == ""


def test_a_prediction_shows_what_happened_whatever_was_predicted() -> None:
    rows = pd.DataFrame({"seen": [1]})
    exercise = sample(Prediction(lambda: ("d", rows), "yes"), wrong={x: Wrong("", x) for x in "abc"})
    assert judge(exercise, "a").rows is rows
    assert judge(exercise, "d").status is Status.RIGHT


_NUMBERS = itertools.count(3)

LINES = Ordering(
    lines={"A": "one", "B": "two", "C": "three", "D": "stray"},
    before=(("A", "B", "a"), ("B", "C", "b")),
    extra={"D": "c"},
)


@pytest.mark.parametrize("given", ["ABC", "a b c", "A, B → C", ["A", "B", "C"]])
def test_lines_in_order_are_right_however_they_are_written(given: object) -> None:
    assert judge(sample(LINES), given).status is Status.RIGHT


@pytest.mark.parametrize(
    ("given", "cause"), [("BAC", "a"), ("ACB", "b"), ("ABCD", "c"), ("AB", ""), ("ABCC", ""), ("ABX", "")]
)
def test_the_first_line_out_of_place_is_named(given: str, cause: str) -> None:
    exercise = sample(LINES, wrong={x: Wrong("", x) for x in "abc"})
    verdict = judge(exercise, given)
    assert (verdict.status, verdict.cause) == (Status.NOT_YET, cause)


def test_a_function_is_judged_by_what_it_does() -> None:
    kind = Function(lambda x: 2 * x, lambda: (next(_NUMBERS),), mistakes={"a": lambda x: x * x})
    exercise = sample(kind, wrong={"a": Wrong("", "{given} of {arguments}")})
    assert judge(exercise, lambda x: x + x).status is Status.RIGHT
    assert judge(exercise, lambda x: x**2).cause == "a"
    assert "sua função devolveu `0`" in judge(exercise, lambda x: 0).message
    assert judge(exercise, 7).status is Status.NOT_YET


def test_a_function_may_use_up_what_it_is_given() -> None:
    def largest(numbers: list[int]) -> int:
        while len(numbers) > 1:
            numbers.remove(min(numbers))
        return numbers.pop()

    verdict = judge(sample(Function(max, lambda: ([3, 1, 2],))), largest)
    assert verdict.status is Status.RIGHT


def test_a_result_is_told_to_six_digits_unless_that_hides_the_difference() -> None:
    kind = Function(lambda x: x / 3, lambda: (2,))
    assert "devolveu `0.5`; o esperado é `0.666667`" in judge(sample(kind), lambda x: 0.5).message
    assert "0.6666666668" in judge(sample(kind), lambda x: 0.6666666668).message


def test_a_text_has_to_make_each_point_with_the_live_figure() -> None:
    kind = Written((Point("a", figure(lambda: 914)), Point("b", mentions("rejeit"))))
    exercise = sample(kind, wrong={x: Wrong("", x) for x in "ab"})
    assert judge(exercise, "Chegaram 900 voos.").cause == "a"
    assert judge(exercise, "Chegaram 914 voos.").cause == "b"
    assert judge(exercise, "Chegaram 914 voos; REJEITOU-SE um.").status is Status.RIGHT


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[f"c{n}" for n in range(len(rows[0]))])


def test_rows_are_the_same_in_any_order_but_as_often() -> None:
    wanted = frame(("x", 1.0), ("y", None), ("y", None))
    assert difference(wanted, frame(("y", float("nan")), ("x", 1), ("y", None))) is None
    found = difference(wanted, frame(("x", 1), ("x", 1), ("y", None)))
    assert found
    assert (found.too_many.values.tolist(), found.missing) == ([["x", 1]], 1)


def test_the_order_counts_where_it_is_asked_for() -> None:
    one, other = frame((1,), (2,)), frame((2,), (1,))
    assert difference(one, other) is None
    found = difference(one, other, ordered=True)
    assert found
    assert found.too_many.empty


def test_rows_that_differ_come_in_order_and_it_is_said_how_many_are_left_out() -> None:
    given = frame(*((day, None if day == 3 else day / 100) for day in (9, 1, 3, 10, 2, 5, 4, 8)))
    found = difference(frame((0, 0.0)), given)
    assert found
    assert found.too_many["c0"].tolist() == [1, 2, 3, 4, 5, 8, 9, 10]
    for text in (
        rendering.verdict_html(sample(), not_yet("", rows=found.too_many)),
        rendering.verdict_text(sample(), not_yet("", rows=found.too_many)),
    ):
        assert "0.08" in text
        assert "0.09" not in text
        assert "… e mais 2 linha(s)." in text
    assert "…" not in rendering.verdict_html(sample(), not_yet("", rows=found.too_many[:6]))
