"""The committed data is the data that the course speaks of; data/README.md tells the same."""

import datetime as dt
from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from course.errors import CourseError
from course.source.catalog import DATA, Catalog, catalog
from course.source.contract import DATASETS

BY_NAME = {dataset.name: dataset for dataset in DATASETS}


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return {name: pq.read_table(DATA / f"{name}.parquet") for name in BY_NAME}


def keys(table: pa.Table, *columns: str) -> Counter:
    return Counter(zip(*(table[column].to_pylist() for column in columns), strict=True))


def test_every_table_has_its_rows(tables):
    rows = {name: table.num_rows for name, table in tables.items()}
    assert rows == {"flights": 336_776, "weather": 26_115, "airlines": 16, "airports": 1_458, "planes": 3_322}


def test_a_day_has_634_to_1014_flights(tables):
    days = keys(tables["flights"], "month", "day")
    assert (len(days), min(days.values()), max(days.values())) == (365, 634, 1_014)


def test_date_carrier_flight_and_origin_are_the_key_of_a_flight(tables):
    assert max(keys(tables["flights"], "year", "month", "day", "carrier", "flight", "origin").values()) == 1


def test_without_the_origin_a_flight_has_no_key(tables):
    assert max(keys(tables["flights"], "year", "month", "day", "carrier", "flight").values()) == 2


@pytest.mark.parametrize(
    ("name", "key"), [("airlines", "carrier"), ("airports", "faa"), ("planes", "tailnum")]
)
def test_reference_data_has_a_key(tables, name, key):
    assert max(keys(tables[name], key).values()) == 1


def test_only_the_hour_that_is_repeated_has_two_rows_of_weather(tables):
    seen = keys(tables["weather"], "origin", "month", "day", "hour")
    assert {key for key, count in seen.items() if count > 1} == {(o, 11, 3, 1) for o in ("EWR", "JFK", "LGA")}
    assert max(keys(tables["weather"], "origin", "time_hour").values()) == 1


def test_the_last_day_of_the_year_has_no_weather(tables):
    days_with_flights, days_with_weather = (
        keys(tables[n], "month", "day").keys() for n in ("flights", "weather")
    )
    assert days_with_flights - days_with_weather == {(12, 31)}


def test_cancelled_flights_have_no_departure(tables):
    flights = tables["flights"]
    assert flights["dep_time"].null_count == flights["dep_delay"].null_count == 8_255
    assert (flights["arr_time"].null_count, flights["arr_delay"].null_count) == (8_713, 9_430)


@pytest.mark.parametrize(
    ("column", "reference", "key", "flights"),
    [("tailnum", "planes", "tailnum", 52_606), ("dest", "airports", "faa", 7_602)],  # 15.6% and 2.3%
)
def test_a_known_share_of_flights_has_no_match(tables, column, reference, key, flights):
    known = pc.is_in(tables["flights"][column], tables[reference][key].combine_chunks())
    assert pc.sum(pc.invert(known)).as_py() == flights


def test_files_are_sorted_by_day_with_a_row_group_a_month():
    for name in ("flights", "weather"):
        file = pq.ParquetFile(DATA / f"{name}.parquet")
        assert file.num_row_groups == 12
        days = list(keys(file.read(columns=["month", "day"]), "month", "day"))
        assert days == sorted(days)


def test_the_catalog_gives_every_row_of_a_year_once(tables):
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    for name in ("flights", "weather"):
        assert sum(catalog().total(BY_NAME[name], day) for day in days) == tables[name].num_rows


def test_the_version_is_that_of_the_content(tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in BY_NAME:
        (copy / f"{name}.parquet").write_bytes((DATA / f"{name}.parquet").read_bytes())
    assert Catalog(copy).version == catalog().version
    airlines = pq.read_table(copy / "airlines.parquet")
    pq.write_table(airlines.slice(1), copy / "airlines.parquet")
    assert Catalog(copy).version != catalog().version


def test_missing_data_is_said_with_what_to_do(tmp_path):
    with pytest.raises(CourseError, match=r"flights\.parquet.*git checkout"):
        Catalog(tmp_path)
