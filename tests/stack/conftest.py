"""The live stack: `make test` starts it; these tests never pretend one."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from course.stack import supervisor

T = TypeVar("T")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that break services come last, so that a failure there hides no other."""
    items.sort(key=lambda item: "test_faults" in item.nodeid)


@pytest.fixture(scope="session", autouse=True)
def stack() -> None:
    """Fails at once, with the command, when there is no stack."""
    if not supervisor.running():
        pytest.fail("the stack does not run: `make up`, or run the tests with `make test`")


def eventually(ask: Callable[[], T], what: str, seconds: float = 60) -> T:
    """Asks until the answer is true, and returns it; errors count as "not yet"; bounded."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            last: object = ask()
            if last:
                return last  # type: ignore[return-value]
        except Exception as error:
            last = error
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:.0f} s: {what}; last seen: {last!r}")
        time.sleep(0.2)
