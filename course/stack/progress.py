"""Says what is going on: spinners in a terminal, one line a step elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

console = Console(highlight=False, soft_wrap=True)
# In a log a line is wanted now and then, not a picture: the least seconds between two of one step.
_LOG_EVERY = 15.0

Note = Callable[[str], None]


class Steps:
    """Steps that may run side by side, each shown while it lasts and then kept with its time."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )

    def __enter__(self) -> "Steps":
        if console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, title: str) -> Iterator[Note]:
        """Shows `title` while the block runs; the block may call what it gets with news of how far it is."""
        started = said = time.monotonic()
        task = self._progress.add_task(title)

        def note(text: str) -> None:
            nonlocal said
            self._progress.update(task, description=f"{title} · {text}")
            if not console.is_terminal and time.monotonic() - said > _LOG_EVERY:
                said = time.monotonic()
                console.print(f"  … {title} · {text} ({said - started:.0f} s)")

        if not console.is_terminal:
            console.print(f"  … {title}")
        try:
            yield note
        except BaseException:
            console.print(f"  [red]✗[/] {title} ({time.monotonic() - started:.1f} s)")
            raise
        else:
            console.print(f"  [green]✓[/] {title} [dim]({time.monotonic() - started:.1f} s)[/]")
        finally:
            self._progress.remove_task(task)
