"""The programs' logs, read together: what they said since a moment, then what they say next."""

import datetime as dt
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dateutil import parser

from course.errors import UsageError
from course.i18n import _
from course.services.registry import service as service_named
from course.services.registry import services
from course.settings import ROOT
from course.stack import supervisor
from course.stack.mode import mode

_POLL_SECONDS = 0.3
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
# 2026-11-23T21:13:20.653Z, also with a blank or without Z; and Redis's 23 Nov 2026 21:13:20.653.
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d")
# No line has its time further in than this.
_HEAD = 80


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
    tails = {f"{name:<{width}}": _tail(supervisor.log(name), start) for name in names}
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
    """The lines since `start`; None whenever there is nothing more for now. Follows a rotated file."""
    shown, file, inode = False, None, 0
    while True:
        if path.exists() and path.stat().st_ino != inode:
            if file:
                yield from file
            file, inode = path.open(errors="replace"), path.stat().st_ino
        for line in file or ():
            if not shown and (moment := _stamp(line)):
                shown = moment >= start
            if shown:
                yield line if line.endswith("\n") else f"{line}\n"
        yield None


def _stamp(line: str) -> dt.datetime | None:
    found = _STAMP.search(line[:_HEAD])
    # The stack runs with TZ=UTC, whatever the program's format says or leaves out.
    return parser.parse(found[0]).replace(tzinfo=dt.UTC) if found else None


def _moment(since: str) -> dt.datetime:
    if span := re.fullmatch(r"(\d+)([smhd])", since):
        return dt.datetime.now(dt.UTC) - dt.timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        moment = dt.datetime.fromisoformat(since)
    except ValueError:
        raise UsageError(
            _("{since!r} não é um instante nem uma duração.").format(since=since),
            _("Use 90s, 10m, 2h, 1d, ou um momento como 2026-01-31T10:00."),
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _all_programs() -> tuple[str, ...]:
    return tuple(name for service in services().values() for name in service.programs)
