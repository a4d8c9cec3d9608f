"""What module 02's lessons compute by themselves; no service runs here."""

import pytest

from course.lessons.architecture.overview import TOOLS, falls_with, purposes, who_needs_whom
from course.lessons.architecture.panel_review import rated
from course.services.registry import services


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("sum by (status) (rate(calls_total[5m]))", {"calls_total"}),
        ("rate(calls_total[5m]) / ignoring(status) memory_bytes", {"calls_total"}),
        ("histogram_quantile(0.95, sum by (le) (increase(seconds_bucket[5m])))", {"seconds_bucket"}),
        ("rate(sum(calls_total)[5m:5s])", {"calls_total"}),
        ("max_over_time(memory_bytes[5m]) - memory_bytes", set()),
    ],
)
def test_a_review_sees_whose_growth_an_expression_asks_for(expression: str, names: set[str]) -> None:
    assert rated(expression) == names


def test_what_needs_a_service_through_others_falls_with_it() -> None:
    needs = {"page": ("api",), "api": ("database",), "database": (), "cache": ()}
    assert falls_with(needs, "database") == {"api", "page"}
    assert falls_with(needs, "page") == set()


def test_the_overview_tells_of_each_tool_of_the_class_plan_and_of_every_need() -> None:
    assert list(purposes().iloc[:, 0]) == [services()[name].title for name in TOOLS]
    needed = {services()[other].title for one in services().values() for other in one.needs}
    assert set(who_needs_whom().iloc[:, 0]) == needed
