"""The DAG monitor in a real browser, on a run that it starts itself."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from course.pipeline import dag_run, links
from course.pipeline.dag_run import Run
from course.pipeline.database import transaction
from course.pipeline.flow import STEPS
from course.pipeline.load import lock
from course.services import airflow, minio
from course.widgets.dag_monitor import DagMonitor
from tests.stack.conftest import eventually
from tests.stack.lab import Lab, Notebook

DAY = dt.date(2016, 2, 29)
OPEN = "from course.widgets.dag_monitor import DagMonitor\nDagMonitor()"
# The stack is not stopped: the kernel alone looks for Airflow where nobody listens.
AWAY = """
from course.settings import settings
there = settings.airflow_port
settings.__dict__["airflow_port"] = 1
"""
# No run is started; the first choice takes until another waits.
OVERTAKEN = """
import time
from pathlib import Path
from course.widgets.dag_monitor import DagMonitor

class Overtaken(DagMonitor):
    def answer(self, about, question):
        if about == "trigger":
            return {{"run": {run!r}}}
        choosing, until = Path({choosing!r}), time.monotonic() + 30
        if about == "choice" and not choosing.exists():
            choosing.touch()
            while time.monotonic() < until and "choice" not in [key[1] for key in list(self._waiting)]:
                time.sleep(0.1)
        return super().answer(about, question)

Overtaken()
"""
BACK = "settings.__dict__['airflow_port'] = there"


def monitor(notebook: Notebook, n: int = 0) -> Any:
    """The cell's monitor, once it has drawn."""
    notebook.run(n)
    shown = notebook.output(n)
    shown.locator(".when", has_text=":").wait_for()
    return shown


def finished(run: Run | None) -> Run:
    assert run
    return dag_run.follow(run.run_id, lambda tasks: None, 300)


@pytest.fixture(scope="module")
def run() -> Run:
    """A finished run of the day."""
    return finished(dag_run.active(DAY) or dag_run.trigger(DAY))


def test_the_newest_runs_are_told_newest_first(run: Run) -> None:
    told = DagMonitor().answer("tick", {"run": None})
    assert [one["id"] for one in told["runs"]].index(run.run_id) < 10
    assert told["run"] == told["runs"][0]["id"]


def test_a_chosen_run_stays_in_sight_however_many_came_after_it(run: Run) -> None:
    oldest = dag_run.latest(100)[-1]
    told = DagMonitor().answer("choice", {"run": oldest.run_id})
    assert told["run"] == oldest.run_id
    assert [one["day"] for one in told["runs"] if one["id"] == oldest.run_id] == [str(oldest.day)]


def test_the_tasks_are_the_steps_of_the_flow_in_order(run: Run) -> None:
    told = DagMonitor().answer("choice", {"run": run.run_id})
    assert tuple(task["id"] for task in told["tasks"]) == STEPS
    assert {task["state"] for task in told["tasks"]} == {"success"}


def test_every_executed_notebook_is_where_its_link_leads(run: Run) -> None:
    for step in STEPS:
        name = links.executed_notebook(airflow.DAG_ID, run.run_id, step)
        assert minio.client().stat_object(minio.NOTEBOOKS, name).size
        assert links.notebook_page(run.run_id, step) == minio.object_page(minio.NOTEBOOKS, name)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_day_is_run_from_the_notebook_and_its_tasks_are_seen_to_the_end(lab: Lab, theme: str) -> None:
    notebook = lab.open(OPEN, theme=theme)
    shown = monitor(notebook)
    chosen, heading = shown.locator(".runs tr.chosen td").last, shown.locator(".heading")
    newest = chosen.inner_text()
    shown.get_by_label("Dia", exact=True).fill(DAY.isoformat())
    states = shown.locator(".tasks .state")
    with transaction() as cursor:
        lock(cursor, DAY.toordinal())  # the load waits: between two ticks it could begin and end unseen
        shown.get_by_role("button", name="Executar o dia").click()
        started = eventually(
            lambda: (now := chosen.inner_text()) != newest and now, "the run that was started is chosen"
        )
        assert dag_run.get(started).day == DAY
        expect(states).to_have_text(["concluída", "concluída", "rodando", "à espera"], timeout=180_000)
    expect(states).to_have_text(["concluída"] * len(STEPS), timeout=300_000)
    expect(heading).to_contain_text("concluída", timeout=60_000)
    shown.get_by_role("button", name="Log de load").press("Enter")  # a tick may replace it in a click
    shown.locator("pre", has_text=f"Day {DAY}, notebook load").wait_for()
    link = shown.locator(".tasks li", has_text="load").get_by_role("link", name="Notebook executado")
    assert link.get_attribute("href") == links.notebook_page(started, "load")
    assert notebook.wrong == []


def test_a_choice_that_another_overtakes_leaves_the_button_to_run_a_day_enabled(
    lab: Lab, run: Run, tmp_path: Path
) -> None:
    choosing = tmp_path / "choosing"
    notebook = lab.open(OVERTAKEN.format(run=run.run_id, choosing=str(choosing)))
    shown = monitor(notebook)
    start = shown.get_by_role("button", name="Executar o dia")
    start.click()
    eventually(choosing.exists, "the run that was started is being chosen")
    other = shown.locator(".runs tbody tr").nth(1)
    other.get_by_role("button").click()
    eventually(lambda: other.get_attribute("class") == "chosen", "the other run is chosen")
    eventually(start.is_enabled, "another day may be run")


def test_a_day_without_data_is_refused_in_words_and_nothing_is_started(lab: Lab) -> None:
    notebook = lab.open(OPEN)
    shown = monitor(notebook)
    shown.get_by_label("Dia", exact=True).fill("2012-12-31")
    shown.get_by_role("button", name="Executar o dia").click()
    alert = shown.get_by_role("alert").filter(has_text="Não há dados de 2012-12-31")
    alert.wait_for()
    assert "Escolha um dia de 2013-01-01" in alert.inner_text()


def test_an_older_run_is_chosen_with_the_keyboard_and_stays_chosen(lab: Lab, run: Run) -> None:
    notebook = lab.open(OPEN)
    shown = monitor(notebook)
    runs = shown.locator(".runs tbody tr")
    wanted = runs.nth(1).locator("td").last.inner_text()
    runs.nth(1).get_by_role("button").focus()
    notebook.page.keyboard.press("Enter")
    chosen = shown.locator(".runs tr.chosen td").last
    eventually(lambda: chosen.inner_text() == wanted, "it is chosen")
    before = shown.locator(".when").inner_text()
    eventually(lambda: shown.locator(".when").inner_text() != before, "a tick later")
    assert chosen.inner_text() == wanted
    assert notebook.page.evaluate("document.activeElement.dataset.key") == wanted


def test_airflow_may_go_and_come_back(lab: Lab) -> None:
    notebook = lab.open(OPEN, AWAY, BACK)
    shown = monitor(notebook)
    notebook.run(1)
    lost = shown.locator(".lost")
    eventually(lambda: "make up" in lost.inner_text(), "it says that Airflow is away")
    assert shown.locator(".tasks li").count() == len(STEPS)  # what was seen last stays
    notebook.run(2)
    eventually(lost.is_hidden, "Airflow is back")
