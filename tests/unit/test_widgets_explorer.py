"""What the explorer says without a warehouse."""

import pytest

from course.errors import UsageError
from course.pipeline.explore import Query
from course.widgets.warehouse_explorer import WarehouseExplorer


@pytest.mark.parametrize("role", ["postgres", "airflow", "nobody"])
def test_a_role_that_is_no_reader_is_refused_with_those_that_are(role: str) -> None:
    with pytest.raises(UsageError, match="analyst, student, auditor"):
        WarehouseExplorer(role=role)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_query_is_not_asked(text: str) -> None:
    with pytest.raises(UsageError, match="vazia"):
        Query(text, "analyst").run()
