"""The student's notebook, as the kernel sees it: names, and cells that failed.

Answers are found by name, not by the cell they stand in: cells may be split, copied and moved.
"""

import ast
import re
from typing import Any

from IPython.core.getipython import get_ipython

from course.exercises.engine import Missing

# The error that the last cell which sets the name ended in; gone when such a cell runs well.
_failed: dict[str, BaseException] = {}
_watched: list[Any] = []


def answer(name: str) -> Any:
    """The value of that name in the notebook; `Missing` without one, or outside IPython."""
    shell = get_ipython()
    return shell.user_ns.get(name, Missing) if shell else Missing


def failure(name: str) -> BaseException | None:
    """What the last cell that was to set the name ended in; None when it ran well."""
    return _failed.get(name)


def watch() -> None:
    """Begins to look at each cell that ends; may be called again. Does nothing outside IPython."""
    shell = get_ipython()
    if shell is None or shell in _watched:
        return
    _watched.append(shell)
    if last := getattr(shell, "last_execution_result", None):
        _note(last)  # the answer's cell may have run before this was imported
    shell.events.register("post_run_cell", _note)


def _note(result: Any) -> None:
    source = result.info.raw_cell if result.info else ""
    error = result.error_before_exec or result.error_in_exec
    for name in _sets(source or ""):
        if error is None:
            _failed.pop(name, None)
        else:
            _failed[name] = error


def _sets(source: str) -> set[str]:
    """The names that a cell sets at its top level; guessed by line where it does not parse."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return set(re.findall(r"^(?:def\s+)?(\w+)\s*(?:=|\()", source, re.MULTILINE))
    names = {statement.name for statement in statements if isinstance(statement, ast.FunctionDef)}
    for statement in statements:
        names |= {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    return names
