"""The live widgets in JupyterLab, in a real browser, on the live stack."""

import re
from typing import Any

import psutil
import pytest

from course.services.registry import services
from course.widgets.dashboards import files
from tests.stack.conftest import eventually
from tests.stack.lab import Lab, Notebook

IMPORT = (
    "from course.widgets.live_board import Board, Grid, Panel\n"
    "from course.widgets.status_board import StatusBoard"
)
DRAWN = {"stat": "b", "gauge": "[role=meter]", "table": "td", "timeseries": ".main-svg"}
IN_WORDS = """
from course.widgets.dashboards.panels import Query, named, stat
from course.widgets.dashboards.tables import Column, table
about, size = ("A.", "none"), (6, 6)
Grid([
    stat("Estado", *about, Query("vector(1)"), size=size, words={"1": ("no ar", "green")}),
    named(stat("Nome", *about, Query('up{job="redis-exporter"}', "{{job}}"), size=size),
          {"redis-exporter": "o exporter"}),
    table("Linha", "A.", {"job": "Serviço"}, Column("Vezes", 'up{job="prometheus"}', "none"), size=size,
          words={"job": {"prometheus": "quem pergunta"}}),
    stat("Falta", *about, Query("no_such_metric"), size=size).no_value("nenhum ainda"),
])
"""
# The stack is not stopped: the kernel alone looks for Prometheus where nobody listens.
AWAY = """
from course.settings import settings
there = settings.prometheus_port
settings.__dict__["prometheus_port"] = 1
"""
BACK = 'settings.__dict__["prometheus_port"] = there'


def when(notebook: Notebook, n: int) -> str:
    """What the widget of a cell says of its last answer; shown on the page, else it asks for none."""
    said = notebook.output(n).locator(".course-live .when")
    said.scroll_into_view_if_needed()
    return str(said.inner_text())


def answered(notebook: Notebook, n: int, after: str = "") -> str:
    """Waits for an answer to the widget of a cell; says when it came, or fails with what the widget said."""

    def moment() -> str:
        now = when(notebook, n)
        if now == after or ":" not in now:
            raise AssertionError(notebook.output(n).locator(".course-live").inner_text())
        return now

    return eventually(moment, f"cell {n} has an answer" + (f" after {after}" if after else ""))


def ticks(notebook: Notebook, n: int) -> str:
    """Waits for one more answer."""
    return answered(notebook, n, eventually(lambda: when(notebook, n), "it says when"))


# The services' are generated alike: one of them stands for all.
ONE = f"{files.ONE_SERVICE}postgres"
DRAWN_FOR_ALL = [uid for uid in files.uids() if uid == ONE or not uid.startswith(files.ONE_SERVICE)]


@pytest.mark.parametrize("uid", DRAWN_FOR_ALL)
def test_a_dashboard_is_drawn_in_jupyterlabs_theme(lab: Lab, uid: str) -> None:
    notebook = lab.open(IMPORT, f'Board("{uid}")')
    notebook.run(0, 1)
    answered(notebook, 1)
    for panel in files.read(uid)["panels"]:
        if panel["type"] != "row":
            section = notebook.output(1).locator(f'section[aria-label="{panel["title"]}"]')
            drawn = section.locator(".body").locator(DRAWN[panel["type"]])
            drawn.or_(section.locator(".note", has_text=re.compile("."))).first.wait_for()
    assert notebook.output(1).locator(".main-svg").count() > 0
    assert paper(notebook) == "light"
    notebook.page.emulate_media(color_scheme="dark")
    eventually(lambda: paper(notebook) == "dark", "the board follows the theme")
    assert notebook.wrong == []


def paper(notebook: Notebook) -> str:
    """Whether the first panel is light or dark."""
    script = "(panel) => getComputedStyle(panel).backgroundColor"
    red = notebook.output(1).locator("section").first.evaluate(script).removeprefix("rgb(").split(",")[0]
    return "light" if int(red) > 127 else "dark"


def test_a_board_ticks_while_a_cell_sleeps(lab: Lab) -> None:
    until = "import threading\nawake = threading.Event()\nprint(awake.wait(120))"
    notebook = lab.open(IMPORT, 'Panel("up")', until)
    notebook.run(0)
    notebook.run(1, 2, wait=False)  # as "Run All" does: not even the first tick comes before the cell sleeps
    answered(notebook, 1)
    ticks(notebook, 1)
    assert not notebook.done(2)


def test_a_paused_board_asks_nothing_until_it_is_told_to(lab: Lab) -> None:
    notebook = lab.open(IMPORT, 'Panel("up")', 'Panel("up")')
    notebook.run(0, 1, 2)
    answered(notebook, 1)
    notebook.output(1).get_by_label("Atualizar a cada").select_option("0")  # which asks a last time
    ticks(notebook, 2)
    ticks(notebook, 2)
    paused = when(notebook, 1)
    ticks(notebook, 2)
    ticks(notebook, 2)
    assert when(notebook, 1) == paused
    notebook.output(1).get_by_role("button", name="Atualizar agora").click()
    eventually(lambda: when(notebook, 1) != paused, "asked once more")


def test_the_time_range_is_chosen_with_the_keyboard(lab: Lab) -> None:
    notebook = lab.open(IMPORT, 'Panel("up")', "1")
    notebook.run(0, 1)
    answered(notebook, 1)
    notebook.output(1).get_by_label("Intervalo").focus()
    notebook.page.keyboard.press("ArrowDown")
    notebook.page.keyboard.press("Tab")
    assert notebook.output(1).get_by_label("Intervalo").input_value() == "1h"
    assert (
        notebook.page.evaluate("document.activeElement.labels[0].firstChild.textContent")
        == "Atualizar a cada"
    )
    drawn = (
        "() => document.querySelector('.js-plotly-plot').layout.xaxis.range"
        ".map((moment) => new Date(moment)).reduce((from, to) => to - from)"
    )
    eventually(lambda: notebook.page.evaluate(drawn) == 3_600_000, "an hour is drawn")


def test_a_refused_expression_is_said_in_its_panel_and_the_others_are_drawn(lab: Lab) -> None:
    notebook = lab.open(IMPORT, 'Grid(["bad(", Panel("up", title="Alvos"), "no_such_metric"])')
    notebook.run(0, 1)
    answered(notebook, 1)
    panel = notebook.output(1).locator("section")
    assert "parse error" in panel.nth(0).inner_text()
    panel.nth(1).locator(".main-svg").first.wait_for()
    assert panel.nth(1).locator("pre").inner_text() == "up"
    assert "sem dados" in panel.nth(2).inner_text()


def test_values_names_and_absence_are_said_in_the_files_words(lab: Lab) -> None:
    notebook = lab.open(IMPORT, IN_WORDS)
    notebook.run(0, 1)
    answered(notebook, 1)
    panel = notebook.output(1).locator("section")
    assert panel.nth(0).locator(".body").inner_text() == "no ar"
    assert panel.nth(1).locator(".body span").inner_text() == "o exporter"
    assert panel.nth(2).locator("tbody").inner_text().split("\t") == ["quem pergunta", "1"]
    assert panel.nth(3).locator(".note").inner_text() == "nenhum ainda"


def test_prometheus_may_go_and_come_back(lab: Lab) -> None:
    notebook = lab.open(IMPORT, 'Panel("up")', AWAY, BACK)
    notebook.run(0, 1)
    answered(notebook, 1)
    notebook.run(2)
    lost = notebook.output(1).get_by_role("alert")
    eventually(lambda: "O Prometheus não responde" in lost.inner_text(), "it says that Prometheus is away")
    assert "O que se vê é de" in lost.inner_text()
    notebook.output(1).locator(".main-svg").first.wait_for()
    notebook.run(3)
    ticks(notebook, 1)
    assert lost.is_hidden()


def test_the_kernel_may_go_and_come_back(lab: Lab) -> None:
    notebook = lab.open(IMPORT, 'Panel("up")', "import os\nprint(os.getpid())")
    notebook.run(0, 1, 2)
    answered(notebook, 1)
    kernel = psutil.Process(int(notebook.text(2)))
    kernel.suspend()
    try:
        lost = notebook.output(1).get_by_role("alert")
        eventually(lambda: "O kernel não responde" in lost.inner_text(), "it says that the kernel is away")
    finally:
        kernel.resume()
    ticks(notebook, 1)
    assert lost.is_hidden()


def test_a_board_whose_kernel_was_started_anew_says_so_and_runs_again_with_its_cell(lab: Lab) -> None:
    notebook = lab.open(IMPORT, 'Panel("up")')
    notebook.run(0, 1)
    answered(notebook, 1)
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    lost = notebook.output(1).get_by_role("alert")
    eventually(lambda: "rode a célula outra vez" in lost.inner_text(), "it says that the kernel is another")
    notebook.run(0, 1)
    ticks(notebook, 1)


def test_plotly_comes_once_a_page_and_is_not_in_the_notebook(lab: Lab) -> None:
    notebook = lab.open(
        IMPORT, 'Board("pipeline")', 'Panel("up")', "Grid(['up'] * 20, columns=4)", "StatusBoard()"
    )
    sent: list[int] = []
    notebook.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda payload: sent.append(len(payload)))
    )
    notebook.page.reload()
    notebook.wait_until_ready()
    notebook.run(0, 1, 2, 3, 4)
    for n in (1, 2, 3, 4):
        answered(notebook, n)
    assert len([size for size in sent if size > 1_000_000]) == 1
    saved = notebook.save()
    assert notebook.path.stat().st_size < 1_000_000
    assert "widgets" not in saved["metadata"]
    assert [cell.cell_type for cell in saved["cells"] if "plotly.js v" in str(cell)] == []


def test_a_board_ends_with_its_output_and_is_there_again_after_a_reload(lab: Lab) -> None:
    count = 'print(sum(t.name.startswith("Grid") for t in __import__("threading").enumerate()))'
    notebook = lab.open(IMPORT, 'Panel("up")', count)
    for _ in range(3):
        notebook.run(0, 1)
        answered(notebook, 1)
    eventually(lambda: notebook.run(2) or notebook.text(2).strip() == "1", "the boards before it have ended")
    notebook.save()
    notebook.page.reload()
    notebook.wait_until_ready()
    ticks(notebook, 1)


def test_the_status_board_has_a_line_a_service_and_stays_where_the_keyboard_is(lab: Lab) -> None:
    notebook = lab.open(IMPORT, "StatusBoard()")
    notebook.run(0, 1)
    answered(notebook, 1)
    table = notebook.output(1).get_by_role("table", name="Serviços da plataforma")
    assert table.get_by_role("rowheader").all_inner_texts() == [one.title for one in services().values()]
    link: Any = table.get_by_role("link", name="MinIO")
    link.focus()
    ticks(notebook, 1)
    assert notebook.page.evaluate("document.activeElement.textContent") == "MinIO"
