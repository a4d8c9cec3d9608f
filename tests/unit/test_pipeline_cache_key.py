"""Two questions share a cached answer only if they are the same question."""

import datetime as dt

from course.pipeline.cache import key

SQL = "SELECT 1"


def test_the_same_question_has_the_same_key_however_its_parameters_are_ordered() -> None:
    assert key("analyst", SQL, {"a": 1, "b": 2}) == key("analyst", SQL, {"b": 2, "a": 1})


def test_role_sql_and_parameters_all_tell_questions_apart() -> None:
    day = dt.date(2025, 6, 10)
    questions = [
        ("analyst", SQL, {}),
        ("student", SQL, {}),
        ("analyst", SQL + " ", {}),
        ("analyst", SQL, {"day": day}),
        ("analyst", SQL, {"day": str(day)}),
        ("analyst", SQL, {"day": dt.datetime(2025, 6, 10, tzinfo=dt.UTC)}),
        ("analyst", SQL, {"day": None}),
        ("analyst", SQL, {"n": 1}),
        ("analyst", SQL, {"n": "1"}),
    ]
    assert len({key(*question) for question in questions}) == len(questions)
