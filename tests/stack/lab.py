"""A JupyterLab of its own, as `make up` starts it, with a real browser on it.

def test_it_draws(lab: Lab) -> None:
    notebook = lab.open("from course.widgets.live_board import Panel", 'Panel("up")')
    notebook.run(0, 1)
    notebook.output(1).locator("section").wait_for()
"""

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import requests

from course.services.jupyter import service
from course.settings import LOOPBACK, settings
from tests.browser import chromium
from tests.stack.conftest import eventually

TOKEN = settings.jupyter_token.get_secret_value()
_HEADERS = {"Authorization": f"token {TOKEN}"}


class Notebook:
    """An open notebook. `page` is Playwright's; `wrong` is what the browser's console called an error."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page = page
        self.path = path
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def wait_until_ready(self) -> None:
        """The page is loaded and its kernel idle."""
        kernel = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
        self.page.wait_for_function(f"() => {kernel}?.status === 'idle'", timeout=60_000)

    def run(self, *cells: int, wait: bool = True) -> None:
        """Runs the cells in that order, by number from 0; waits until each is done unless told not to."""
        for n in cells:
            self._evaluate(n, "cell.model.executionCount = null")
            self.page.evaluate(
                f"""() => {{
                    const notebook = window.jupyterapp.shell.currentWidget.content;
                    notebook.deselectAll();
                    notebook.activeCellIndex = {n};
                    void window.jupyterapp.commands.execute("notebook:run-cell");
                }}"""
            )
            if wait:
                eventually(lambda n=n: self.done(n), f"cell {n} has run", 120)

    def done(self, n: int) -> bool:
        """Whether the cell has run since it was last told to."""
        return bool(self._evaluate(n, "cell.model.executionState === 'idle' && cell.model.executionCount"))

    def write(self, n: int, source: str) -> None:
        """Replaces the source of a cell."""
        self._evaluate(n, "cell.model.sharedModel.setSource(argument)", source)

    def output(self, n: int) -> Any:
        """The output area of a cell, as a locator."""
        return self.page.locator(f'.jp-Cell[data-windowed-list-index="{n}"] .jp-OutputArea')

    def text(self, n: int) -> str:
        """What the cell printed or returned, as text."""
        return str(self.output(n).inner_text())

    def save(self) -> dict[str, Any]:
        """Saves, and gives back the file as nbformat reads it."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        saved: dict[str, Any] = nbformat.read(self.path, as_version=4)
        return saved

    def _evaluate(self, n: int, expression: str, argument: Any = None) -> Any:
        """JavaScript about a cell of JupyterLab's own model of the notebook."""
        cell = f"window.jupyterapp.shell.currentWidget.content.widgets[{n}]"
        return self.page.evaluate(f"(argument) => {{ const cell = {cell}; return {expression}; }}", argument)


class Lab:
    """A running JupyterLab and a browser."""

    def __init__(self, url: str, folder: Path, browser: Any) -> None:
        self.url, self.folder, self.browser = url, folder, browser

    def open(self, *cells: str, theme: str = "light", width: int = 1280) -> Notebook:
        """A new notebook with these cells of code, in a page of its own, its kernel ready."""
        path = self.folder / f"notebook{len(list(self.folder.glob('*.ipynb')))}.ipynb"
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(made, path)
        size = {"width": width, "height": 1200}
        context = self.browser.new_context(color_scheme=theme, viewport=size, reduced_motion="reduce")
        context.set_default_timeout(60_000)  # an answer that is lost costs a widget half a minute
        notebook = Notebook(context.new_page(), path)
        notebook.page.goto(f"{self.url}/doc/tree/{path.name}?token={TOKEN}")
        notebook.wait_until_ready()
        return notebook

    def close_all(self) -> None:
        """Closes every page and ends every kernel."""
        for context in self.browser.contexts:
            context.close()
        for kernel in requests.get(f"{self.url}/api/kernels", headers=_HEADERS, timeout=10).json():
            requests.delete(f"{self.url}/api/kernels/{kernel['id']}", headers=_HEADERS, timeout=30)


@contextmanager
def running_lab() -> Iterator[Lab]:
    """JupyterLab over an empty folder; its test is skipped without a browser. Kernels end with it."""
    with (
        chromium() as browser,
        tempfile.TemporaryDirectory() as folder,
        _server(Path(folder)) as url,
    ):
        yield Lab(url, Path(folder) / "notebooks", browser)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The service's own command and settings, with a port, a folder and a state of its own."""
    program = service.local.programs[0]
    (folder / "notebooks").mkdir()
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    ours = {
        "--ServerApp.port": port,
        "--ServerApp.root_dir": folder / "notebooks",
        "--LabApp.default_url": "/lab",
    }
    kept = [word for word in program.command if word.split("=")[0] not in ours]
    command = [*kept, *(f"{name}={value}" for name, value in ours.items()), "--expose-app-in-browser"]
    state = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **program.env, **state}, stdout=log, stderr=log)
        try:
            url = f"http://{LOOPBACK}:{port}"
            eventually(
                lambda: requests.get(f"{url}/api/status", headers=_HEADERS, timeout=5).ok, "JupyterLab"
            )
            yield url
        finally:
            server.terminate()
            server.wait(30)
