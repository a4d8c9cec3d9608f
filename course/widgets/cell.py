"""The notebook cell that runs now: who is looking at it, and what ends when it is run again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from IPython import get_ipython

_made_by: dict[str, list[Callable[[], None]]] = {}


def interactive() -> bool:
    """Whether a person runs this cell; false under papermill, nbval, nbconvert and outside of Jupyter.

    Told by the execute request's `allow_stdin`: programs that run notebooks cannot answer `input()`.
    https://jupyter-client.readthedocs.io/en/stable/messaging.html#execute
    """
    return bool(_request().get("content", {}).get("allow_stdin"))


def when_run_again(end: Callable[[], None]) -> None:
    """Calls `end` before the cell that runs now is run once more; front ends name their cells.

    IPython keeps what every execution showed and gave (`Out[n]`); that of the replaced one goes too: a
    kernel would grow.
    """
    shell = get_ipython()
    if cell_id := _request().get("metadata", {}).get("cellId"):
        if _end_what_it_made not in shell.events.callbacks["pre_run_cell"]:
            shell.events.register("pre_run_cell", _end_what_it_made)
        shown = partial(_forget, shell.displayhook.prompt_count)
        _made_by.setdefault(cell_id, []).extend((end, shown))


def _end_what_it_made(info: Any) -> None:
    for end in _made_by.pop(info.cell_id, []):
        end()


def _forget(execution: int) -> None:
    shell = get_ipython()
    shell.history_manager.outputs.pop(execution, None)
    shell.history_manager.output_hist.pop(execution, None)
    shell.del_var(f"_{execution}", by_name=True)


def _request() -> dict[str, Any]:
    """The execute request of the running cell, as Jupyter's messaging has it; empty where there is none."""
    shell = get_ipython()
    request: dict[str, Any] = shell.get_parent() if hasattr(shell, "get_parent") else {}
    return request
