"""The pipeline under Airflow: its schedule, its runs, what it keeps, what it refuses."""

import datetime as dt
import json

import pytest

from course.errors import CourseError
from course.pipeline import dag_run, prove
from course.pipeline.database import transaction
from course.pipeline.days import yesterday
from course.services import minio
from course.services.airflow import DAG_ID, api
from course.settings import settings
from tests.conftest import Cli

DAY = dt.date(2020, 2, 29)
STEPS = ["extract", "transform", "load", "quality"]


@pytest.fixture(scope="module")
def run() -> dag_run.Run:
    """A finished run of a day of its own."""
    started = dag_run.trigger(DAY)
    return dag_run.follow(started.run_id, lambda tasks: None, 300)


def test_a_run_succeeds_and_the_warehouse_equals_the_source(run: dag_run.Run) -> None:
    assert run.state == "success", dag_run.failed_task_log(run.run_id)
    checks = prove.compare(DAY)
    assert checks
    assert not [check for check in checks if not check.passed]


def test_the_steps_ran_in_order_at_the_first_try(run: dag_run.Run) -> None:
    tasks = dag_run.tasks(run.run_id)
    assert [(task.task_id, task.state, task.try_number) for task in tasks] == [
        (s, "success", 1) for s in STEPS
    ]


def test_every_executed_notebook_is_kept_with_outputs_and_linked_from_its_task(run: dag_run.Run) -> None:
    for step in STEPS:
        name = f"{DAG_ID}/{run.run_id}/{step}.ipynb"
        notebook = json.loads(minio.client().get_object(minio.NOTEBOOKS, name).data)
        assert any(cell.get("outputs") for cell in notebook["cells"])
        path = f"/dags/{DAG_ID}/dagRuns/{run.run_id}/taskInstances/{step}/links"
        assert minio.object_page(minio.NOTEBOOKS, name) in api("GET", path)["extra_links"].values()


def test_the_log_of_a_task_is_had_by_run(run: dag_run.Run) -> None:
    [extract] = [task for task in dag_run.tasks(run.run_id) if task.task_id == "extract"]
    assert f"Day {DAY}, notebook extract" in dag_run.log(run.run_id, extract)


def test_no_secret_is_in_a_log_or_an_executed_notebook(run: dag_run.Run) -> None:
    secrets = [
        value.get_secret_value()
        for name, value in settings
        if hasattr(value, "get_secret_value") and len(value.get_secret_value()) > 12
    ]
    files = [path for path in (settings.state_dir / "airflow/logs").rglob("*.log") if path.is_file()]
    files += list((settings.state_dir / "logs").glob("*.log"))
    assert files
    texts = {str(path): path.read_text(errors="replace") for path in files}
    for step in STEPS:
        name = f"{DAG_ID}/{run.run_id}/{step}.ipynb"
        texts[name] = minio.client().get_object(minio.NOTEBOOKS, name).data.decode()
    assert [(name, s[:3]) for name, text in texts.items() for s in secrets if s in text] == []


def test_it_is_scheduled_daily_unpaused_and_alone() -> None:
    dags = api("GET", "/dags")["dags"]
    assert [dag["dag_id"] for dag in dags if dag["dag_id"].startswith("example")] == []
    [dag] = [dag for dag in dags if dag["dag_id"] == DAG_ID]
    assert dag["is_paused"] is False
    start, end = (
        dt.datetime.fromisoformat(dag[f"next_dagrun_data_interval_{edge}"]) for edge in ("start", "end")
    )
    local = start.astimezone(settings.course_timezone)
    assert (local.hour, local.minute) == (6, 0)
    assert end - start == dt.timedelta(days=1)
    assert api("GET", f"/dags/{DAG_ID}/details")["catchup"] is False


def test_a_day_that_is_no_date_is_refused_before_anything_runs() -> None:
    with pytest.raises(CourseError, match="day"):
        api("POST", f"/dags/{DAG_ID}/dagRuns", json={"logical_date": None, "conf": {"day": "soon"}})


def test_a_day_without_data_fails_at_once_and_is_not_tried_again() -> None:
    run = api("POST", f"/dags/{DAG_ID}/dagRuns", json={"logical_date": None, "conf": {"day": "2012-12-31"}})
    ended = dag_run.follow(run["dag_run_id"], lambda tasks: None, 120)
    assert ended.state == "failed"
    assert [(t.task_id, t.try_number) for t in dag_run.tasks(ended.run_id) if t.state == "failed"] == [
        ("extract", 1)
    ]


def test_a_run_without_a_day_is_for_yesterday() -> None:
    run = api("POST", f"/dags/{DAG_ID}/dagRuns", json={"logical_date": None})
    ended = dag_run.follow(run["dag_run_id"], lambda tasks: None, 300)
    [extract] = [task for task in dag_run.tasks(ended.run_id) if task.task_id == "extract"]
    assert f"Day {yesterday()}, notebook extract" in dag_run.log(ended.run_id, extract)


def test_a_backfill_runs_every_day_of_the_span_for_its_own_day(cli: Cli) -> None:
    first, last = dt.date(2019, 5, 1), dt.date(2019, 5, 2)
    done = cli("backfill", "--from", str(first), "--to", str(last))
    assert done.returncode == 0, done.stdout + done.stderr
    for day in (first, last):
        assert not [check for check in prove.compare(day) if not check.passed]


def test_trigger_dag_prints_the_summary_of_a_day(cli: Cli) -> None:
    done = cli("trigger-dag", "--day", str(DAY))
    assert done.returncode == 0, done.stdout + done.stderr
    for text in (*STEPS, "flights 964", "weather 72", "%"):
        assert text in done.stdout


@pytest.mark.parametrize("day", ["2012-12-31", "31/12/2020", "2021-02-29", "2999-01-01"])
def test_trigger_dag_refuses_a_day_that_cannot_be_run(cli: Cli, day: str) -> None:
    done = cli("trigger-dag", "--day", day)
    assert done.returncode == 2
    assert day in done.stderr
    assert "Traceback" not in done.stderr


def test_test_pipeline_proves_a_day_and_that_a_second_run_changes_nothing(cli: Cli) -> None:
    done = cli("test-pipeline", "--day", str(DAY))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "uma segunda carga não muda nada" in done.stdout


def test_test_pipeline_compares_a_day_that_was_altered_and_leaves_it_as_it_is(cli: Cli) -> None:
    with transaction() as cursor:
        cursor.execute(
            "UPDATE mart.flight SET distance_miles = distance_miles + 1 WHERE flight_date = %s", (DAY,)
        )
    altered = prove.fingerprint(DAY)
    done = cli("test-pipeline", "--day", str(DAY), "--compare-only")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "soma das distâncias" in done.stdout
    assert prove.fingerprint(DAY) == altered
    assert cli("trigger-dag", "--day", str(DAY)).returncode == 0  # as it was
