"""What the lesson on Jupyter shows: notebooks as jobs, and what papermill leaves of them."""

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Any

import pandas as pd

from course.i18n import _
from course.pipeline.warehouse import read
from course.services import airflow, jupyter, minio
from course.settings import ROOT, settings

# The lesson's own job. It only reads.
REPORT = ROOT / jupyter.home(settings.course_lang) / "modules/02_architecture/jobs/report.ipynb"
UNTAGGED = 'carrier = "UA"'
_NEWEST = "SELECT max(flight_date) AS day FROM mart.flight"
_FLIGHTS = "SELECT * FROM mart.flight WHERE carrier = %(carrier)s AND flight_date = %(day)s"


@dataclass(frozen=True)
class Executed:
    """A notebook as papermill left it.

    parameters: those that were passed. cells: as they were run. figures: the last JSON that a cell showed,
    empty without one. started_at: UTC. seconds: None until it has ended. failed: whether a cell raised.
    """

    parameters: dict[str, Any]
    cells: list[Any]
    figures: dict[str, Any] = field(default_factory=dict)
    started_at: dt.datetime | None = None
    seconds: float | None = None
    failed: bool = False


def flights_of(carrier: str, day: str = "") -> pd.DataFrame:
    """A carrier's flights (columns of mart.flight) of a day, YYYY-MM-DD; without one, of the newest day."""
    return read(_FLIGHTS, {"carrier": carrier, "day": day or newest_day()})


def newest_day() -> dt.date | None:
    """The newest day that the warehouse holds; None when it is empty."""
    day: dt.date | None = read(_NEWEST)["day"].tolist()[0]
    return day


def opened(notebook: bytes | Path) -> Executed:
    """An executed notebook, by its content or its file; raises `OSError` when there is no file."""
    import nbformat  # late: its validator takes seconds to load

    content = notebook.read_bytes() if isinstance(notebook, Path) else notebook
    found = nbformat.reads(content.decode(), as_version=4)  # type: ignore[no-untyped-call]
    run = found.metadata.get("papermill", {})
    shown = [
        output.data["application/json"]
        for cell in found.cells
        for output in cell.get("outputs", ())
        if "application/json" in output.get("data", {})
    ]
    return Executed(
        dict(run.get("parameters", {})),
        found.cells,
        dict(shown[-1]) if shown else {},
        dt.datetime.fromisoformat(run.start_time) if run.get("start_time") else None,
        run.get("duration") if run.get("end_time") else None,
        bool(run.get("exception")),
    )


def untagged(passed: str) -> tuple[str, pd.DataFrame]:
    """A notebook without the tag `parameters`, prepared by papermill for `carrier=passed` and run top down.

    The carrier at the end, and a row for what papermill logs and for each cell in the order of running: tags,
    code, the carrier after it.
    """
    import nbformat
    from papermill.parameterize import parameterize_notebook  # late: it loads every store it can write to

    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(code, metadata={"tags": []}) for code in (UNTAGGED, "carrier")]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "papermill": {}})  # type: ignore[no-untyped-call]
    logged = BufferingHandler(capacity=100)
    logging.getLogger("papermill").addHandler(logged)
    try:
        prepared = parameterize_notebook(notebook, {"carrier": passed}).cells
    finally:
        logging.getLogger("papermill").removeHandler(logged)
    names: dict[str, Any] = {}
    rows = [(_("log do papermill"), record.getMessage(), "") for record in logged.buffer]
    for cell in prepared:
        exec(cell.source, names)  # noqa: S102  # papermill's and our own two lines; a kernel takes seconds
        code = cell.source.strip().splitlines()[-1]  # papermill puts a comment before its own
        rows.append((", ".join(cell.metadata.get("tags", [])), code, names["carrier"]))
    return names["carrier"], pd.DataFrame(rows, columns=[_("etiqueta"), _("código"), _("carrier depois")])


def job(step: str) -> pd.DataFrame:
    """The code cells of the newest execution of a step of the pipeline: tags, and the code that ran."""
    newest = _executed(lambda name: name.endswith(f"/{step}.ipynb"), 1)
    rows = [
        (", ".join(cell.metadata.get("tags", [])), cell.source)
        for run in newest.values()
        for cell in run.cells
        if cell.cell_type == "code"
    ]
    return pd.DataFrame(rows, columns=[_("etiqueta"), _("código")])


def history(most: int = 8) -> pd.DataFrame:
    """The notebooks that the pipeline executed last, the newest first; times in the course's time zone."""
    rows = [
        (
            name.rpartition("/")[2].removesuffix(".ipynb"),
            run.parameters.get("day"),
            run.started_at.astimezone(settings.course_timezone).strftime("%Y-%m-%d %H:%M:%S"),
            run.seconds and round(run.seconds, 1),
            _outcome(run),
        )
        for name, run in _executed(lambda name: True, most).items()
        if run.started_at
    ]
    columns = [_("notebook"), _("parâmetro day"), _("começou"), _("segundos"), _("resultado")]
    return pd.DataFrame(rows, columns=columns)


def compared(paths: Iterable[str]) -> pd.DataFrame:
    """Executed reports, those that are there: a row each with the parameters passed and the figures."""
    runs = [opened(Path(path)) for path in paths if Path(path).is_file()]
    rows = [{_("parâmetros"): json.dumps(run.parameters), **run.figures} for run in runs]
    return pd.DataFrame(rows)


def _outcome(run: Executed) -> str:
    if run.failed:
        return _("falhou")
    return _("não terminou") if run.seconds is None else _("sucesso")


def _executed(wanted: Callable[[str], bool], most: int) -> dict[str, Executed]:
    """By object, the executed notebooks of the pipeline whose name is wanted, the newest first."""
    store = minio.client()
    found = [
        one
        for one in store.list_objects(minio.NOTEBOOKS, prefix=f"{airflow.DAG_ID}/", recursive=True)
        if wanted(str(one.object_name))
    ]
    found.sort(key=lambda one: str(one.last_modified), reverse=True)
    names = [str(one.object_name) for one in found[:most]]
    return {name: opened(store.get_object(minio.NOTEBOOKS, name).data) for name in names}
