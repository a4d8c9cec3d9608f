"""Notifications on disk until they are in the warehouse, so that an outage of it loses none."""

import datetime as dt
import secrets
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from course.errors import Unavailable
from course.incidents.oncall.notification import Notification, Received
from course.settings import settings

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
        half.write_text(received.model_dump_json(), encoding="utf-8")
        half.rename(self._folder / f"{name}.json")

    def drain(self) -> None:
        """Records what waits, oldest first, and forgets it; stops without a word where `record` cannot."""
        with self._draining:
            for file in self.waiting():
                try:
                    self._record(Received.model_validate_json(file.read_text(encoding="utf-8")))
                except Unavailable:
                    return
                file.unlink()

    def waiting(self) -> list[Path]:
        """The files that are not recorded yet."""
        return sorted(self._folder.glob("*.json"))
