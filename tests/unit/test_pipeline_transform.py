"""From the source's rows to the warehouse's: clocks, and what is set aside."""

import datetime as dt
import json
from typing import Any

import pandas as pd
import pytest

from course.pipeline import schemas, shapes
from course.pipeline.rejects import REASONS, Sieve

DAY = dt.date(2025, 6, 10)
ZONES = pd.Series(
    {
        "EWR": "America/New_York",
        "JFK": "America/New_York",
        "LGA": "America/New_York",
        "BOS": "America/New_York",
        "LAX": "America/Los_Angeles",
        "HNL": "Pacific/Honolulu",
        "PHX": "America/Phoenix",
        "ORD": "America/Chicago",
    }
)


def flight(day: dt.date = DAY, **changes: Any) -> dict[str, Any]:
    """A flight from JFK to Los Angeles, 9:00 to 12:05 on the airports' clocks, 5 minutes late, 10 early."""
    row = {
        **{
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "carrier": "UA",
            "flight": 1,
            "tailnum": "N1",
        },
        **{"sched_dep_time": 900, "dep_time": 905, "dep_delay": 5, "origin": "JFK", "dest": "LAX"},
        **{"sched_arr_time": 1205, "arr_time": 1155, "arr_delay": -10, "air_time": 330, "distance": 2475},
    }
    return row | changes


def hour(clock: int, day: dt.date = DAY, **changes: Any) -> dict[str, Any]:
    """The weather at JFK at that hour on its clock."""
    row = {
        **{"origin": "JFK", "year": day.year, "month": day.month, "day": day.day, "hour": clock},
        **{"temp": 60.0, "dewp": 50.0, "humid": 70.0, "wind_dir": 180, "wind_speed": 10.0, "wind_gust": None},
        **{"precip": 0.0, "pressure": 1015.0, "visib": 10.0},
    }
    return row | changes


Shaped = tuple[pd.DataFrame, list[dict[str, Any]]]


def shape_flights(*rows: dict[str, Any], day: dt.date = DAY) -> Shaped:
    schema = schemas.flights(day, ZONES.index)
    sieve = Sieve(list(rows), schemas.types(schema))
    sieve.check(schema)
    return shapes.flights(sieve, day, ZONES), sieve.rejected()


def shape_weather(*rows: dict[str, Any], day: dt.date = DAY) -> Shaped:
    schema = schemas.weather(day, ZONES.index)
    sieve = Sieve(list(rows), schemas.types(schema))
    sieve.check(schema)
    return shapes.weather(sieve, day, ZONES), sieve.rejected()


def one(row: dict[str, Any], day: dt.date = DAY) -> Any:
    """The one flight that comes of the row."""
    frame, rejects = shape_flights(row, day=day)
    assert rejects == []
    [shaped] = frame.itertuples()
    return shaped


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def test_scheduled_times_are_each_on_their_airport_s_clock_and_actual_ones_the_delay_later() -> None:
    row = one(flight())
    assert row.scheduled_departure == utc("2025-06-10 13:00")
    assert row.scheduled_departure_local == pd.Timestamp("2025-06-10 09:00")
    assert row.actual_departure == utc("2025-06-10 13:05")
    assert row.scheduled_arrival == utc("2025-06-10 19:05")
    assert row.actual_arrival == utc("2025-06-10 18:55")
    assert row.departure_hour == utc("2025-06-10 13:00")
    assert not row.cancelled


@pytest.mark.parametrize(
    ("departs", "arrives", "dest", "at"),
    [
        (2200, 116, "LAX", "2025-06-11 08:16"),  # past midnight at both ends
        (2359, 345, "BOS", "2025-06-11 07:45"),
        (1000, 1555, "HNL", "2025-06-11 01:55"),  # the same day there, the next one in UTC
        (30, 2355, "LAX", "2025-06-10 06:55"),  # lands on the evening before, by the clock there
        (800, 2400, "LAX", "2025-06-11 07:00"),  # midnight as 2400
    ],
)
def test_a_scheduled_arrival_is_on_the_day_that_makes_the_shortest_flight(
    departs: int, arrives: int, dest: str, at: str
) -> None:
    assert one(flight(sched_dep_time=departs, sched_arr_time=arrives, dest=dest)).scheduled_arrival == utc(at)


def test_2400_is_the_midnight_after() -> None:
    row = one(flight(sched_dep_time=2350, dep_time=2400, dep_delay=10, sched_arr_time=220))
    assert row.actual_departure == utc("2025-06-11 04:00")


def test_a_day_s_delay_moves_the_date_along() -> None:
    assert one(flight(dep_delay=1301, dep_time=641)).actual_departure == utc("2025-06-11 10:41")


def test_a_cancelled_flight_has_a_schedule_and_nothing_else() -> None:
    gone = dict.fromkeys(("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time", "tailnum"))
    row = one(flight(**gone))
    assert row.cancelled
    assert row.scheduled_arrival == utc("2025-06-10 19:05")
    missing = (
        "actual_departure",
        "actual_arrival",
        "dep_delay_min",
        "arr_delay_min",
        "air_time_min",
        "tailnum",
    )
    assert all(pd.isna(getattr(row, column)) for column in missing)


def test_a_diverted_flight_has_departed_and_has_no_arrival() -> None:
    row = one(flight(arr_delay=None, air_time=None))
    assert not row.cancelled
    assert row.actual_departure == utc("2025-06-10 13:05")
    assert pd.isna(row.actual_arrival)


def test_without_a_time_zone_of_the_destination_only_the_arrival_is_unknown() -> None:
    row = one(flight(dest="SJU"))
    assert pd.isna(row.scheduled_arrival)
    assert pd.isna(row.actual_arrival)
    assert row.scheduled_departure == utc("2025-06-10 13:00")


SPRING, AUTUMN = dt.date(2025, 3, 9), dt.date(2025, 11, 2)


def test_a_departure_in_the_hour_that_summer_time_skips_is_read_by_the_clock_not_yet_put_forward() -> None:
    row = one(flight(SPRING, sched_dep_time=230, sched_arr_time=730, dest="BOS"), SPRING)
    assert row.scheduled_departure == utc("2025-03-09 07:30")  # 2:30 EST, which is 3:30 EDT
    assert row.scheduled_arrival == utc("2025-03-09 11:30")


def test_a_departure_in_the_hour_that_happens_twice_is_in_the_first() -> None:
    row = one(flight(AUTUMN, sched_dep_time=130, sched_arr_time=730, dest="BOS"), AUTUMN)
    assert row.scheduled_departure == utc("2025-11-02 05:30")  # EDT
    assert row.scheduled_arrival == utc("2025-11-02 12:30")  # EST: seven hours on the clock's six


def test_a_flight_over_the_change_arrives_by_the_new_time_and_arizona_never_changes() -> None:
    eve = SPRING - dt.timedelta(days=1)
    row = one(flight(eve, sched_dep_time=2300, sched_arr_time=700, dest="BOS"), eve)
    assert row.scheduled_arrival - row.scheduled_departure == pd.Timedelta(hours=7)
    before, after = (one(flight(day, dest="PHX"), day).scheduled_arrival for day in (eve, SPRING))
    assert after - before == pd.Timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"flight": "a word"}, "wrong_type"),
        ({"distance": 10.5}, "wrong_type"),
        ({"carrier": 7}, "wrong_type"),
        ({"carrier": None}, "missing_value"),
        ({"sched_dep_time": None}, "missing_value"),
        ({"origin": None}, "missing_value"),
        ({"day": 11}, "wrong_day"),
        ({"year": 2013}, "wrong_day"),
        ({"origin": "GRU"}, "unknown_origin"),
        ({"sched_dep_time": 975}, "impossible_time"),
        ({"sched_arr_time": 2401}, "impossible_time"),
        ({"dep_time": -5}, "impossible_time"),
        ({"distance": 0}, "impossible_value"),
        ({"air_time": -30}, "impossible_value"),
        ({"arr_delay": 20_000}, "impossible_value"),
        ({"carrier": ""}, "impossible_value"),
        ({"dep_time": None}, "contradiction"),
        ({"dep_time": None, "dep_delay": None}, "contradiction"),
    ],
)
def test_a_flight_that_cannot_be_is_set_aside_with_the_reason_and_as_it_came(
    changes: dict[str, Any], reason: str
) -> None:
    bad = flight(flight=2) | changes
    frame, rejects = shape_flights(flight(), bad, flight(flight=3))
    assert frame["flight"].tolist() == [1, 3]
    [reject] = rejects
    assert (reject["row_number"], reject["reason"]) == (2, reason)
    assert json.loads(reject["row"]) == bad


def test_of_several_reasons_the_first_in_order_is_given() -> None:
    _, [reject] = shape_flights(flight(year=2013, origin="GRU", distance=-1))
    assert reject["reason"] == "wrong_day"
    assert REASONS.index("wrong_day") < REASONS.index("unknown_origin") < REASONS.index("impossible_value")


def test_of_two_flights_with_the_same_key_the_first_stays() -> None:
    frame, [reject] = shape_flights(flight(dest="ORD"), flight(), flight(origin="LGA"))
    assert frame["dest"].tolist() == ["ORD", "LAX"]
    assert (reject["row_number"], reject["reason"]) == (2, "duplicate_key")


def test_a_good_flight_is_no_duplicate_of_one_that_was_set_aside() -> None:
    frame, [reject] = shape_flights(flight(distance=0), flight())
    assert len(frame) == 1
    assert reject["row_number"] == 1


def test_a_day_without_rows_gives_empty_tables() -> None:
    assert [len(frame) for frame, _ in (shape_flights(), shape_weather())] == [0, 0]


def test_every_row_is_either_kept_or_set_aside() -> None:
    rows = [flight(flight=n, distance=n % 3) for n in range(1, 40)]
    frame, rejects = shape_flights(*rows)
    assert len(frame) + len(rejects) == len(rows)


def test_an_hour_of_weather_is_on_the_airport_s_clock() -> None:
    frame, _ = shape_weather(hour(0), hour(23))
    assert frame["observed_at"].tolist() == [utc("2025-06-10 04:00"), utc("2025-06-11 03:00")]


def test_the_hour_that_happens_twice_is_kept_twice_in_order() -> None:
    frame, rejects = shape_weather(
        *(hour(h, AUTUMN, temp=t) for h, t in ((1, 50.0), (1, 49.0), (2, 48.0))), day=AUTUMN
    )
    assert rejects == []
    assert frame["observed_at"].tolist() == [utc(f"2025-11-02 0{h}:00") for h in (5, 6, 7)]
    assert frame["temperature_f"].tolist() == [50.0, 49.0, 48.0]


def test_on_any_other_day_the_second_is_a_duplicate() -> None:
    frame, [reject] = shape_weather(hour(1), hour(1))
    assert len(frame) == 1
    assert reject["reason"] == "duplicate_key"


def test_the_hour_that_summer_time_skips_was_not_observed() -> None:
    frame, [reject] = shape_weather(*(hour(h, SPRING) for h in (1, 2, 3)), day=SPRING)
    assert frame["observed_at"].tolist() == [utc("2025-03-09 06:00"), utc("2025-03-09 07:00")]
    assert (reject["row_number"], reject["reason"]) == (2, "nonexistent_time")


@pytest.mark.parametrize(
    "changes", [{"wind_speed": 1048.36}, {"humid": 101.0}, {"temp": 200.0}, {"pressure": 10.0}]
)
def test_weather_beyond_what_was_ever_measured_is_set_aside(changes: dict[str, Any]) -> None:
    _, [reject] = shape_weather(hour(3, **changes))
    assert reject["reason"] == "impossible_value"


def test_an_airport_s_time_zone_counts_only_if_there_is_such_a_zone() -> None:
    base = {"name": "x", "lat": 1.0, "lon": 1.0, "alt": 1}
    rows = [
        base | {"faa": faa, "tzone": zone}
        for faa, zone in (("AAA", "America/New_York"), ("BBB", "Mars/Olympus"), ("CCC", None))
    ]
    sieve = Sieve(rows, schemas.types(schemas.airports()))
    sieve.check(schemas.airports())
    zones = shapes.airports(sieve)["time_zone"]
    assert zones.notna().tolist() == [True, False, False]
