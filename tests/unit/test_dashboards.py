"""The dashboards' files, and the page that draws them; no service runs here."""

import os
import re
import socket
import subprocess
import sys
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from fastapi.testclient import TestClient

from course.errors import UsageError
from course.services.registry import services
from course.settings import ROOT, settings
from course.widgets.board import answer, page
from course.widgets.board.answer import SCRAPE_SECONDS, SPANS
from course.widgets.board.units import UNITS
from course.widgets.dashboards import files
from course.widgets.dashboards.platform import hits_and_queue
from course.widgets.live_board import Grid

LOGIN = (settings.grafana_user, settings.grafana_password.get_secret_value())
BOARDS = [files.read(uid) for uid in files.uids()]
PANELS = [
    pytest.param(panel, id=f"{board['uid']}-{panel['id']}")
    for board in BOARDS
    for panel in board["panels"]
    if panel["type"] != "row"
]


@pytest.fixture(scope="module")
def anonymous() -> TestClient:
    return TestClient(page.app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def browser() -> TestClient:
    client = TestClient(page.app, raise_server_exceptions=False)
    client.auth = LOGIN
    return client


def test_the_files_are_what_the_code_writes(tmp_path: Path) -> None:
    portuguese = {**os.environ, "COURSE_LANG": "pt_BR"}
    writer = [sys.executable, "-m", "course.widgets.dashboards.files", str(tmp_path)]
    subprocess.run(writer, cwd=ROOT, env=portuguese, check=True)
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_text() for path in files.FOLDER.iterdir()}
    assert written == committed, "run `python -m course.widgets.dashboards.files`"


def test_every_dashboard_is_there_and_one_for_each_service() -> None:
    whole = {"platform", "pipeline", "quality", "business", "incident"}
    assert set(files.uids()) == whole | {f"service-{name}" for name in services()}


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_has_title_description_unit_and_queries(panel: dict[str, Any]) -> None:
    assert panel["title"]
    assert panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert all(target["expr"] for target in panel["targets"])
    assert panel["targets"]
    assert panel["datasource"]["uid"] == "prometheus"


def test_a_link_leads_to_the_services_of_env() -> None:
    [panel] = [panel for panel in files.read("pipeline")["panels"] if "course_run_seconds" in str(panel)]
    addresses = {
        link["url"].partition("/dags/")[0].partition("/trace/")[0]
        for override in panel["fieldConfig"]["overrides"]
        for item in override["properties"]
        if item["id"] == "links"
        for link in item["value"]
    }
    # No Jaeger runs here, or one without a page.
    assert addresses == {services()["airflow"].page, services()["grafana"].page}


@pytest.mark.parametrize("panel", PANELS)
def test_the_board_can_draw_every_panel(panel: dict[str, Any]) -> None:
    script = (Path(page.__file__).parent / "board.js").read_text()
    drawn = script[script.index("const DRAW") :].splitlines()[0]
    fields = [panel["fieldConfig"]["defaults"]["unit"]] + [
        item["value"]
        for override in panel["fieldConfig"]["overrides"]
        for item in override["properties"]
        if item["id"] == "unit"
    ]
    assert f"{panel['type']}: " in drawn
    assert [unit for unit in fields if unit not in UNITS] == []


@pytest.mark.parametrize("board", BOARDS, ids=files.uids())
def test_titles_are_distinct_and_panels_do_not_overlap(board: dict[str, Any]) -> None:
    titles = [panel["title"] for panel in board["panels"]]
    assert len(titles) == len(set(titles))
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + i, at["y"] + j) for i in range(at["w"]) for j in range(at["h"])}
        assert at["x"] + at["w"] <= 24, panel["title"]
        assert not cells & taken, panel["title"]
        taken |= cells


def test_the_scrape_interval_is_the_one_prometheus_is_told() -> None:
    config = yaml.safe_load((ROOT / "infra/prometheus/prometheus.yml").read_text())
    assert config["global"]["scrape_interval"] == f"{SCRAPE_SECONDS}s"


def test_every_distinct_expression_is_asked_once() -> None:
    lines = {
        "targets": [{"expr": "up", "instant": False}, {"expr": "rate(x[$__rate_interval])", "instant": False}]
    }
    now = {"targets": [{"expr": "up", "instant": True}, {"expr": "now", "instant": True}]}
    asked: list[tuple[str, float]] = []

    def ask(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        asked.append((expression, round(end - start)))
        return (
            [{"metric": {"job": "a"}, "values": [[end - step, "NaN"], [end, "1.23456789"]]}]
            if end > start
            else []
        )

    told = answer.answer({"panels": [lines, now]}, SPANS["1h"], ask)
    assert asked == [("up", 3600), ("rate(x[25s])", 3600), ("now", 0)]
    [series] = told["series"]["rate(x[$__rate_interval])"]
    assert len(series["values"]) == 181
    assert series["values"][-2:] == [None, 1.23457]


def test_a_refused_expression_is_said_and_the_others_are_answered() -> None:
    def ask(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        if expression == "bad(":
            raise UsageError("parse error")
        return []

    board = {"panels": [{"targets": [{"expr": "bad(", "instant": True}, {"expr": "up", "instant": True}]}]}
    told = answer.answer(board, SPANS["5m"], ask)
    assert told["errors"] == {"bad(": "parse error"}
    assert told["series"] == {"up": []}


@pytest.mark.parametrize("path", ["/", "/d/platform", "/api/boards/platform/data", "/static/board/board.js"])
def test_nothing_is_shown_without_the_log_in(anonymous: TestClient, path: str) -> None:
    assert anonymous.get(path).status_code == 401
    wrong = anonymous.get(path, auth=("admin", "senha errada ção"))
    assert wrong.status_code == 401
    assert "Basic" in wrong.headers["WWW-Authenticate"]


def test_its_health_is_open_and_does_not_pass_for_grafanas(anonymous: TestClient) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}
    assert anonymous.get("/api/health").json()["product"] == "course-board"


def test_it_lists_the_dashboards_and_says_that_it_is_not_grafana(browser: TestClient) -> None:
    listed = browser.get("/").text
    assert all(listed.count(f'href="/d/{board["uid"]}"') == 2 for board in BOARDS)  # card and menu
    assert page.NOTICE.split("`")[0] in unescape(listed)


@pytest.mark.parametrize("board", BOARDS, ids=files.uids())
def test_a_page_has_its_board_and_loads_nothing_from_elsewhere(
    browser: TestClient, board: dict[str, Any]
) -> None:
    shown = browser.get(f"/d/{board['uid']}")
    assert shown.status_code == 200
    assert all(f'"id": {panel["id"]},' in shown.text for panel in board["panels"])
    assert not re.search(r"""(src|href)=["']?\w+:""", shown.text.replace('href="data:,"', ""))
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'self'")


@pytest.mark.parametrize(
    "name",
    [
        *("board/board.js", "board/live.js", "board/page.js", "run_view.js", "elements.js", "notebook.js"),
        *("board/board.css", "board/live.css", "board/page.css", "look.css", "run_view.css", "plotly.min.js"),
    ],
)
def test_every_file_of_the_page_is_served(browser: TestClient, name: str) -> None:
    assert len(browser.get(f"/static/{name}").content) > 500


@pytest.mark.parametrize("name", ["board/page.py", "run_view.py", "..%2fpage.py", "%2fetc%2fpasswd"])
def test_no_other_file_is_served(browser: TestClient, name: str) -> None:
    assert browser.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/d/nope", "platform"),
        ("/api/boards/nope/data", "platform"),
        ("/api/boards/platform/data?range=2d", "24h"),
    ],
)
def test_an_unknown_dashboard_or_range_is_told_what_there_is(
    browser: TestClient, path: str, names: str
) -> None:
    refused = browser.get(path)
    assert refused.status_code == 404
    assert names in refused.json()["detail"]


def test_it_can_only_be_read(browser: TestClient) -> None:
    assert browser.post("/api/boards/platform/data").status_code == 405


def test_without_prometheus_it_says_so_and_how_to_start_it() -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "course.widgets.board.page:app", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "PROMETHEUS_PORT": str(taken.getsockname()[1])},
            stderr=subprocess.DEVNULL,
        )
        try:
            said = _first_answer(f"http://127.0.0.1:{port}/api/boards/platform/data")
        finally:
            server.terminate()
            server.wait(10)
    assert said.status_code == 503
    assert "make up" in said.json()["detail"]


def _first_answer(url: str) -> requests.Response:
    deadline = time.monotonic() + 30
    while True:
        try:
            return requests.get(url, auth=LOGIN, timeout=10)
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_lesson_on_redis_shows_panels_with_titles_not_expressions() -> None:
    titles = [panel["title"] for panel in Grid(hits_and_queue()).board["panels"]]
    assert titles == ["Acertos do cache", "Tarefas na fila"]
