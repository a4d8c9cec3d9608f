"""Kernels take the encryption that they warn of when they lack it."""

from pathlib import Path

import nbformat
import papermill
import pytest
from jupyter_client.manager import start_new_kernel
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config.loader import PyFileConfigLoader

from course.grading.kernel import kernel
from course.pipeline import engine
from course.settings import ROOT


def test_the_server_gives_its_kernels_keys_and_they_do_not_warn(tmp_path: Path) -> None:
    config = PyFileConfigLoader("jupyter_server_config.py", str(ROOT / "infra/jupyter")).load_config()
    policy = config.MappingKernelManager.transport_encryption
    with (tmp_path / "said").open("w") as said:
        manager, client = start_new_kernel(transport_encryption=policy, stderr=said)
        client.execute("1", reply=True, timeout=60)
        client.stop_channels()
        manager.shutdown_kernel()
    assert manager.curve_publickey
    assert "encryption" not in (tmp_path / "said").read_text()


def test_the_server_knows_the_setting() -> None:
    assert "transport_encryption" in MappingKernelManager.class_trait_names(config=True)


def test_a_job_of_the_pipeline_does_not_warn_in_its_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = tmp_path / "job.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("6 * 7")]), job)
    engine.register()
    done = papermill.execute_notebook(job, None, kernel_name="python3", language="python", progress_bar=False)
    assert done.cells[0].outputs[0].data["text/plain"] == "42"
    assert "encryption" not in capfd.readouterr().err


def test_a_proof_is_not_interrupted_by_the_warning(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with kernel(tmp_path / "progress.sqlite") as running:
        assert running.run("6 * 7")["text/plain"] == "42"
    assert "encryption" not in capfd.readouterr().err
