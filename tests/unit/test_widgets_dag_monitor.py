"""What the DAG monitor refuses before it asks Airflow, and where its links lead."""

from urllib.parse import unquote

import pytest

from course.errors import UsageError
from course.pipeline import links
from course.widgets.dag_monitor import DagMonitor

RUN = "manual__2026-11-24T06:00:00+00:00"


@pytest.mark.parametrize("day", ["", "ontem", "2012-12-31", "2999-01-01"])
def test_a_day_that_cannot_be_run_is_refused_before_airflow_is_asked(day: str) -> None:
    with pytest.raises(UsageError):
        DagMonitor().answer("trigger", {"day": day})


def test_a_run_id_stays_one_part_of_an_address() -> None:
    for page in (links.task_page(RUN, "load"), links.notebook_page(RUN, "load")):
        assert "+" not in page
        assert page.count("/") == unquote(page.replace("%2F", "")).count("/")
        assert RUN in unquote(page)
