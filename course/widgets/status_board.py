"""The status board: every service, asked anew every five seconds while somebody looks."""

import time
from html import escape
from pathlib import Path
from typing import Any

from course.i18n import _
from course.services import health
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent
_COLUMNS = [_("Serviço"), _("Estado"), _("Latência"), _("O que voltou"), _("Login")]
_UP, _DOWN = _("● no ar"), _("✗ fora do ar")


class StatusBoard(Live):
    """A table with one row a service: what its round trip brought back, and how long it took."""

    _esm = javascript(_HERE / "status_board.js")
    _css = stylesheet(_HERE / "board/live.css", _HERE / "status_board.css")

    def __init__(self) -> None:
        super().__init__({"caption": _("Serviços da plataforma"), "columns": _COLUMNS})

    def answer(self, about: str, question: Any) -> dict[str, Any]:
        """`end` (Unix seconds) and `rows`, one a service: `title`, `page`, `ok`, `state`, `cells`."""
        rows = [_row(result) for result in health.check()]
        return {"end": time.time(), "rows": rows}

    def still(self) -> str:
        """The table as it is now, without the log-ins: a notebook that is saved holds none."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in _COLUMNS[:-1])
        lines = "".join(
            f'<tr><th scope="row">{escape(row["title"])}</th>'
            + "".join(f"<td>{escape(text)}</td>" for text in row["cells"][:-1])
            + "</tr>"
            for row in self.answer("tick", {})["rows"]
        )
        caption = f"<caption>{escape(self.texts['caption'])}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _row(result: health.Health) -> dict[str, Any]:
    ok = not result.error
    return {
        "title": result.service.title,
        "page": result.service.page,
        "ok": ok,
        "cells": [
            _UP if ok else _DOWN,
            f"{result.seconds * 1000:.0f} ms",
            result.error or result.saw,
            result.service.login,
        ],
    }
