"""Two throw-away processes for lab 1: one that holds a port, and one that is connected to it.

They end with the process that started them, the notebook's kernel.

Run as a program it is one of them: `python port_holders.py listen 12345`, `… call 12345`.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil

LISTEN, CALL = "listen", "call"
LOOPBACK = "127.0.0.1"
_POLL_SECONDS = 0.5


def start() -> int:
    """Starts both on a port that was free, ends those of before, and returns the port."""
    for process in _ours():
        with contextlib.suppress(psutil.Error):
            process.kill()
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = int(free.getsockname()[1])
    for part in (LISTEN, CALL):
        child = subprocess.Popen(
            [sys.executable, __file__, part, str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert child.stdout is not None  # noqa: S101  # for the type
        with child.stdout as said:
            said.readline()  # it is ready
    return port


def state(port: int, part: str) -> str:
    """How the process of that part is: psutil's status, or empty when it has ended."""
    for process in _ours():
        with contextlib.suppress(psutil.Error):
            if process.cmdline()[-2:] == [part, str(port)]:
                return str(process.status())
    return ""


def _ours() -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["cmdline"]):
        if __file__ in (process.info["cmdline"] or []):
            yield process


def _run(part: str, port: int) -> None:
    parent = os.getppid()
    if part == LISTEN:
        with socket.create_server((LOOPBACK, port)) as server:
            print(flush=True)
            held, _address = server.accept()
            with held:
                _wait_for_the_end_of(parent)
    else:
        with socket.create_connection((LOOPBACK, port)):
            print(flush=True)
            _wait_for_the_end_of(parent)


def _wait_for_the_end_of(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
