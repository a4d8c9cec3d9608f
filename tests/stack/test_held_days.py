"""A day that does not pass its gates stays out of mart, until it comes right or somebody releases it."""

import datetime as dt

import pytest

from course.errors import CourseError, UsageError
from course.incidents.oncall.collectors import gates
from course.pipeline import extract, hold, load, prove, quality, transform, warehouse
from course.pipeline.database import transaction
from tests.stack.pipeline_source import own_source

DAY = dt.date(2016, 5, 2)
RUN = "test-held"


@pytest.fixture(autouse=True)
def undecided() -> None:
    """Forgets what an earlier test run has released of the day: a release lasts as long as the data."""
    with transaction() as cursor:
        cursor.execute("DELETE FROM ops.held_day WHERE day = %s", (DAY,))


def run_all() -> None:
    for step in (extract, transform, load, quality):
        step.run(str(DAY), RUN)


def held() -> list[str]:
    """The rules by which the day is held now."""
    rows = warehouse.read(
        "SELECT dataset || '.' || rule AS rule FROM ops.held_day"
        " WHERE day = %(day)s AND released_at IS NULL AND cleared_at IS NULL ORDER BY 1",
        {"day": DAY},
        role="etl",
        ttl=0,
    )
    return list(rows["rule"])


def out_of_band() -> list[str]:
    """The gates whose figures, as on call sees them, would not pass."""
    families = {family.name: family.samples for family in gates.collect()}
    figures = (families[f"course_gate_{name}"] for name in ("value", "low", "high"))
    return sorted(
        "{dataset}.{gate}".format(**value.labels)
        for value, low, high in zip(*figures, strict=True)
        if not low.value <= value.value <= high.value
    )


@pytest.mark.parametrize(
    ("faults", "rules"),
    [
        ({"schema_drift": {}}, ["flights.schema"]),
        ({"lost_page": {}}, ["flights.complete"]),
        ({"late_data": {}}, ["flights.volume"]),
        ({"duplicates": {}}, ["flights.duplicates"]),
        ({"null_keys": {}}, ["flights.rejects"]),
        ({"impossible_values": {}}, ["flights.rejects"]),
        ({"unit_change": {}}, ["flights.distance", "flights.ground_speed"]),
        ({"encoding_damage": {}}, ["airlines.encoding"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_loaded_day_that_comes_again_spoilt_is_held_and_comes_right_by_itself(
    monkeypatch: pytest.MonkeyPatch, faults: dict[str, dict[str, object]], rules: list[str]
) -> None:
    with own_source(monkeypatch) as source:
        run_all()
        before = prove.fingerprint(DAY)
        source.faults(**faults)
        with pytest.raises(hold.HeldError) as stopped:
            run_all()
        assert str(DAY) in stopped.value.message
        assert held() == rules
        assert prove.unchanged(before, prove.fingerprint(DAY)).passed
        source.faults()
        run_all()
        assert held() == []
        assert prove.unchanged(before, prove.fingerprint(DAY)).passed


def test_a_new_column_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_source(monkeypatch) as source:
        run_all()
        before = prove.fingerprint(DAY)
        source.faults(schema_drift={"rename": {}, "add": {"gate": "B2"}})
        run_all()
        assert prove.unchanged(before, prove.fingerprint(DAY)).passed


def test_a_release_is_of_the_data_that_were_held_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_source(monkeypatch) as source:
        run_all()
        source.faults(duplicates={})
        with pytest.raises(hold.HeldError):
            run_all()
        assert out_of_band() == ["flights.duplicates"]
        for _again in range(2):  # as when its run did not begin
            assert hold.release(DAY, "test: counted by hand") == ["flights.duplicates"]
        assert (held(), out_of_band()) == ([], [])
        run_all()
        assert out_of_band() == [], "it would page again as soon as it has loaded"
        with pytest.raises(UsageError):
            hold.release(DAY, "it has passed")
        assert [check for check in prove.compare(DAY) if not check.passed] == []
        source.faults(duplicates={"ratio": 0.2})
        with pytest.raises(hold.HeldError):
            run_all()
        assert held() == out_of_band() == ["flights.duplicates"]
        source.faults()
        run_all()
        assert out_of_band() == []


def test_a_day_that_is_held_by_something_else_now_is_no_longer_held_by_what_was_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with own_source(monkeypatch) as source:
        for faults in ({"lost_page": {}}, {"schema_drift": {}}, {"duplicates": {}}):
            source.faults(**faults)
            with pytest.raises(hold.HeldError):
                run_all()
        assert held() == ["flights.duplicates"]
        assert hold.release(DAY, "test: counted by hand") == ["flights.duplicates"]
        source.faults()
        run_all()


def test_what_is_not_there_cannot_be_released(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError):
        hold.release(DAY, "nothing is held")
    with own_source(monkeypatch) as source:
        source.faults(schema_drift={})
        with pytest.raises(hold.HeldError):
            extract.run(str(DAY), RUN)
        with pytest.raises(CourseError, match=r"flights\.schema"):
            hold.release(DAY, "no columns")
        source.faults()
        run_all()
    assert held() == []
