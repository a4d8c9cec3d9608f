"""The feed of alerts in a real browser."""

import secrets
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from course.settings import ROOT, settings
from tests.stack.conftest import deliver
from tests.stack.lab import Lab

OPEN = "from course.widgets.alert_feed import AlertFeed\nAlertFeed()"


def slow_source(status: str, fingerprint: str) -> dict[str, Any]:
    """An alert with that figure, as Alertmanager delivers it."""
    return {
        "status": status,
        "labels": {"alertname": "SourceSlow", "service": "source", "severity": "ticket"},
        "annotations": {"description": f"figure {fingerprint}"},
        "startsAt": "2026-01-31T10:00:00Z",
        "endsAt": "2026-01-31T10:01:30Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "fingerprint": fingerprint,
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_alert_appears_with_its_runbook_and_then_its_end(lab: Lab, theme: str) -> None:
    mark = secrets.token_hex(8)
    deliver(slow_source("firing", mark))
    notebook = lab.open(OPEN, theme=theme)
    notebook.run(0)
    row = notebook.output(0).get_by_role("row").filter(has_text=f"figure {mark}")
    row.get_by_text("dispara desde").wait_for(timeout=60_000)
    assert row.get_by_role("link").get_attribute("href") == (
        f"http://localhost:{settings.oncall_port}/runbooks/SourceSlow"
    )
    deliver(slow_source("resolved", mark))
    row.get_by_text("passou, após 90 s").wait_for()
    assert row.get_by_text("dispara desde").count() == 0
    assert row.get_by_text("disparou às").count() == 1
    assert notebook.wrong == []


def test_run_by_a_program_it_leaves_a_table() -> None:
    mark = secrets.token_hex(8)
    deliver(slow_source("resolved", mark))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(OPEN)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    [output] = [one for one in notebook.cells[0].outputs if one.output_type == "execute_result"]
    assert set(output.data) == {"text/plain", "text/html"}
    assert f"figure {mark}" in output.data["text/html"]
