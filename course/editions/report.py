"""What was done to the reader's notebooks, to be told; and saving them aside."""

import datetime as dt
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from course.i18n import _
from course.settings import settings


@dataclass
class Report:
    """All paths are relative to the checkout.

    written: notebooks that are new or other than before. saved: by notebook, where its reader's work was
    put aside. carried: by notebook, how many answers were taken over into the new one. untranslated:
    blocks that stayed in Portuguese.
    """

    checkout: Path
    written: list[Path] = field(default_factory=list)
    saved: dict[Path, Path] = field(default_factory=dict)
    carried: dict[Path, int] = field(default_factory=dict)
    untranslated: int = 0

    def save_aside(self, path: Path) -> None:
        """Copies the file, given relative to the checkout, into a folder of this run's own.

        Once: what stands there later in the run is no longer as its reader left it.
        """
        if path in self.saved:
            return
        self.saved[path] = self._folder / path
        target = self.checkout / self.saved[path]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.checkout / path, target)

    def lines(self) -> Iterator[str]:
        """In the reader's language: each notebook put aside, and whether prose stayed untranslated."""
        for path, where in self.saved.items():
            yield _("{notebook}: o que você tinha está em {saved}; respostas levadas adiante: {n}.").format(
                notebook=path, saved=where, n=self.carried.get(path, 0)
            )
        if self.untranslated:
            yield _("Trechos ainda sem tradução, que ficaram em português: {n}.").format(n=self.untranslated)

    @cached_property
    def _folder(self) -> Path:
        """saved/<date and time in the course's time zone>, made now and never one that was there."""
        now = dt.datetime.now(settings.course_timezone).strftime("%Y-%m-%d_%H-%M-%S")
        for tail in itertools.chain([""], (f"-{n}" for n in itertools.count(2))):
            folder = Path("saved") / f"{now}{tail}"
            try:
                (self.checkout / folder).mkdir(parents=True)
            except FileExistsError:
                continue
            break
        return folder
