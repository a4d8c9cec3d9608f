"""A version of the transformation from candidate to live and back, and loads meanwhile.

In a warehouse of its own, so that no other test's days are built; raw and curated data are the stack's.
"""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pandas as pd
import pytest

from course.errors import CourseError, UsageError
from course.pipeline import extract, load, prove, shapes, transform
from course.pipeline.rejects import CONTRADICTION, Sieve
from course.pipeline.releases import build, canary, slots, switch
from course.pipeline.releases.versions import VERSIONS, Version
from course.services import postgres
from tests.conftest import Cli
from tests.stack.conftest import eventually
from tests.stack.release_readers import scratch_warehouse

DAYS = [dt.date(2014, 5, 5), dt.date(2014, 5, 10), dt.date(2014, 5, 14)]
LATE = dt.date(2014, 5, 20)
# Arrivals on islands whose airports are in no register: version 2 knows their clock.
ISLANDS = (
    "SELECT count(*), count(scheduled_arrival) FROM mart.flight WHERE dest IN ('SJU', 'BQN', 'PSE', 'STT')"
)


def query(sql: str, *params: object, role: postgres.Role = "etl") -> list[tuple[Any, ...]]:
    with postgres.connect(role) as connection, connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def fill(day: dt.date) -> None:
    extract.extract(day)
    transform.transform(day)
    load.load(day)


def held(colour: str) -> dict[dt.date, int]:
    """The flights of each day in the release of that colour; its ledger says the same."""
    sql = "SELECT flight_date, count(*) FROM mart_all.flight WHERE colour = %s GROUP BY 1"
    ledger = "SELECT part::date, rows FROM mart_all.loaded WHERE colour = %s AND dataset = 'flights'"
    found = dict(query(sql, colour))
    assert dict(query(ledger, colour)) == found
    return found


def released() -> None:
    """Version 2 is live, without having been judged, which takes most of the time."""
    slot = slots.take(slots.note("2", {}))
    build.build(slot)
    switch.switch(slot.colour)


@pytest.fixture(scope="module")
def curated() -> None:
    """DAYS by version 1, ready to be loaded."""
    for day in DAYS:
        extract.extract(day)
        transform.transform_as(day, VERSIONS["1"])


@pytest.fixture(autouse=True)
def warehouse(curated: None) -> Iterator[None]:
    """One that holds DAYS by version 1, which is live."""
    with scratch_warehouse():
        for day in DAYS:
            load.load(day)
        yield


def test_a_version_goes_live_and_back_and_readers_see_each_whole() -> None:
    before = [prove.fingerprint(day) for day in DAYS]
    [(flights, arrivals)] = query(ISLANDS, role="analyst")
    assert flights > 0
    assert arrivals == 0
    assert build.release("2").passed
    assert query(ISLANDS, role="analyst") == [(flights, flights)]
    assert query("SELECT version FROM mart.release", role="analyst") == [("2",)]
    assert [check for day in DAYS for check in prove.compare(day) if not check.passed] == []
    assert switch.rollback().version == "1"
    assert [prove.fingerprint(day) for day in DAYS] == before
    assert switch.rollback().version == "2"
    assert query(ISLANDS, role="analyst") == [(flights, flights)]


def test_a_canary_refuses_a_mistake_and_leaves_nothing_behind() -> None:
    before = [prove.fingerprint(day) for day in DAYS]
    with pytest.raises(build.RefusedError) as refused:
        build.release("local")
    failed = {
        (finding.table, finding.measure) for finding in refused.value.verdict.findings if not finding.passed
    }
    assert {("flight", "distribution"), ("flights", "quality")} <= failed
    assert [prove.fingerprint(day) for day in DAYS] == before
    assert held("canary") == held("green") == {}
    [_live, noted] = slots.releases()
    assert (noted.version, noted.colour, noted.verdict["passed"]) == ("local", None, False)


def _fails(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    raise KeyError("dest")


def _doubles(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    frame = shapes.flights(sieve, day, zones)
    return pd.concat([frame, frame.head(1)])


def _loses_a_carrier(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    frame = shapes.flights(sieve, day, zones)
    return frame[frame["carrier"] != "AA"]


def _sets_most_aside(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    sieve.drop(sieve.frame["carrier"] != "AA", CONTRADICTION)
    return shapes.flights(sieve, day, zones)


@pytest.mark.parametrize(
    ("flights", "measure"),
    [(_fails, "error"), (_doubles, "error"), (_loses_a_carrier, "gates"), (_sets_most_aside, "gates")],
)
def test_a_canary_refuses_what_fails_what_the_warehouse_does_not_take_and_what_loses_rows(
    monkeypatch: pytest.MonkeyPatch, flights: shapes.DailyShape, measure: str
) -> None:
    monkeypatch.setitem(VERSIONS, "bad", Version("bad", "", flights=flights))
    verdict = canary.canary("bad")
    assert measure in {finding.measure for finding in verdict.findings if not finding.passed}
    assert not verdict.passed
    assert held("canary") == {}
    assert query("SELECT count(*) FROM ops.held_day WHERE day = ANY(%s)", DAYS) == [(0,)]


@pytest.mark.parametrize(
    ("flights", "why"),
    [(_fails, "KeyError: 'dest'"), (_doubles, "duplicate key"), (_sets_most_aside, "flights")],
)
def test_a_day_that_no_canary_looked_at_and_the_version_cannot_make_is_its_fault_and_not_the_days(
    monkeypatch: pytest.MonkeyPatch, flights: shapes.DailyShape, why: str
) -> None:
    before = [prove.fingerprint(day) for day in DAYS]
    monkeypatch.setitem(VERSIONS, "bad", Version("bad", "", flights=flights))
    with pytest.raises(build.BrokenError, match=why) as broken:
        build.build(slots.take(slots.note("bad", {})))
    assert "make canary VERSION=bad" in broken.value.next_step
    assert slots.live().version == "1"
    assert [prove.fingerprint(day) for day in DAYS] == before


def test_a_release_that_cannot_be_built_keeps_no_day_from_being_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sampled = DAYS[:2]

    def fails_later(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
        return (shapes.flights if day in sampled else _fails)(sieve, day, zones)

    monkeypatch.setattr(canary, "sample", lambda days: sampled)
    monkeypatch.setitem(VERSIONS, "bad", Version("bad", "", flights=fails_later))
    with pytest.raises(build.BrokenError, match=str(DAYS[2])):
        build.release("bad")
    assert [(one.version, one.colour) for one in slots.releases()] == [("1", "blue"), ("bad", None)]
    assert held("green") == {}
    fill(LATE)
    assert LATE in held("blue")


def test_a_version_that_is_the_live_one_passes_with_nothing_to_find() -> None:
    verdict = canary.canary("1")
    apart = {f.measure: f.figure for f in verdict.findings if f.measure != "duration" and f.figure}
    assert (verdict.passed, apart) == (True, {})


def test_only_one_canary_or_release_is_made_at_a_time_and_an_unknown_version_is_named() -> None:
    with slots.making(), pytest.raises(CourseError, match="andamento"):
        canary.canary("2")
    with pytest.raises(UsageError, match="'3'"):
        canary.canary("3")


def test_a_day_that_is_loaded_while_a_release_is_built_is_in_both() -> None:
    told: list[str] = []

    def tell(done: str) -> None:
        if not told:
            fill(LATE)
        told.append(done)

    build.build(slots.take(slots.note("2", {})), tell)
    assert len(told) >= len(DAYS)
    assert held("blue") == held("green")
    assert LATE in held("green")


def test_a_load_under_way_when_a_release_begins_is_waited_for_and_built() -> None:
    extract.extract(LATE)
    transform.transform(LATE)
    noted = slots.note("2", {})
    with ThreadPoolExecutor(2) as pool, postgres.connect("etl") as other, other.cursor() as cursor:
        load.lock(cursor, LATE.toordinal())  # another run of that day: the load has begun, and waits
        loading = pool.submit(load.load, LATE)
        eventually(lambda: _waiting(1), "the load waits for its day")
        taking = pool.submit(slots.take, noted)
        eventually(lambda: _waiting(2), "the release waits for the load")
        other.commit()
        loading.result(60)
        slot = taking.result(60)
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        assert LATE in slots.missing(cursor, slot.colour)
    build.build(slot)
    assert held("blue") == held("green")


def _waiting(count: int) -> bool:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    return query(waiting, role="postgres") == [(count,)]


def test_loads_while_releases_switch_lose_nothing_in_either() -> None:
    released()
    more = [dt.date(2014, 6, 1) + dt.timedelta(days=n) for n in range(4)]
    for day in more:
        extract.extract(day)
        transform.transform(day)
    with ThreadPoolExecutor(2) as pool:
        loading = pool.map(load.load, [*more, *reversed(more)])
        for _turn in range(20):
            switch.rollback()
        list(loading)
    assert held("blue") == held("green")
    assert {*DAYS, *more} == set(held("blue"))
    arrivals = """SELECT colour, count(*) = count(scheduled_arrival) FROM mart_all.flight
                  WHERE dest = 'SJU' GROUP BY colour ORDER BY colour"""
    assert query(arrivals) == [("blue", False), ("green", True)]


def test_a_switch_between_transform_and_load_loads_both_all_the_same() -> None:
    extract.extract(LATE)
    transform.transform(LATE)  # by version 1 alone
    released()
    load.load(LATE)
    assert held("blue") == held("green")
    assert LATE in held("green")


def test_a_release_that_is_given_up_is_no_longer_loaded_and_there_is_no_way_back_to_it() -> None:
    released()
    slots.discard()
    fill(LATE)
    assert held("blue") == {}
    assert LATE in held("green")
    with pytest.raises(CourseError):
        switch.rollback()
    assert [(one.version, one.colour, one.live) for one in slots.releases()] == [
        ("1", None, False),
        ("2", "green", True),
    ]


def test_the_verbs_tell_which_release_is_live_and_what_a_canary_may_not_do(cli: Cli) -> None:
    listed = cli("releases")
    assert listed.returncode == 0
    assert "no ar" in listed.stdout
    unknown = cli("canary", "nunca")
    assert unknown.returncode == 2
    assert "1, 2, local" in unknown.stderr
