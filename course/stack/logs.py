"""The programs' logs, read together: what they said since a moment, then what they say next."""

import datetime as dt
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from course.errors import UsageError
from course.i18n import _
from course.pipeline import run_logs
from course.services.programs import log_file
from course.services.registry import service as service_named
from course.services.registry import services
from course.settings import ROOT
from course.stack.mode import mode
from course.telemetry.lines import Line, moment

_POLL_SECONDS = 0.3
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def show(service: str, since: str, follow: bool) -> None:
    """Prints the lines of one service, or of all with `service` empty, until interrupted if `follow`.

    When there is none since then, that is said on stderr.
    `since` is a span (`90s`, `10m`, `2h`, `1d`) or a moment in ISO 8601, UTC unless it says otherwise.
    Raises `UsageError` for anything else, and for a service that there is not.
    """
    start = _moment(since)
    names = service_named(service).programs if service else _all_programs()
    if mode() == "compose":
        arguments = ["--since", start.isoformat(), *(["--follow"] if follow else []), *names]
        subprocess.run(["docker", "compose", "logs", *arguments], cwd=ROOT, check=False)
        return
    width = max(map(len, names))
    tails = {f"{name:<{width}}": _tail(log_file(name), start) for name in names}
    try:
        if not _print_new(tails):
            _say_that_none_is_there(since, follow)
        while follow:
            time.sleep(_POLL_SECONDS)
            _print_new(tails)
    except BrokenPipeError:  # `… | head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_new(tails: dict[str, Iterator[str | None]]) -> int:
    """Prints what each has to say by now, and returns how many lines that were."""
    printed = 0
    for name, tail in tails.items():
        for line in iter(tail.__next__, None):
            sys.stdout.write(f"{name} | {line}")
            printed += 1
    sys.stdout.flush()
    return printed


def _say_that_none_is_there(since: str, follow: bool) -> None:
    text = (
        _("Nenhuma linha desde {since}. As próximas aparecem aqui; Ctrl-C encerra.")
        if follow
        else _("Nenhuma linha desde {since}.")
    )
    print(text.format(since=since), file=sys.stderr, flush=True)


def _tail(path: Path, start: dt.datetime) -> Iterator[str | None]:
    """The lines since `start`; None whenever there is nothing more for now. Follows a rotated file.

    Begins with the older file that supervisor keeps, when something was written to it since.
    """
    shown, file = False, None
    older = path.with_name(f"{path.name}.1")
    if older.exists() and older.stat().st_mtime >= start.timestamp():
        file = older.open(errors="replace")
    while True:
        fresh = path.exists() and not (file and os.path.samestat(os.fstat(file.fileno()), path.stat()))
        for line in file or ():
            if not shown and (written := moment(line)):
                shown = written >= start
            if shown:
                yield line if line.endswith("\n") else f"{line}\n"
        if fresh:
            file = path.open(errors="replace")
        else:
            yield None


def _moment(since: str) -> dt.datetime:
    if span := re.fullmatch(r"(\d+)([smhd])", since):
        return dt.datetime.now(dt.UTC) - dt.timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        start = dt.datetime.fromisoformat(since)
    except ValueError:
        raise UsageError(
            _("{since!r} não é um instante nem uma duração.").format(since=since),
            _("Use 90s, 10m, 2h, 1d, ou um momento como 2026-01-31T10:00."),
        ) from None
    return start if start.tzinfo else start.replace(tzinfo=dt.UTC)


def of_run(run_id: str) -> list[Line]:
    """What all services said of a run, in the order of time; raises like `run_logs.of_run`."""
    return run_logs.of_run(run_id, _containers() if mode() == "compose" else None)


def _containers() -> Iterator[tuple[str, str]]:
    command = ["docker", "compose", "logs", "--no-color"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        name, _bar, text = line.partition("| ")
        yield re.sub(r"-\d+ *$", "", name), text


def _all_programs() -> tuple[str, ...]:
    return tuple(name for service in services().values() for name in service.programs)
