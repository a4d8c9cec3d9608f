"""The gates let every ordinary day through and stop what the faults of the source make of one."""

import datetime as dt
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from course.incidents.faults import faults
from course.pipeline import gates, hold, schemas, shapes
from course.pipeline.datasets import DATASETS
from course.pipeline.rejects import Sieve
from course.services.programs import find
from course.settings import ROOT
from course.source.catalog import DATA, catalog
from course.source.contract import DATASETS as SERVED
from course.source.faults import Faults, Switches
from course.source.published import Published
from course.source.row_faults import LateData

DAY = dt.date(2026, 3, 2)
DOUBLED_HOUR = dt.date(2026, 11, 3)  # in 2013 the clocks went back, in 2026 they did not


def received(name: str, day: dt.date, on: dict[str, Any]) -> list[dict[str, Any]]:
    """All pages that the source serves of a data set."""
    switches = Switches()
    switches.switch(Faults(**on))
    published = Published(catalog(), switches)
    dataset = next(d for d in SERVED if d.name == name)
    rows: list[dict[str, Any]] = []
    number, total = 0, 1
    while number * dataset.page_size < total:
        number += 1
        page = published.page(dataset, day if dataset.dated else None, number)
        total = page.total
        rows += page.rows
    return rows


@pytest.fixture(scope="module")
def zones() -> pd.Series:
    airports = pd.DataFrame(received("airports", DAY, {})).set_index("faa")
    return airports["tzone"].dropna()


def judge(name: str, day: dt.date, zones: pd.Series, **on: Any) -> dict[str, float]:
    """The gates that stop the data set, with their figures."""
    return {result.gate: result.value for result in measured(name, day, zones, **on) if not result.passed}


def measured(name: str, day: dt.date, zones: pd.Series, **on: Any) -> list[gates.Result]:
    """What the gates of the data set measure."""
    rows = received(name, day, on)
    if DATASETS[name].daily:
        schema = getattr(schemas, name)(day, zones.index)
        sieve = Sieve(rows, schemas.types(schema))
        sieve.check(schema)
        frame = getattr(shapes, name)(sieve, day, zones)
    else:
        schema = getattr(schemas, name)()
        sieve = Sieve(rows, schemas.types(schema))
        sieve.check(schema)
        frame = getattr(shapes, name)(sieve)
    subject = gates.Subject(day, name, rows, frame, Counter(sieve.reasons.values()))
    return gates.measure(subject)


@pytest.fixture(scope="module")
def year() -> pd.DataFrame:
    """The flights of 2013."""
    return pq.read_table(DATA / "flights.parquet").to_pandas()


def stopped(year: pd.DataFrame) -> dict[dt.date, set[str]]:
    """By day of 2013, the gates of the flights that stop it."""
    columns = {"dep_delay": "dep_delay_min", "air_time": "air_time_min", "distance": "distance_miles"}
    found = {}
    for (month, day), frame in year.rename(columns=columns).groupby(["month", "day"]):
        rows = frame[["carrier", "tailnum"]].to_dict("records")
        subject = gates.Subject(dt.date(2013, month, day), "flights", rows, frame, Counter())
        found[subject.day] = {result.gate for result in gates.measure(subject) if not result.passed}
    assert len(found) == 365
    return found


def test_no_day_of_2013_is_stopped(year: pd.DataFrame) -> None:
    assert {day: by for day, by in stopped(year).items() if by} == {}


def test_a_late_day_is_stopped_by_its_volume_alone_whichever_it_is(year: pd.DataFrame) -> None:
    arrived = year[year["hour"] < LateData().until_hour]
    assert {day: by for day, by in stopped(arrived).items() if by != {"volume"}} == {}


def test_no_flight_of_2013_is_set_aside(year: pd.DataFrame, zones: pd.Series) -> None:
    schema = schemas.flights(DAY, zones.index)
    typed = year.astype(schemas.types(schema)).assign(year=DAY.year, month=DAY.month, day=DAY.day)
    schema.validate(typed.astype(schemas.types(schema)))


def test_a_day_on_which_weather_is_set_aside_is_not_stopped(zones: pd.Series) -> None:
    """2013's doubled hour is a duplicate in 2026; the one that 2017 skips was observed in 2013."""
    days = (DOUBLED_HOUR, dt.date(2017, 3, 12), dt.date(2026, 2, 12), dt.date(2026, 12, 31))
    assert [judge("weather", day, zones) for day in days] == [{}, {}, {}, {}]


def test_reference_data_and_a_leap_day_are_not_stopped(zones: pd.Series) -> None:
    assert [judge(name, DAY, zones) for name in ("airlines", "airports", "planes")] == [{}, {}, {}]
    assert judge("flights", dt.date(2024, 2, 29), zones) == {}


@pytest.mark.parametrize(
    ("fault", "dataset", "stopped_by"),
    [
        ({"duplicates": {}}, "flights", {"duplicates"}),
        ({"null_keys": {}}, "flights", {"rejects"}),
        ({"impossible_values": {}}, "flights", {"rejects"}),
        ({"late_data": {}}, "flights", {"volume"}),
        ({"unit_change": {}}, "flights", {"ground_speed", "distance"}),
        # So early in seconds, some flights left more than a day before their time.
        ({"unit_change": {"column": "delay"}}, "flights", {"delay_unit", "rejects"}),
        ({"encoding_damage": {}}, "airlines", {"encoding"}),
    ],
)
def test_a_fault_of_the_source_is_stopped_by_its_gate_alone(
    zones: pd.Series, fault: dict[str, Any], dataset: str, stopped_by: set[str]
) -> None:
    assert judge(dataset, DAY, zones, **fault).keys() == stopped_by


@pytest.mark.parametrize("day", [DAY, DOUBLED_HOUR])
@pytest.mark.parametrize(
    "name",
    ["duplicates", "null_keys", "impossible_values", "late_data", "unit_change", "encoding_damage"],
)
def test_the_figures_of_a_spoilt_day_fire_the_alert_that_its_fault_declares_and_no_other(
    zones: pd.Series, tmp_path: Path, name: str, day: dt.date
) -> None:
    results = [result for dataset in DATASETS for result in measured(dataset, day, zones, **{name: {}})]
    series = {
        f'course_gate_{figure}{{dataset="{result.dataset}", gate="{result.gate}"}}': getattr(result, figure)
        for result in results
        for figure in ("value", "low", "high")
    }
    for dataset, score in hold.quality_of(results).items():
        series[f'course_data_quality_score_ratio{{dataset="{dataset}"}}'] = score
    fired = {"labels": f'{{alertname="{faults()[name].alert}"}}', "value": 1}
    firing = 'count by (alertname) (count by (alertname, dataset) (ALERTS{alertstate="firing"}))'
    test = {
        "interval": "5s",
        "input_series": [{"series": name, "values": f"{value}x4"} for name, value in series.items()],
        "promql_expr_test": [{"expr": firing, "eval_time": "10s", "exp_samples": [fired]}],
    }
    file = tmp_path / "test.yml"
    rules = str(ROOT / "infra/prometheus/rules/data.yml")
    file.write_text(yaml.safe_dump({"rule_files": [rules], "evaluation_interval": "5s", "tests": [test]}))
    done = subprocess.run(
        [find("promtool"), "test", "rules", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_text_that_is_rightly_not_ascii_is_let_through(zones: pd.Series) -> None:
    rows = [{"carrier": "G3", "name": "Gol Linhas Aéreas São Paulo €"}, {"carrier": "X", "name": "Air"}]
    subject = gates.Subject(DAY, "airlines", rows, pd.DataFrame(), Counter())
    found = {result.gate: result.value for result in gates.measure(subject)}
    assert found["encoding"] == 0
    rows[1]["name"] = "Aéreas".encode().decode("cp1252")
    assert {r.gate: r.value for r in gates.measure(subject)}["encoding"] == 0.5
