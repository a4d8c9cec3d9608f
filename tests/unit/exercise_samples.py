"""Exercises for the tests of the engine, which need no service."""

from typing import Any

from course.exercises.exercise import Exercise, Kind, Wrong


def sample(kind: Kind | None = None, **declared: Any) -> Exercise:
    """An exercise whose answer is `n`, with three wrong answers: `a`, `b` and `c`."""
    given = {
        "id": "99.01-sample",
        "title": "Sample",
        "answer": "n",
        "starter": "n = ...",
        "solution": "n = 1",
        "explains": "why",
        "hints": ("where", lambda answer: f"so far {answer}", "```python\nn = ____\n```"),
        "wrong": {name: Wrong(f"n = {name!r}", f"{name}: {{n}}") for name in "abc"},
        "kind": kind,
    }
    return Exercise(**{**given, **declared})
