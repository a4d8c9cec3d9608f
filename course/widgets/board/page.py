"""The page of local mode on Grafana's port: draws the same dashboard files, and says that it is not Grafana.

`uvicorn course.widgets.board.page:app`. It reads only: a browser names a dashboard and a time range,
the queries come from the files.
"""

import re
import secrets
from html import escape
from importlib.metadata import version
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from string import Template
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from course.errors import CourseError, Unavailable, UsageError
from course.i18n import _, language
from course.services import prometheus
from course.settings import settings
from course.telemetry import traces
from course.widgets.board.answer import SPANS, answer, span
from course.widgets.board.texts import texts
from course.widgets.dashboards import files

_HERE = Path(__file__).parent
_PLOTLY = Path(str(find_spec("plotly").origin)).parent / "package_data/plotly.min.js"  # type: ignore[union-attr]
_WIDGETS = _HERE.parent
# By the path under which they import each other.
_OURS = (*_WIDGETS.rglob("*.js"), *_WIDGETS.rglob("*.css"))
_STATIC = {str(path.relative_to(_WIDGETS)): path for path in _OURS} | {_PLOTLY.name: _PLOTLY}
# As many as Airflow lists at once.
_RUNS = 100
_PAGE = Template((_HERE / "page.html").read_text(encoding="utf-8"))
NOTICE = _(
    "Esta página é do curso, não é o Grafana: ela desenha os mesmos arquivos de painel. O Grafana vem com o"
    " Docker: `make up` o sobe onde há um Docker Engine."
)
# Nothing is loaded from elsewhere; plotly.js writes styles into the page.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'self'"
)


def log_in(given: Annotated[HTTPBasicCredentials, Depends(HTTPBasic(realm="DataOps na Pratica"))]) -> None:
    """HTTP Basic with Grafana's log-in of .env, compared in constant time."""
    user = secrets.compare_digest(given.username.encode(), settings.grafana_user.encode())
    wanted = settings.grafana_password.get_secret_value()
    password = secrets.compare_digest(given.password.encode(), wanted.encode())
    if not (user and password):
        detail = _("Usuário ou senha errados; os certos são GRAFANA_USER e GRAFANA_PASSWORD de .env.")
        raise HTTPException(401, detail, headers={"WWW-Authenticate": "Basic"})


open_to_all = APIRouter()
logged_in = APIRouter(dependencies=[Depends(log_in)])


@open_to_all.get("/healthz")
def healthz() -> dict[str, str]:
    """That the page is served."""
    return {"status": "ok"}


@open_to_all.get("/api/health")
def health() -> dict[str, str]:
    """Where Grafana says its version; `product` is ours alone, so that nobody takes one for the other."""
    return {"product": "course-board", "version": version("dataops-na-pratica")}


@logged_in.get("/api/datasources/uid/prometheus/health")
def datasource() -> JSONResponse:
    """Grafana's own check of a data source, in Grafana's words: whether Prometheus answers a query."""
    try:
        prometheus.query_range("vector(1)", 0, 0, 1)
    except CourseError as error:
        return JSONResponse({"status": "ERROR", "message": str(error)}, 503)
    return JSONResponse({"status": "OK", "message": ""})


@logged_in.get("/")
def index() -> HTMLResponse:
    """The dashboards there are."""
    whole, services = _groups()
    heading = escape(_("Serviços"))
    return _html(_("Painéis"), f"{_cards(whole)}<h2>{heading}</h2>{_cards(services)}", {})


@logged_in.get("/d/{uid}")
def page(uid: str, request: Request) -> HTMLResponse:
    """One dashboard, under the path that Grafana has it."""
    board = files.read(uid)
    chosen = request.query_params.get("range", board["time"]["from"].removeprefix("now-"))
    refresh = request.query_params.get("refresh", board["refresh"].removesuffix("s"))
    setup = {
        "board": board,
        "ranges": [[name, one.name] for name, one in SPANS.items()],
        "range": chosen if chosen in SPANS else "15m",
        "refresh": int(refresh) if refresh.isdecimal() else 5,
        "data": f"/api/boards/{uid}/data",
    }
    body = (
        f'<p class="lead">{escape(board["description"])}</p><div id="live"></div><div id="board"></div>'
        f'<script src="/static/plotly.min.js?{version("plotly")}"></script>'
    )
    return _html(board["title"], body, setup, uid)


@logged_in.get("/api/boards/{uid}/data")
def data(uid: str, range: str = "15m") -> JSONResponse:  # noqa: A002  # the query's own name
    """Everything that the dashboard draws, in one message."""
    return JSONResponse(answer(files.read(uid), span(range)))


@logged_in.get("/trace/{trace_id}")
def trace(trace_id: str) -> HTMLResponse:
    """The run of that trace, one of the newest, under the path that Jaeger has it."""
    from course.pipeline import dag_run  # late: boards need neither it nor what it takes with it
    from course.widgets.run_sides import words

    ids = {traces.trace_id(run.run_id): run.run_id for run in dag_run.latest(_RUNS)}
    if trace_id not in ids:
        raise UsageError(
            _("Nenhuma das últimas {n} execuções tem o trace {id!r}.").format(n=len(ids), id=trace_id),
            _("As últimas execuções estão em {page}.").format(page="/d/pipeline"),
        )
    setup = {"texts": {**texts(), **words()}, "data": "/api/run", "run": ids[trace_id]}
    return _html(_("Uma execução"), '<div id="run"></div>', setup)


@logged_in.get("/api/run")
def run(run: str, have: str = "") -> JSONResponse:
    """What is told of a run; its details unless the browser has them."""
    from course.widgets.run_sides import answer as sides  # late, as above

    return JSONResponse(sides(run, have))


@logged_in.get("/static/{name:path}")
def static(name: str) -> FileResponse:
    """Our own files, and plotly.js from its package; the latter under an address that has its version."""
    if name not in _STATIC:
        raise HTTPException(404, _("Não há arquivo {name!r}.").format(name=name))
    keep = "max-age=31536000, immutable" if name == _PLOTLY.name else "no-cache"
    return FileResponse(_STATIC[name], headers={"Cache-Control": f"private, {keep}"})


def _groups() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The dashboards of the whole, and those of one service each; in the order of their titles."""
    boards = sorted(map(files.read, files.uids()), key=lambda board: str(board["title"]))
    groups: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for board in boards:
        groups[board["uid"].startswith(files.ONE_SERVICE)].append(board)
    return groups[False], groups[True]


def _cards(boards: list[dict[str, Any]]) -> str:
    cards = "".join(
        f'<li><a href="/d/{escape(board["uid"])}">{escape(board["title"])}</a>'
        f"<p>{escape(board['description'])}</p></li>"
        for board in boards
    )
    return f'<ul class="boards">{cards}</ul>'


def _links(boards: list[dict[str, Any]], current: str) -> str:
    marks = {True: ' aria-current="page"', False: ""}
    links = (
        f'<a href="/d/{board["uid"]}"{marks[board["uid"] == current]}>{escape(board["title"])}</a>'
        for board in boards
    )
    return " ".join(links)


def _html(title: str, main: str, setup: dict[str, Any], current: str = "") -> HTMLResponse:
    whole, services = _groups()
    text = _PAGE.substitute(
        lang=language().replace("_", "-"),
        title=escape(title),
        dashboards=escape(_("Painéis")),
        links=_links(whole, current),
        services=escape(_("Serviços")),
        service_links=_links(services, current),
        notice=re.sub("`(.+?)`", r"<code>\1</code>", escape(NOTICE)),
        main=main,
        setup=dumps({"texts": texts(), **setup}, ensure_ascii=False).replace("<", "\\u003c"),
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY})


def _said(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CourseError)  # noqa: S101  # what it is registered for
    status = 503 if isinstance(error, Unavailable) else 404 if isinstance(error, UsageError) else 500
    return JSONResponse({"detail": str(error)}, status)


# No page of documentation: FastAPI's loads its scripts from elsewhere.
app = FastAPI(title="board", docs_url=None, redoc_url=None, openapi_url=None)
app.include_router(open_to_all)
app.include_router(logged_in)
app.add_exception_handler(CourseError, _said)
