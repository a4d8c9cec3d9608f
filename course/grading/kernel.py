"""A real Jupyter kernel that runs cells as a notebook does, and what it says."""

import os
import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from course.errors import CourseError
from course.exercises.rendering import MIME
from course.i18n import _
from course.settings import ROOT


class Kernel:
    """A running kernel; `reset` forgets the notebook's names, not the modules that are loaded."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client

    def run(self, source: str, seconds: float = 120) -> dict[str, Any]:
        """Runs a cell and returns the data of its result by MIME type; empty without one.

        What the cell raises is in `error`, as a text. Raises `CourseError` after `seconds`.
        """
        sent, result = self._client.execute(source), dict[str, Any]()
        deadline = time.monotonic() + seconds
        while True:
            try:
                message = self._client.get_iopub_msg(timeout=max(0.1, deadline - time.monotonic()))
            except queue.Empty:
                raise CourseError(
                    _("Uma célula não terminou em {n:.0f} s:\n{source}").format(n=seconds, source=source)
                ) from None
            if message["parent_header"].get("msg_id") != sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind in ("execute_result", "display_data"):
                result |= content["data"]
            elif kind == "error":
                result["error"] = f"{content['ename']}: {content['evalue']}"
            elif kind == "status" and content["execution_state"] == "idle":
                return result

    def verdict(self, exercise_id: str) -> dict[str, Any]:
        """What `check` says, as JSON; raises `CourseError` when it says nothing."""
        said = self.run(f"from course.notebook import check\ncheck({exercise_id!r})")
        if MIME not in said:
            raise CourseError(said.get("error", str(said)))
        verdict: dict[str, Any] = said[MIME]
        return verdict

    def reset(self) -> None:
        """Forgets every name that the cells have set."""
        self.run("%reset -f")


@contextmanager
def kernel(progress_file: Path) -> Iterator[Kernel]:
    """A kernel whose progress goes to that file, so that the student's own stays as it is."""
    environment = {**os.environ, "PROGRESS_FILE": str(progress_file)}
    manager, client = start_new_kernel(
        kernel_name="python3",
        cwd=str(ROOT),
        env=environment,
        transport_encryption="auto",  # else ipykernel warns that it has none
    )
    try:
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
