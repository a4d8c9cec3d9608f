"""Twenty live panels in a notebook, side by side with what is allowed and with twenty plotly FigureWidgets.

A kernel is asked as JupyterLab asks it; then a real JupyterLab with a browser shows the same board.
Needs the running stack, and Chromium for the second part.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import psutil

from course.settings import ROOT
from course.stack.progress import console

sys.path.insert(0, str(ROOT))  # a kernel and a JupyterLab are started as the tests start them
from tests.kernel import Kernel, Message, opened, running
from tests.stack.lab import running_lab

TICKS = 20
AGAIN = 100
IDLE_SECONDS = 12  # ipykernel lets go of ended threads' sockets every ten
TICK_SECONDS = 5
WATCHED_SECONDS = 60
EXPRESSIONS = [
    *("up", "scrape_duration_seconds", "scrape_samples_scraped", "process_resident_memory_bytes"),
    *(f"rate(node_cpu_seconds_total{{mode='{mode}'}}[1m])" for mode in ("user", "system", "idle", "iowait")),
    *(f"node_memory_{name}_bytes" for name in ("MemAvailable", "Cached", "Buffers", "MemFree")),
    *("node_load1", "node_load5", "redis_memory_used_bytes", "redis_connected_clients"),
    *("rate(process_cpu_seconds_total[1m])", "go_goroutines", "pg_stat_database_numbackends", "up"),
]
IMPORTS = "from course.widgets.live_board import Board, Grid, Panel"
GRID = f"Grid({EXPRESSIONS!r}, columns=4)"
FIGURES = (
    "import ipywidgets, plotly.graph_objects as go\n"
    "ipywidgets.VBox([go.FigureWidget(go.Scatter(y=[1, 2])) for _ in range(20)])"
)
COUNT = """
import ctypes, gc, threading, comm, ipywidgets, psutil, requests
asked, get = [], requests.get
requests.get = lambda *words, **more: (asked.append(words), get(*words, **more))[1]
def living():
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    comms, widgets = comm.get_comm_manager().comms, ipywidgets.widgets.widget._instances
    return threading.active_count(), len(comms), len(widgets), psutil.Process().memory_info().rss
"""


def main() -> None:
    """Prints the figures of a tick, of running the board again, and of the page."""
    with running() as kernel:
        kernel.run(f"{IMPORTS}\n{COUNT}")
        _ticks(kernel)
        _again(kernel)
        _opening(kernel)
    _page()


def _ticks(kernel: Kernel) -> None:
    [board] = opened(kernel.run(GRID, "grid"))
    process = psutil.Process(kernel.value("psutil.Process().pid"))
    kernel.run("asked.clear()")
    begin, before = len(kernel.seen), _cpu([process])
    for n in range(TICKS):
        time.sleep(TICK_SECONDS - time.time() % TICK_SECONDS)  # boards of the same moment share their queries
        kernel.ask(board, "tick", {"range": "15m"}, id_=n)
        kernel.answered(board)
    share = (_cpu([process]) - before) / TICKS / TICK_SECONDS
    told = [one for one in kernel.seen[begin:] if one["msg_type"] == "comm_msg"]
    distinct = len(set(EXPRESSIONS))
    _print("messages a tick", len(told) / TICKS, 1, "")
    _print("kB a tick", sum(map(_bytes, told)) / TICKS / 1000, 100, " kB")
    _print("queries a tick", kernel.value("len(asked)") / TICKS, distinct, "")
    _print("kernel, share of a core", 100 * share, 5, "%")


def _again(kernel: Kernel) -> None:
    board = _living(kernel, lambda: _open(kernel))
    text = _living(kernel, lambda: kernel.run(repr(GRID), "text"))
    for name, one, other in zip(("threads", "comms", "widgets"), *board, strict=False):
        _print(f"{name} after {AGAIN} runs", other, one, "", "before")
    grown, by_text = ((after[3] - before[3]) / 2**20 for before, after in (board, text))
    _print(f"memory that {AGAIN} runs add", grown, by_text, " MiB", "cell of as much text")


def _living(kernel: Kernel, run: Callable[[], object]) -> tuple[Sequence[int], Sequence[int]]:
    """What lives in the kernel before and after; what is imported, cached and pooled once is not counted."""
    counted = []
    for _half in range(2):
        for _ in range(AGAIN):
            run()
        time.sleep(IDLE_SECONDS)
        counted.append(kernel.value("living()"))
    return counted[0], counted[1]


def _open(kernel: Kernel) -> None:
    [board] = opened(kernel.run(GRID, "grid"))
    kernel.ask(board, "tick", {"range": "15m"})
    kernel.answered(board)


def _opening(kernel: Kernel) -> None:
    grid = sum(_bytes(one) for one in kernel.run(GRID, "grid"))
    plotly = kernel.value(f"len({GRID}.answer('plotly', {{}}))")
    figures = sum(_bytes(one) for one in kernel.run(FIGURES, "figures"))
    _print(
        "MB sent to open 20 panels, with plotly.js",
        (grid + plotly) / 1e6,
        figures / 1e6,
        " MB",
        "FigureWidgets",
    )


def _page() -> None:
    with running_lab() as lab:
        notebook = lab.open(IMPORTS, GRID)
        notebook.run(0, 1)
        notebook.output(1).locator(".course-live .when", has_text=":").wait_for(timeout=120_000)
        browser = [one for one in psutil.Process().children(recursive=True) if "chrom" in one.name()]
        before = _cpu(browser)
        time.sleep(WATCHED_SECONDS)
        _print(
            "browser, share of a core", 100 * (_cpu(browser) - before) / WATCHED_SECONDS, 100, "%", "a core"
        )
        notebook.save()
        _print("saved notebook", notebook.path.stat().st_size / 1000, 1000, " kB")


def _cpu(processes: Iterable[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in processes if one.is_running())


def _bytes(message: Message) -> int:
    return len(json.dumps(message["content"])) + sum(len(bytes(one)) for one in message["buffers"])


def _print(name: str, figure: float, other: float, unit: str, what: str = "allowed") -> None:
    console.print(f"{name:42} {figure:9.1f}{unit:4} {what} {other:9.1f}{unit:4} ratio {figure / other:.3f}")


if __name__ == "__main__":
    main()
