"""The feed of alerts in a real browser."""

import secrets

import nbformat
import pytest
import requests
from nbclient import NotebookClient

from course.services.http import get, url
from course.settings import ROOT, settings
from tests.stack.conftest import eventually
from tests.stack.lab import Lab

OPEN = "from course.widgets.alert_feed import AlertFeed\nAlertFeed()"


def deliver(status: str, fingerprint: str) -> None:
    """As Alertmanager does."""
    alert = {
        "status": status,
        "labels": {"alertname": "SourceSlow", "service": "source", "severity": "ticket"},
        "annotations": {"description": f"figure {fingerprint}"},
        "startsAt": "2026-01-31T10:00:00Z",
        "endsAt": "2026-01-31T10:01:30Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "fingerprint": fingerprint,
    }
    bearer = {"Authorization": f"Bearer {settings.oncall_webhook_secret.get_secret_value()}"}
    answer = requests.post(url("oncall", "/alerts"), json={"alerts": [alert]}, headers=bearer, timeout=5)
    answer.raise_for_status()
    eventually(lambda: get("oncall", "/healthz").json()["waiting"] == 0, "it is recorded")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_alert_appears_with_its_runbook_and_then_its_end(lab: Lab, theme: str) -> None:
    mark = secrets.token_hex(8)
    deliver("firing", mark)
    notebook = lab.open(OPEN, theme=theme)
    notebook.run(0)
    row = notebook.output(0).get_by_role("row").filter(has_text=f"figure {mark}")
    row.get_by_text("dispara desde").wait_for(timeout=60_000)
    assert row.get_by_role("link").get_attribute("href") == (
        f"http://localhost:{settings.oncall_port}/runbooks/SourceSlow"
    )
    deliver("resolved", mark)
    row.get_by_text("passou, após 90 s").wait_for()
    assert row.get_by_text("dispara desde").count() == 0
    assert row.get_by_text("disparou às").count() == 1
    assert notebook.wrong == []


def test_run_by_a_program_it_leaves_a_table() -> None:
    mark = secrets.token_hex(8)
    deliver("resolved", mark)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(OPEN)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    [output] = [one for one in notebook.cells[0].outputs if one.output_type == "execute_result"]
    assert set(output.data) == {"text/plain", "text/html"}
    assert f"figure {mark}" in output.data["text/html"]
