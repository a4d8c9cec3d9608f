"""The status board: every service, asked anew every five seconds while somebody looks."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.i18n import _
from course.services import health

# The browser ticks; an answer is made in a thread of its own, so that a cell that runs blocks nothing.
_TICK_MS = 5000


class StatusBoard(anywidget.AnyWidget):
    """A table with one row a service: what its round trip brought back, and how long it took.

    It stops asking when its output is gone or hidden. A tick that comes while the last one is
    still being answered is dropped.
    """

    _esm = Path(__file__).with_name("status_board.js")
    _css = Path(__file__).with_name("status_board.css")

    rows: Any = traitlets.List().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    tick_ms = traitlets.Int(_TICK_MS).tag(sync=True)

    def __init__(self) -> None:
        texts = {
            "caption": _("Serviços da plataforma"),
            "columns": [_("Serviço"), _("Estado"), _("Latência"), _("O que voltou"), _("Login")],
            "up": _("no ar"),
            "down": _("fora do ar"),
        }
        super().__init__(rows=_rows(), texts=texts)
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._busy = False
        self.on_msg(self._on_tick)

    def _on_tick(self, _widget: Any, _content: Any, _buffers: Any) -> None:
        if not self._busy:
            self._busy = True
            self._pool.submit(self._answer)

    def _answer(self) -> None:
        try:
            self.rows = _rows()
        finally:
            self._busy = False


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "title": result.service.title,
            "page": result.service.page,
            "login": result.service.login,
            "ok": not result.error,
            "ms": round(result.seconds * 1000),
            "saw": result.error or result.saw,
        }
        for result in health.check()
    ]
