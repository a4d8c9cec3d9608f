"""What stays of the widgets in a notebook that a program runs."""

import nbformat
import pytest
from nbclient import NotebookClient

from course.settings import ROOT

STILLS = {
    "warehouse_explorer": (
        "WarehouseExplorer('SELECT name FROM mart.airline ORDER BY name')",
        "AirTran Airways",
    ),
    "dag_monitor": ("DagMonitor()", "concluída"),
    "flow": ("FlowDiagram()", "curated"),
}


@pytest.mark.parametrize("module", STILLS)
def test_run_by_a_program_a_widget_leaves_a_table_and_no_state(module: str) -> None:
    call, seen = STILLS[module]
    source = f"from course.widgets.{module} import {call.split('(')[0]}\n{call}"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    [output] = [one for one in notebook.cells[0].outputs if one.output_type == "execute_result"]
    assert set(output.data) == {"text/plain", "text/html"}
    assert "<table" in output.data["text/html"]
    assert seen in output.data["text/html"]
    assert "widgets" not in notebook.metadata
