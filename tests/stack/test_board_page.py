"""The dashboards and their page, on the live stack after a pipeline run."""

import datetime as dt
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
import requests

from course.pipeline import dag_run, links, warehouse
from course.pipeline.dag_run import Run
from course.pipeline.days import yesterday
from course.services import grafana, prometheus, source
from course.services.http import get, url
from course.services.registry import services
from course.settings import settings
from course.stack import supervisor
from course.widgets.board.answer import SPANS
from course.widgets.dashboards import files, pipeline, platform
from tests.browser import chromium
from tests.promql_words import Series, by_name, misspellings, wrong_words
from tests.stack.conftest import eventually, stopped

BOARDS = files.uids()
WHOLE = [uid for uid in BOARDS if not uid.startswith(files.ONE_SERVICE)]
# Series that a stack with one good run does not have, and what brings them.
LATER = {
    "course_sla_compliance_ratio": ((), "a deadline has passed"),
    "course_sla_error_budget_left_days": ((), "a deadline has passed"),
    "course_errors_avoided_ratio": ((), "a bad row has come"),
    "course_rows_rejected": (("dataset", "reason"), "a row was set aside"),
    "course_incident_mttd_seconds": ((), "an incident was detected"),
    "course_incident_mttr_seconds": ((), "an incident is over"),
    "course_incident_mtbf_seconds": ((), "there was an incident"),
    "course_backup_last_success_timestamp_seconds": (("kind",), "a backup was made"),
    "course_backup_verified_timestamp_seconds": ((), "a backup was verified"),
    "course_restore_drill_success": ((), "a restore drill was made"),
}
LOGIN = (settings.grafana_user, settings.grafana_password.get_secret_value())
# What other versions of an exporter have: this one's says nothing of the loopback.
ELSEWHERE = [
    {"__name__": f"node_network_{way}_bytes_total", "device": "lo"} for way in ("receive", "transmit")
]


def data(uid: str, span: str = "1h") -> dict[str, Any]:
    answer = requests.get(url("grafana", f"/api/boards/{uid}/data"), {"range": span}, auth=LOGIN, timeout=20)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture(scope="module", autouse=True)
def after_a_run() -> None:
    """A run has gone well, the source was asked for data, and the warehouse read through the cache."""
    # Not "some run": the exporters forget when they start anew.
    kept = (f'airflow_task_finished_total{{dag="{dag_run.DAG_ID}",state="success"}}', pipeline.QUALITY_SCORE)
    if not all(prometheus.query(expression) for expression in kept):
        run = dag_run.follow(
            dag_run.trigger(yesterday()).run_id, tell=lambda tasks: None, timeout_seconds=300
        )
        assert run.state == "success"
    requests.get(source.url("/v1/airlines"), headers=source.headers(), timeout=10).raise_for_status()
    for _ in range(2):
        warehouse.read("SELECT count(*) AS flights FROM mart.flight")


@pytest.mark.parametrize("uid", BOARDS)
def test_every_query_of_every_panel_returns_a_value(uid: str) -> None:
    wanted = {target["expr"] for panel in files.read(uid)["panels"] for target in panel.get("targets", [])}

    wanted = {expression for expression in wanted if not any(name in expression for name in LATER)}

    def empty() -> list[str]:
        told = data(uid)
        assert told["errors"] == {}
        with_values = {
            expression
            for expression, series in told["series"].items()
            if any(value is not None for one in series for value in one["values"])
        }
        return sorted(wanted - with_values)

    eventually(lambda: empty() == [], "every query has a value")


@pytest.fixture(scope="module")
def series() -> Series:
    """What Prometheus has heard of in the last hour, and what it will hear of later."""
    parameters = {"match[]": '{__name__=~".+"}', "start": time.time() - 3600}
    known = get("prometheus", "/api/v1/series", params=parameters).json()["data"]
    later = [{"__name__": name, **dict.fromkeys(labels, "x")} for name, (labels, _when) in LATER.items()]
    return by_name(known + later + ELSEWHERE)


@pytest.mark.parametrize("uid", BOARDS)
def test_misspelling_any_word_of_any_query_is_noticed(uid: str, series: Series) -> None:
    wanted = {target["expr"] for panel in files.read(uid)["panels"] for target in panel.get("targets", [])}
    assert {expression: wrong for expression in wanted if (wrong := wrong_words(expression, series))} == {}
    mutants = {mutant for expression in wanted for mutant in misspellings(expression)}
    # The new labels of label_replace are held by the test that every service has a line.
    assert [mutant for mutant in mutants if not wrong_words(mutant, series)] == []


@pytest.mark.parametrize("uid", BOARDS)
def test_what_names_a_series_or_a_line_is_a_label_that_it_has(uid: str) -> None:
    told = data(uid)["series"]
    for panel in files.read(uid)["panels"]:
        heads = panel.get("transformations", [{}])[-1].get("options", {}).get("renameByName", {})
        for target in panel.get("targets", []):
            named = set(re.findall(r"{{(\w+)}}", target.get("legendFormat", "")))
            named |= {label for label in heads if not label.startswith("Value")}
            for one in told[target["expr"]]:
                assert named <= set(one["labels"]), f"{panel['title']}: {target['expr']}"


@pytest.mark.parametrize(
    ("uid", "span"),
    [(uid, span) for uid in WHOLE for span in SPANS] + [(uid, "24h") for uid in BOARDS if uid not in WHOLE],
)
def test_a_tick_is_one_message_of_less_than_100_kb(uid: str, span: str) -> None:
    answer = requests.get(url("grafana", f"/api/boards/{uid}/data"), {"range": span}, auth=LOGIN, timeout=20)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000


def test_every_stage_of_the_pipeline_is_shown() -> None:
    def stages() -> set[str]:
        return {series["labels"]["stage"] for series in data("pipeline")["series"][pipeline.ROWS_OUT]}

    eventually(lambda: stages() == {"extract", "transform", "load", "quality"}, "each stage has its line")


def states() -> dict[str, float]:
    """By service, what the table of the dashboard `platform` shows now: 1 up, 0 down."""
    series = data("platform", "5m")["series"][platform.SERVICE_UP]
    return {one["labels"]["job"]: one["values"][-1] for one in series if one["values"][-1] is not None}


def test_every_service_has_a_line_and_one_whose_page_is_down_is_shown_down() -> None:
    local = set(services())
    eventually(lambda: states() == dict.fromkeys(local, 1), f"all of {sorted(local)} are up")
    with stopped("adminer"):
        eventually(lambda: states() == {**dict.fromkeys(local, 1), "adminer": 0}, "Adminer alone is down")
    eventually(lambda: states()["adminer"] == 1, "Adminer is back")


def test_the_ping_says_that_the_page_is_not_grafana() -> None:
    assert "Grafana" in grafana.ping()
    health = requests.get(url("grafana", "/api/health"), timeout=5).json()
    assert health["product"] == "course-board"


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


# The panels whose figures do not fit into them.
_CUT = """[...document.querySelectorAll(".stat, .gauge")]
    .filter((body) => body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1)
    .map((body) => body.closest("section").ariaLabel)"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("uid", [*WHOLE, "service-postgres"])
def test_a_browser_draws_every_panel(browser: Any, uid: str, theme: str) -> None:
    login = dict(zip(("username", "password"), LOGIN, strict=True))
    page = browser.new_context(http_credentials=login, color_scheme=theme).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(url("grafana", f"/d/{uid}?range=1h&refresh=5"))
    page.locator(".course-live .when", has_text=":").wait_for(timeout=20_000)
    for panel in files.read(uid)["panels"]:
        later = any(name in target["expr"] for target in panel.get("targets", []) for name in LATER)
        if panel["type"] != "row" and not later:
            body = page.locator(f'section[aria-label="{panel["title"]}"] .body')
            body.locator(
                {"stat": "b", "gauge": "[role=meter]", "table": "td", "timeseries": ".main-svg"}[
                    panel["type"]
                ]
            ).first.wait_for()
    for width in (1280, 1024, 830, 700):
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate(_CUT) == [], width
    assert page.locator("html").get_attribute("data-theme") == theme
    assert wrong == []


def test_its_hours_are_the_course_s_wherever_the_browser_stands(browser: Any) -> None:
    login = dict(zip(("username", "password"), LOGIN, strict=True))
    page = browser.new_context(http_credentials=login, timezone_id="Asia/Tokyo").new_page()
    page.goto(url("grafana", "/d/platform?refresh=5"))
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    drawn = dt.datetime.fromisoformat(
        page.evaluate("document.querySelector('.js-plotly-plot').layout.xaxis.range[1]")
    )
    behind = dt.datetime.now(settings.course_timezone).replace(tzinfo=None) - drawn
    assert dt.timedelta() <= behind < dt.timedelta(minutes=5)
    assert f"{drawn:%H:%M:%S}" in page.locator(".course-live .when").inner_text()


def test_a_run_s_figures_lead_to_its_logs_and_its_trace(browser: Any, traced_run: Run) -> None:
    run = traced_run
    login = dict(zip(("username", "password"), LOGIN, strict=True))
    context = browser.new_context(http_credentials=login)
    board = context.new_page()
    board.goto(url("grafana", "/d/pipeline?refresh=5"))
    line = board.locator("tr", has_text=run.run_id)
    line.wait_for(timeout=60_000)
    logs = line.get_by_role("link", name="logs").get_attribute("href")
    assert unquote(logs) == unquote(links.run_page(run.run_id))
    with context.expect_page() as opened:
        line.get_by_role("link", name="trace").dispatch_event("click")  # a tick may replace it in a real one
    page = opened.value
    page.get_by_role("button", name=re.compile("log.* step load")).first.click()
    said = page.locator(".lines td:nth-child(3)")
    said.first.wait_for()
    assert {row.split(" of ")[0] for row in said.all_inner_texts()} == {"step load"}
    assert page.get_by_label("Execução").input_value() == run.run_id


def test_a_trace_that_no_run_has_is_told_with_where_the_runs_are() -> None:
    answer = requests.get(url("grafana", f"/trace/{'0' * 32}"), auth=LOGIN, timeout=20)
    assert answer.status_code == 404
    assert "/d/pipeline" in answer.json()["detail"]


def test_the_boards_take_less_than_60_mb() -> None:
    supervisor.restart("grafana")  # pages of runs take more, once somebody has asked for one
    eventually(lambda: [data(uid) for uid in BOARDS], "every board is told")
    processes = supervisor.tree(supervisor.info("grafana")["pid"])
    assert sum(process.memory_full_info().pss for process in processes) < 60 * 2**20
