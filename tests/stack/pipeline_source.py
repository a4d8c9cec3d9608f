"""A flights API of the test's own: the real program, on a port of its own, with faults nobody else sees."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests
import uvicorn

from course.services import source
from course.settings import ROOT
from course.source import app as source_app
from course.source.catalog import Catalog
from course.source.limits import TokenBucket


class OwnSource:
    """Where it is, what was asked of it, and its faults."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._url = f"http://127.0.0.1:{port}"

    def requests(self, dataset: str) -> int:
        """How many requests for pages of the data set it has answered well, by its own metrics."""
        line = f'course_source_requests_total{{path="/v1/{dataset}",status="200"}} '
        page = requests.get(f"{self._url}/metrics", timeout=10).text
        return sum(int(float(text.removeprefix(line))) for text in page.splitlines() if text.startswith(line))

    def faults(self, **faults: object) -> None:
        """Switches these on, and all others off."""
        response = requests.put(f"{self._url}/v1/faults", json=faults, headers=source.headers(), timeout=10)
        response.raise_for_status()


@contextmanager
def own_source(
    monkeypatch: pytest.MonkeyPatch, data: Path = ROOT / "data", bucket: TokenBucket | None = None
) -> Iterator[OwnSource]:
    """Serves the folder, by default without a rate limit, as the source of the pipeline in this process."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    monkeypatch.setattr(source_app, "catalog", lambda: Catalog(data))
    app = source_app.create_app(bucket or TokenBucket(burst=10**6))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "the source did not start"
            assert time.monotonic() < deadline, "the source did not start within 30 s"
            time.sleep(0.02)
        monkeypatch.setattr(source, "url", lambda path="": f"http://127.0.0.1:{port}{path}")
        yield OwnSource(port)
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
        monkeypatch.undo()


def corrected_data(folder: Path, **corrections: Callable[[pa.Table], pa.Table]) -> None:
    """A copy of the data in `folder`, with the data sets that are named changed by their function."""
    shutil.copytree(ROOT / "data", folder, dirs_exist_ok=True)
    for name, correct in corrections.items():
        file = folder / f"{name}.parquet"
        pq.write_table(correct(pq.read_table(file)), file)
