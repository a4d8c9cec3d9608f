"""What a query of the warehouse may look like."""

import pytest
from sqlalchemy import create_engine

from course.errors import CourseError
from course.pipeline import warehouse


def test_two_columns_of_one_name_are_refused_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse, "_engine", lambda role: create_engine("sqlite://"))
    assert list(warehouse.read("SELECT 1 AS carrier, 2 AS other", ttl=0)) == ["carrier", "other"]
    with pytest.raises(CourseError, match="carrier") as refused:
        warehouse.read("SELECT 1 AS carrier, 2 AS n, 3 AS carrier", ttl=0)
    assert "AS" in refused.value.next_step
