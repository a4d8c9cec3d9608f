"""The four steps on the live stack: what arrives, twice, at once, and after being killed."""

import datetime as dt
import io
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from tenacity import wait_none

from course.errors import CourseError, Unavailable, UsageError
from course.pipeline import client, curated, extract, load, prove, quality, raw, steps, storage, transform
from course.pipeline.contract import ContractError
from course.pipeline.datasets import FLIGHTS
from course.pipeline.days import end_of
from course.pipeline.revision import revision
from course.services import minio, postgres
from course.services.http import get
from course.services.minio import CURATED, RAW
from course.settings import ROOT, settings
from course.telemetry import metrics
from tests.stack.conftest import eventually
from tests.stack.pipeline_source import corrected_data, own_source

STEPS = (extract, transform, load, quality)


def run_all(day: dt.date, run_id: str = "test") -> None:
    for step in STEPS:
        step.run(str(day), run_id)


def fill(day: dt.date) -> None:
    """The first three, without their records."""
    extract.extract(day)
    transform.transform(day)
    load.load(day)


def query(sql: str, *params: object, role: postgres.Role = "etl") -> list[tuple[Any, ...]]:
    with postgres.connect(role) as connection, connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def failures(day: dt.date) -> list[prove.Check]:
    return [check for check in prove.compare(day) if not check.passed]


def objects(bucket: str, prefix: str) -> list[str]:
    return [str(found.object_name) for found in minio.client().list_objects(bucket, prefix, recursive=True)]


def forget(bucket: str, day: dt.date) -> None:
    """As if the day's step had never run: its manifest and its own objects are gone."""
    for prefix in (f"manifest/day={day}", f"flights/day={day}/", f"weather/day={day}/"):
        for name in objects(bucket, prefix):
            minio.client().remove_object(bucket, name)


_ONE_STEP = """
import datetime, importlib, sys
step, day = sys.argv[1:]
getattr(importlib.import_module(f"course.pipeline.{step}"), step)(datetime.date.fromisoformat(day))
"""


_HALTS_BEFORE_FLIGHTS = """
import signal
from course.pipeline import storage
put_new = storage.put_new

def put_or_halt(bucket, stored, body):
    while stored.name.startswith("flights/"):
        signal.pause()
    put_new(bucket, stored, body)

storage.put_new = put_or_halt
"""


def start(step: str, day: dt.date, first: str = "", **environment: str) -> subprocess.Popen[bytes]:
    """The step in a process of its own, to be killed; `first` is run there before it."""
    command = [sys.executable, "-c", first + _ONE_STEP, step, str(day)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL


# --- a day ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def day() -> dt.date:
    """A day of summer time, as it was in 2013, that has been run."""
    day = dt.date(2016, 7, 15)
    run_all(day)
    return day


def test_a_day_arrives_whole(day: dt.date) -> None:
    checks = prove.compare(day)
    assert {"flights", "weather", "planes"} <= {check.name.split(":")[0] for check in checks}
    assert [check for check in checks if not check.passed] == []
    assert query("SELECT count(*) FROM mart.flight WHERE flight_date = %s", day) == [(999,)]


def test_the_utc_times_read_on_the_airports_clocks_are_the_source_s(day: dt.date) -> None:
    found = query(
        """SELECT f.carrier || '/' || f.flight || '/' || f.origin,
                  to_char(f.actual_departure AT TIME ZONE o.time_zone, 'HH24MI')::int,
                  to_char(f.actual_arrival AT TIME ZONE d.time_zone, 'HH24MI')::int
           FROM mart.flight f JOIN mart.airport o ON o.faa = f.origin JOIN mart.airport d ON d.faa = f.dest
           WHERE f.flight_date = %s AND f.actual_arrival IS NOT NULL""",
        day,
    )
    rows = {FLIGHTS.key_of(row): row for page in raw.read(day).pages(FLIGHTS) for row in page.rows}
    assert len(found) > 900
    assert [
        key
        for key, left, landed in found
        if (left, landed) != (rows[key]["dep_time"] % 2400, rows[key]["arr_time"] % 2400)
    ] == []


def test_a_second_run_changes_nothing(day: dt.date) -> None:
    before = prove.fingerprint(day)
    run_all(day)
    assert prove.unchanged(before, prove.fingerprint(day)).passed


def test_a_proof_fails_when_a_row_was_changed_or_doubled(day: dt.date) -> None:
    before = prove.fingerprint(day)
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(
            """UPDATE mart.flight SET arr_delay_min = arr_delay_min + 1, flight = flight + 9000
               WHERE (flight_date, carrier, flight, origin) = (SELECT flight_date, carrier, flight, origin
               FROM mart.flight WHERE flight_date = %s AND arr_delay_min IS NOT NULL LIMIT 1)""",
            (day,),
        )
    assert len(failures(day)) == 2  # the keys, and the sum of the delays
    assert not prove.unchanged(before, prove.fingerprint(day)).passed
    load.load(day)
    assert prove.unchanged(before, prove.fingerprint(day)).passed


def test_a_run_can_be_told_step_by_step(day: dt.date) -> None:
    told = steps.summary(day, "test")
    assert [(step.step, step.outcome) for step in told.steps] == [
        (name, "success") for name in ("extract", "transform", "load", "quality")
    ]
    assert all(step.seconds and step.datasets["flights"]["rows_out"] == 999 for step in told.steps)
    assert {step.pipeline_version for step in told.steps} == {revision()}
    assert set(told.scores) == {"airlines", "airports", "planes", "flights", "weather"}
    assert all(0.95 < score <= 1 for score in told.scores.values())


def test_unknown_tail_numbers_show_up_in_their_rule(day: dt.date) -> None:
    [(checked, failed, passed)] = query(
        """SELECT rows_checked, rows_failed, passed FROM quality.result
           WHERE day = %s AND run_id = 'test' AND rule = 'tailnum_is_registered'""",
        day,
    )
    assert checked == 999
    assert 0.1 < failed / checked < 0.25
    assert passed


def test_the_last_run_is_left_at_the_pushgateway(day: dt.date) -> None:
    run_all(day)
    page = get("pushgateway", "/metrics").text
    for sample in (
        'course_etl_rows{instance="",job="etl_pipeline",outcome="out",stage="load"} 1071',
        'course_etl_duration_seconds{instance="",job="etl_pipeline",stage="extract"} ',
        'course_data_quality_score_ratio{dataset="flights",instance="",job="etl_pipeline"} 0.9',
    ):
        assert sample in page
    assert "run_id" not in page


def test_loading_an_old_day_does_not_make_the_data_look_fresh(day: dt.date) -> None:
    fill(dt.date(2013, 7, 15))
    [(newest,)] = query("SELECT max(flight_date) FROM mart.flight")
    ends = dt.datetime.combine(newest + dt.timedelta(days=1), dt.time(), settings.course_timezone)
    page = get("pushgateway", "/metrics").text
    [shown] = [
        float(line.rsplit(" ", 1)[1])
        for line in page.splitlines()
        if line.startswith('course_data_last_success_timestamp_seconds{dataset="flights"')
    ]
    assert dt.datetime.fromtimestamp(shown, dt.UTC) == ends


def test_a_day_without_rows_of_a_data_set_is_as_new_as_any_other() -> None:
    day = dt.date(2015, 12, 31)  # the source has no weather of that day
    fill(day)
    assert query("SELECT count(*) FROM mart.weather WHERE weather_date = %s", day) == [(0,)]
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM ops.loaded WHERE part > %s AND part <> 'all'", (str(day),))
        newest = load.newest_days(cursor)
        connection.rollback()
    assert newest == {"flights": end_of(day), "weather": end_of(day)}


def test_without_a_pushgateway_a_step_succeeds_with_a_warning(
    day: dt.date, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(metrics, "settings", settings.model_copy(update={"pushgateway_port": 1}))
    load.run(str(day), "test")
    assert "Pushgateway" in caplog.text


# --- time and rejects ----------------------------------------------------------------------


def test_what_cannot_be_is_set_aside_with_its_reason_and_told() -> None:
    spring = dt.date(2017, 3, 12)  # at 2:00 summer time begins; in 2013 that day was an ordinary one
    run_all(spring)
    rejects = query("SELECT dataset, reason, row FROM quality.reject WHERE day = %s", spring)
    assert [(dataset, reason, row["hour"]) for dataset, reason, row in rejects] == [
        ("weather", "nonexistent_time", 2)
    ] * 3
    told = steps.summary(spring, "test")
    assert [(r.dataset, r.reason, r.rows) for r in told.rejects] == [("weather", "nonexistent_time", 3)]
    assert [(s.dataset, s.rule) for s in told.shortfalls] == [("weather", "nothing_else_rejected")]
    assert failures(spring) == []


# --- at once -------------------------------------------------------------------------------


def test_two_runs_of_a_day_at_once_end_as_one() -> None:
    day = dt.date(2016, 1, 5)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, [day, day]))
    assert failures(day) == []


def test_runs_of_many_days_at_once_do_not_lock_each_other_out_when_reference_data_changes_too() -> None:
    days = [dt.date(2016, 1, 11) + dt.timedelta(days=n) for n in range(4)]
    for day in days:
        extract.extract(day)
        transform.transform(day)
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE ops.loaded SET sha256 = 'as if it had changed' WHERE part = 'all'")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(load.load, [*days, *reversed(days)]))
    assert [failure for day in days for failure in failures(day)] == []


# --- killed --------------------------------------------------------------------------------


def test_a_load_killed_with_its_rows_written_leaves_nothing_and_is_made_good() -> None:
    day = dt.date(2016, 2, 9)
    extract.extract(day)
    transform.transform(day)
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM mart.flight WHERE flight_date = %s", (day,))
        connection.commit()
        cursor.execute("LOCK TABLE quality.reject IN EXCLUSIVE MODE")  # the last table that the load writes
        process = start("load", day)
        eventually(lambda: _waits_for_lock(process.pid), "the load waits for the lock")
        kill(process)
    assert query("SELECT count(*) FROM mart.flight WHERE flight_date = %s", day) == [(0,)]
    load.load(day)
    assert failures(day) == []


def _waits_for_lock(pid: int) -> bool:
    ports = [connection.laddr.port for connection in psutil.Process(pid).net_connections()]
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE client_port = ANY(%s) AND wait_event_type = 'Lock'"
    return query(waiting, ports, role="postgres") == [(1,)]


def test_an_extract_killed_between_pages_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    day = dt.date(2016, 2, 10)
    forget(RAW, day)
    with own_source(monkeypatch) as source:
        source.faults(slow={"seconds": 60, "dataset": "flights", "page": 3, "times": 1})
        process = start("extract", day, SOURCE_PORT=str(source.port))
        with client.SourceClient() as session:
            second = extract._object_name(FLIGHTS, day, session.version(), 2)
        eventually(lambda: storage.find(RAW, second), "the second page is kept")
        kill(process)
        assert raw.find(day) is None
        asked = {name: source.requests(name) for name in ("flights", "weather", "planes")}
        manifest = extract.extract(day)
        pages = len(manifest.datasets["flights"].pages)
        assert pages > 3
        assert {name: source.requests(name) - before for name, before in asked.items()} == {
            "flights": pages - 2,
            "weather": 0,
            "planes": 0,
        }
        transform.transform(day)
        load.load(day)
        assert failures(day) == []


def test_a_transform_killed_with_half_its_tables_written_is_made_good() -> None:
    day = dt.date(2016, 2, 11)
    extract.extract(day)
    forget(CURATED, day)
    process = start("transform", day, _HALTS_BEFORE_FLIGHTS)
    eventually(lambda: objects(CURATED, f"weather/day={day}/"), "the first table of the day is written")
    kill(process)
    assert objects(CURATED, f"flights/day={day}/") == []
    fill(day)
    assert failures(day) == []


# --- the source ----------------------------------------------------------------------------


def test_a_finished_extract_asks_for_the_version_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    day = dt.date(2016, 3, 1)
    with own_source(monkeypatch) as source:
        extract.extract(day)
        before = {name: source.requests(name) for name in ("version", "flights", "airlines")}
        extract.extract(day)
        asked = {name: source.requests(name) - n for name, n in before.items()}
        assert asked == {"version": 1, "flights": 0, "airlines": 0}


def test_a_correction_at_the_source_arrives_with_the_next_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    day = dt.date(2016, 3, 2)
    fill(day)
    before = query("SELECT sum(distance_miles) FROM mart.flight WHERE flight_date = %s", day)
    corrected_data(tmp_path, flights=_a_mile_more, airlines=_louder)
    try:
        with own_source(monkeypatch, tmp_path):
            fill(day)
            after = query("SELECT sum(distance_miles), count(*) FROM mart.flight WHERE flight_date = %s", day)
            assert after[0][0] == before[0][0] + after[0][1]
            assert query("SELECT count(*) FROM mart.airline WHERE name <> upper(name)") == [(0,)]
    finally:
        fill(day)
    assert query("SELECT sum(distance_miles) FROM mart.flight WHERE flight_date = %s", day) == before
    assert failures(day) == []


def _a_mile_more(flights: pa.Table) -> pa.Table:
    return flights.set_column(
        flights.schema.get_field_index("distance"), "distance", pc.add(flights["distance"], 1)
    )


def _louder(airlines: pa.Table) -> pa.Table:
    return airlines.set_column(
        airlines.schema.get_field_index("name"), "name", pc.utf8_upper(airlines["name"])
    )


@pytest.mark.parametrize(
    "faults",
    [
        {"too_many": {"times": 3, "retry_after": 0}},
        {"server_error": {"times": 4}},
        {"server_error": {"ratio": 0.2}, "too_many": {"ratio": 0.2, "retry_after": 0}},
    ],
    ids=["429", "503", "both now and then"],
)
def test_passing_faults_of_the_source_are_ridden_out(
    monkeypatch: pytest.MonkeyPatch, faults: dict[str, object]
) -> None:
    day = dt.date(2016, 3, 3)
    with own_source(monkeypatch) as source:
        monkeypatch.setattr(client, "_BACKOFF", wait_none())
        forget(RAW, day)
        source.faults(**faults)
        manifest = extract.extract(day)
        assert manifest.datasets["flights"].rows == 913


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ({"server_error": {}}, Unavailable),
        ({"too_many": {"retry_after": 60}}, Unavailable),
        ({"rubbish": {"form": "html"}}, ContractError),
        ({"rubbish": {"form": "truncated"}}, ContractError),
        ({"rubbish": {"form": "empty"}}, ContractError),
        ({"missing_page": {"page": 2}}, ContractError),
    ],
    ids=["503", "429", "html", "truncated", "empty", "missing page"],
)
def test_lasting_faults_of_the_source_are_a_clear_error_and_leave_no_manifest(
    monkeypatch: pytest.MonkeyPatch, faults: dict[str, dict[str, object]], error: type[CourseError]
) -> None:
    day = dt.date(2016, 3, 4)
    with own_source(monkeypatch) as source:
        monkeypatch.setattr(client, "_BACKOFF", wait_none())
        forget(RAW, day)
        source.faults(**{name: {"dataset": "flights", **fault} for name, fault in faults.items()})
        with pytest.raises(error) as failed:
            extract.extract(day)
        assert failed.value.next_step
        assert raw.find(day) is None
        source.faults()
        assert extract.extract(day).datasets["flights"].rows > 0


def test_a_source_that_is_down_is_a_clear_error_and_a_failed_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    day = dt.date(2016, 3, 5)
    with own_source(monkeypatch):
        pass
    monkeypatch.setattr("course.services.source.url", lambda path="": f"http://127.0.0.1:1{path}")
    monkeypatch.setattr(client, "_BACKOFF", wait_none())
    with pytest.raises(Unavailable):
        extract.run(str(day), "test")
    [step] = steps.summary(day, "test").steps
    assert step.outcome == "failed"


# --- damage --------------------------------------------------------------------------------


def test_a_damaged_page_is_fetched_again() -> None:
    day = dt.date(2016, 4, 1)
    manifest = extract.extract(day)
    page = manifest.datasets["flights"].pages[1]
    minio.client().put_object(RAW, page.name, io.BytesIO(b"{}"), 2)
    with pytest.raises(CourseError):
        transform.transform(day)
    assert extract.extract(day).datasets == manifest.datasets
    fill(day)
    assert failures(day) == []


def test_a_damaged_table_is_not_loaded() -> None:
    day = dt.date(2016, 4, 2)
    fill(day)
    before = prove.fingerprint(day)
    stored = curated.read(day, "1").tables["flights"].stored
    storage.put(CURATED, stored.name, b"not Parquet")
    with pytest.raises(CourseError, match=r"curated/flights"):
        load.load(day)
    assert prove.unchanged(before, prove.fingerprint(day)).passed
    fill(day)
    assert failures(day) == []


def test_a_day_that_was_not_extracted_or_not_transformed_says_what_to_run() -> None:
    day = dt.date(2013, 9, 9)
    forget(RAW, day)
    with pytest.raises(CourseError) as untouched:
        transform.transform(day)
    assert "extract" in untouched.value.next_step
    never = dt.date(2013, 9, 10)
    with pytest.raises(CourseError) as raw_only:
        load.load(never)
    assert "transform" in raw_only.value.next_step


def test_a_flight_lost_in_the_warehouse_fails_the_quality_step_which_keeps_its_results() -> None:
    day = dt.date(2016, 4, 3)
    run_all(day, "before")
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM mart.flight WHERE flight_date = %s AND carrier = 'UA'", (day,))
    with pytest.raises(quality.QualityError, match="same_keys_as_source"):
        quality.run(str(day), "after")
    scores = [steps.summary(day, run).scores["flights"] for run in ("before", "after")]
    assert scores[1] < scores[0]
    assert [(s.rule) for s in steps.summary(day, "after").shortfalls] == ["same_keys_as_source"]
    load.load(day)
    quality.run(str(day), "after")
    assert steps.summary(day, "after").scores["flights"] == pytest.approx(scores[0])


def test_a_day_that_cannot_be_run_stops_before_anything() -> None:
    before = query("SELECT count(*) FROM ops.step WHERE run_id = 'never'")
    for step in STEPS:
        with pytest.raises(UsageError):
            step.run("2012-12-31", "never")
    assert query("SELECT count(*) FROM ops.step WHERE run_id = 'never'") == before == [(0,)]


def test_a_failing_step_fails_its_notebook() -> None:
    notebook = nbformat.read(ROOT / "pipeline/notebooks/extract.ipynb", as_version=4)
    notebook.cells[1].source = 'day, run_id, traceparent = "2012-12-31", "never", ""'
    with pytest.raises(CellExecutionError, match="2012-12-31"):
        NotebookClient(notebook, timeout=60).execute()
