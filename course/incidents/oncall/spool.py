"""Notifications on disk until they are in the warehouse, so that an outage of it loses none."""

import datetime as dt
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from course.errors import Unavailable
from course.incidents.oncall.notification import Notification, Received
from course.settings import settings

_log = logging.getLogger(__name__)
FOLDER = settings.state_dir / "oncall/spool"


class Spool:
    """A folder with a file a notification; names sort by arrival."""

    def __init__(self, record: Callable[[Received], None], folder: Path = FOLDER) -> None:
        """`record` writes one where it is to stay, and raises `Unavailable` when it cannot."""
        self._record, self._folder = record, folder
        self._draining = Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, notification: Notification) -> None:
        """Keeps it, with the moment of its arrival; when this returns, it is on disk."""
        now = dt.datetime.now(dt.UTC)
        received = Received(alerts=notification.alerts, received_at=now)
        name = f"{now:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
        half = self._folder / f"{name}.part"
        with half.open("w", encoding="utf-8") as file:
            file.write(received.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        half.rename(self._folder / f"{name}.json")

    def drain(self, patience: float = 0) -> None:
        """Records what waits, oldest first, and forgets it; stops without a word where `record` cannot.

        What is no notification, or none that `record` takes, is put aside as `.bad`. Does nothing while
        another thread is at it for longer than `patience`, in seconds: what waits is the next one's.
        """
        if not self._draining.acquire(timeout=patience):
            return
        try:
            for file in self.waiting():
                try:
                    self._record(Received.model_validate_json(file.read_text(encoding="utf-8")))
                except Unavailable:
                    return
                except Exception:  # whatever is wrong with this one: those after it go on
                    _log.exception("%s is put aside as .bad", file.name)
                    file.rename(file.with_suffix(".bad"))
                else:
                    file.unlink()
        finally:
            self._draining.release()

    def waiting(self) -> list[Path]:
        """The files that are not recorded yet."""
        return sorted(self._folder.glob("*.json"))
