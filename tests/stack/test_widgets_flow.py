"""The data-flow diagram in a real browser, against what the platform recorded."""

from typing import Any

import pytest

from course.pipeline import dag_run, flow
from course.pipeline.days import yesterday
from course.pipeline.flow import PLACES, STEPS, Flow
from tests.stack.conftest import eventually
from tests.stack.lab import Lab, Notebook

OPEN = "from course.widgets.flow import FlowDiagram\nFlowDiagram()"
ELSEWHERE = "from course.settings import settings\nthere = settings.{port}\nsettings.__dict__['{port}'] = 1"
BACK = "settings.__dict__['{port}'] = there"


@pytest.fixture(scope="module", autouse=True)
def after_a_run() -> None:
    """Some run has been at work."""
    if flow.latest() is None:
        assert dag_run.follow(dag_run.trigger(yesterday()).run_id, lambda tasks: None, 300).state == "success"


def diagram(notebook: Notebook, n: int = 0) -> Any:
    """The cell's diagram, once it has drawn."""
    notebook.run(n)
    notebook.output(n).locator("svg .arrow").first.wait_for()
    return notebook.output(n)


def recorded(run: Flow) -> list[str]:
    """What stands beside the arrows, as ops.step and quality.result have it."""
    known = [
        "…" if rows is None else f"{rows:,}".replace(",", ".")
        for passage in run.passages.values()
        for rows in (passage.rows_in, passage.rows_out)
    ]
    done = run.passages[STEPS[-1]].outcome == "success"
    return [*known[:-1], f"{run.rules} regras" if done else "…"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_arrow_shows_the_rows_that_were_recorded_and_how_long_ago(lab: Lab, theme: str) -> None:
    notebook = lab.open(OPEN, theme=theme)
    shown = diagram(notebook)
    counts = shown.locator("svg .count")

    def agrees() -> bool:
        run = flow.latest()
        return (
            run is not None
            and counts.all_text_contents() == recorded(run)
            and run.run_id in shown.inner_text()
        )

    eventually(agrees, "the picture is what is recorded")
    lags = [text for text in shown.locator("svg .lag").all_text_contents() if text]
    assert lags
    assert all(text.startswith("há ") for text in lags)
    assert shown.locator("svg .node").count() == len(PLACES) + len(STEPS) + 1
    assert "alvos respondem" in shown.locator("svg .line .below").text_content()
    assert notebook.wrong == []


def test_the_same_stands_in_a_table_for_who_does_not_see_the_picture(lab: Lab) -> None:
    notebook = lab.open(OPEN)
    shown = diagram(notebook)
    shown.locator("summary").press("Enter")
    table = shown.get_by_role("table", name="Diagrama do fluxo de dados")
    assert table.get_by_role("row").count() == 1 + 2 * len(STEPS)
    assert "load → warehouse" in table.inner_text()
    picture = shown.get_by_role("img", name="Diagrama do fluxo de dados")
    assert "load → warehouse" in picture.locator("desc").text_content()


def test_a_place_is_red_while_its_service_is_away(lab: Lab) -> None:
    port = "source_port"
    notebook = lab.open(OPEN, ELSEWHERE.format(port=port), BACK.format(port=port))
    shown = diagram(notebook)
    up, down = (shown.locator(f"svg .node.{state}", has_text="fonte") for state in ("up", "down"))
    up.wait_for()
    notebook.run(1)
    down.wait_for()
    assert "✗ fonte" in down.text_content()
    notebook.run(2)
    up.wait_for()


def test_the_figures_stay_while_the_warehouse_is_away_and_it_says_so(lab: Lab) -> None:
    port = "postgres_port"
    notebook = lab.open(OPEN, ELSEWHERE.format(port=port), BACK.format(port=port))
    shown = diagram(notebook)
    notebook.run(1)
    away = shown.get_by_role("alert").filter(has_text="make up")
    away.wait_for()
    assert shown.locator("svg .count").count() == 2 * len(STEPS)
    assert shown.locator(".picture.stale").count() == 1
    notebook.run(2)
    away.wait_for(state="hidden")
    assert shown.locator(".picture.stale").count() == 0
