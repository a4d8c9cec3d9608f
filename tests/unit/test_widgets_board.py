"""Boards in a notebook, without a service: what is asked, what is stored, the still picture."""

import gzip
import json
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest

from course.errors import Unavailable, UsageError
from course.widgets import live_board
from course.widgets.board import answer, still
from course.widgets.board.answer import SCRAPE_SECONDS, SPANS, Once
from course.widgets.board.units import written
from course.widgets.dashboards import files, panels, tables
from course.widgets.live_board import Board, Grid, Panel
from course.widgets.status_board import StatusBoard

# Each side by side with what a browser's toLocaleString and board.js's units make of it.
WRITTEN = [
    (0, "s", None, "0 s"),
    (0.0034, "s", None, "3,4 ms"),
    (99.5, "s", None, "1,66 min"),
    (1234567.891, "none", None, "1.234.568"),
    (12.345, "none", None, "12,3"),
    (0.003456, "none", None, "0,00346"),
    (0.9524, "percentunit", 2, "95,24%"),
    (5e9, "bytes", None, "4,66 GiB"),
    (-3.25, "s", None, "-3,25 s"),
    (7, "parafusos", None, "7 parafusos"),
    (13.456, "currencyBRL", None, "R$ 13,5"),
]


def up(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
    """Two series that are 1 now and were nothing before, whatever is asked."""
    names = ({"job": "redis", "instance": "a"}, {"job": "postgres", "instance": "b"})
    return [{"metric": {**labels, "kind": "x"}, "values": [[end, "1"]]} for labels in names]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What boards ask of Prometheus, which is answered by `up`."""
    expressions: list[str] = []

    def ask(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        expressions.append(expression)
        return up(expression, start, end, step)

    monkeypatch.setattr(live_board, "answer", lambda board, span: answer.answer(board, span, ask))
    return expressions


def test_an_expression_of_several_panels_is_asked_once_a_tick(asked: list[str]) -> None:
    board = Grid(["up", Panel("up", title="again"), "down", "up"])
    told = json.loads(gzip.decompress(board.answer("tick", {"range": "5m"})))
    assert asked == ["up", "down"]
    assert set(told["series"]) == {"up", "down"}


def test_boards_that_want_the_same_of_the_same_moment_share_one_query() -> None:
    asked: list[tuple[str, float]] = []
    together = Barrier(8)

    def ask(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        asked.append((expression, end))
        return []

    once = Once(ask)

    def board() -> None:
        together.wait()
        once("up", 0, 100, 5)

    boards = [Thread(target=board) for _ in range(8)]
    for one in boards:
        one.start()
    for one in boards:
        one.join()
    once("up", 5, 105, 5)
    once("up", 0, 105, 5)
    assert asked == [("up", 100), ("up", 105), ("up", 105)]


def test_who_shares_a_query_shares_its_failure_and_the_next_moment_asks_again() -> None:
    asked: list[float] = []

    def ask(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        asked.append(end)
        if end == 100:
            raise Unavailable("away")
        return []

    once = Once(ask)
    for _ in range(2):
        with pytest.raises(Unavailable, match="away"):
            once("up", 0, 100, 5)
    assert once("up", 0, 105, 5) == []
    assert asked == [100, 105]


def test_an_expression_of_too_many_series_is_cut_and_says_so() -> None:
    def ask(expression: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        return [{"metric": {"n": str(n)}, "values": [[end, "1"]]} for n in range(1234)]

    told = answer.answer(Grid(["x"]).board, SPANS["5m"], ask)
    assert len(told["series"]["x"]) == answer.MOST_SERIES
    assert told["cut"] == {"x": 1234}


def test_boards_look_at_whole_scrape_intervals() -> None:
    told = answer.answer({"panels": []}, SPANS["5m"], up)
    assert told["end"] % SCRAPE_SECONDS == 0


@pytest.mark.parametrize(
    "make", [lambda: Board("pipeline"), lambda: Board("platform"), lambda: Grid(["up"] * 20), StatusBoard]
)
def test_what_a_notebook_could_store_of_a_widget_is_small(make: Callable[[], Any]) -> None:
    widget = make()
    state = {name: getattr(widget, name) for name in widget.traits(sync=True) if name != "layout"}
    assert len(json.dumps(state, default=str)) < 100_000


def test_an_unknown_dashboard_is_told_what_there_is() -> None:
    with pytest.raises(UsageError, match="pipeline"):
        Board("nope")


def test_an_unknown_time_range_is_told_what_there_is() -> None:
    with pytest.raises(UsageError, match="24h"):
        Board("pipeline").answer("tick", {"range": "2d"})


def test_plotly_is_sent_packed() -> None:
    assert len(Board("pipeline").answer("plotly", {})) < 2_000_000


def test_a_grid_takes_expressions_panels_and_the_dashboards_own_panels() -> None:
    own = panels.stat("Agora", "O valor de agora.", "s", panels.Query("time()"), size=(3, 3))
    grid = Grid(["up", Panel("rate(x[1m])", title="Taxa", unit="reqps"), own], columns=3)
    drawn = grid.board["panels"]
    assert [panel["title"] for panel in drawn] == ["up", "Taxa", "Agora"]
    assert [panel["fieldConfig"]["defaults"]["unit"] for panel in drawn] == ["none", "reqps", "s"]
    assert [(at["x"], at["y"], at["w"]) for at in (panel["gridPos"] for panel in drawn)] == [
        (0, 0, 8),
        (8, 0, 8),
        (16, 0, 8),
    ]


def test_a_panel_that_is_shown_is_a_board_of_one(asked: list[str]) -> None:
    bundle, _metadata = Panel("up")._repr_mimebundle_()
    assert "redis" in bundle["text/html"]
    assert asked == ["up"]


def test_without_prometheus_the_still_picture_says_so_and_how_to_start_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(board: dict[str, Any], span: answer.Span) -> dict[str, Any]:
        raise Unavailable("O Prometheus não responde.", "`make up` o sobe.")

    monkeypatch.setattr(live_board, "answer", away)
    bundle, _metadata = Board("pipeline")._repr_mimebundle_()
    assert bundle["text/html"] == '<p role="alert">O Prometheus não responde. `make up` o sobe.</p>'


@pytest.mark.parametrize("uid", files.uids())
def test_the_still_picture_has_every_panel_of_a_dashboard(uid: str) -> None:
    board = files.read(uid)
    drawn = still.table(board, answer.answer(board, SPANS["5m"], up), "caption")
    assert [
        p["title"] for p in board["panels"] if p["type"] != "row" and f">{p['title']}</th>" not in drawn
    ] == []
    assert "<script" not in drawn


def test_the_still_picture_names_series_says_words_and_draws_lines() -> None:
    lines = panels.timeseries("Linhas", "L.", "s", panels.Query("x", "__auto"), size=(8, 8))
    words = tables.Column("Estado", "up", "none", {"1": ("no ar", "green")})
    lived = {"job": {"postgres": "o banco"}}
    state = tables.table("Tabela", "T.", {"job": "Serviço"}, words, size=(8, 8), words=lived)
    named = panels.named(
        panels.stat("Figura", "F.", "none", panels.Query("y", "{{job}}"), size=(8, 8), words={"1": "vivo"}),
        {"redis": "o cache"},
    )
    board = Grid([lines, state, named]).board
    drawn = still.table(board, answer.answer(board, SPANS["5m"], up), "caption")
    assert ">redis</td><td>1 s</td><td><svg" in drawn
    assert ">redis</td><td>no ar</td><td></td>" in drawn
    assert ">o banco</td><td>no ar</td><td></td>" in drawn
    assert ">o cache</td><td>vivo</td><td></td>" in drawn


def test_the_still_picture_says_why_there_is_no_value() -> None:
    empty = panels.stat("Figura", "F.", "none", panels.Query("y"), size=(8, 8)).no_value(
        "nenhum backup ainda"
    )
    board = Grid([empty]).board
    drawn = still.table(board, answer.answer(board, SPANS["5m"], lambda *asked: []), "caption")
    assert "nenhum backup ainda" in drawn


def test_the_still_picture_says_what_was_refused_and_lets_no_tag_through() -> None:
    data = {"series": {"up": []}, "errors": {"bad(": "parse error <b>"}, "cut": {}}
    drawn = still.table(Grid(["bad(", "up", Panel("up", title="<i>")]).board, data, "caption")
    assert "parse error &lt;b&gt;" in drawn
    assert "&lt;i&gt;" in drawn
    assert "sem dados" in drawn


@pytest.mark.parametrize(("value", "unit", "decimals", "text"), WRITTEN)
def test_a_value_is_written_in_the_size_that_suits_it(
    value: float, unit: str, decimals: int | None, text: str
) -> None:
    assert written(value, unit, decimals) == text


def test_the_status_board_leaves_no_log_in_in_the_notebook() -> None:
    widget = StatusBoard()
    rows = widget.answer("tick", {})["rows"]
    logins = {row["cells"][-1] for row in rows} - {""}
    drawn = widget.still()
    assert logins
    assert [login for login in logins if login in drawn] == []
    assert [row["title"] for row in rows if row["title"] not in drawn] == []
