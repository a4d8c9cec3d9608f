"""The alerts as they were delivered, the newest first: what fires, since when, the figure, what to do."""

import datetime as dt
import time
from html import escape
from pathlib import Path
from typing import Any

from course.i18n import _
from course.incidents.oncall import feed, runbooks
from course.settings import settings
from course.widgets.live import Live, javascript, stylesheet

_HERE = Path(__file__).parent


class AlertFeed(Live):
    """The newest notifications of ops.alert, with a link to the runbook of each."""

    _esm = javascript(_HERE / "alert_feed.js")
    _css = stylesheet(_HERE / "look.css", _HERE / "board/live.css", _HERE / "alert_feed.css")

    def __init__(self, limit: int = 20) -> None:
        """`limit`: how many notifications are shown."""
        self._limit = limit
        columns = [_("Alerta"), _("Situação"), _("Gravidade"), _("Serviço"), _("Chegou"), _("O que se mediu")]
        words = {
            "caption": _("Alertas entregues"),
            "columns": columns,
            "none": _("Nenhum alerta foi entregue ainda."),
        }
        super().__init__(words)

    def answer(self, about: str, question: Any) -> dict[str, Any]:
        """`rows` as `rows` gives them, at `end` (Unix seconds)."""
        del about, question
        return {"rows": rows(self._limit), "end": time.time()}

    def still(self) -> str:
        """The same as a table."""
        shown = rows(self._limit)
        if not shown:
            return f"<p>{escape(self.texts['none'])}</p>"
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.texts["columns"])
        lines = "".join(
            f'<tr><th scope="row">{escape(row["name"])}: {escape(row["title"])}</th>'
            + "".join(f"<td>{escape(text)}</td>" for text in row["cells"])
            + "</tr>"
            for row in shown
        )
        caption = f"<caption>{escape(self.texts['caption'])}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def rows(limit: int) -> list[dict[str, Any]]:
    """A notification each: `name` of the alert, `title`, `runbook` (its address), `state`, `cells` as text.

    Raises `Unavailable` without the warehouse.
    """
    return [
        {
            "name": entry.name,
            "title": runbooks.title(entry.name),
            "runbook": f"http://localhost:{settings.oncall_port}/runbooks/{entry.name}",
            "state": _state(entry),
            "cells": [
                _situation(entry),
                feed.SEVERITIES.get(entry.severity, entry.severity),
                entry.service,
                _local(entry.received_at),
                entry.figure,
            ],
        }
        for entry in feed.latest(limit)
    ]


def _state(entry: feed.Entry) -> str:
    if entry.status == "resolved":
        return "resolved"
    return "past" if entry.over else entry.severity


def _situation(entry: feed.Entry) -> str:
    if entry.ends_at is None:
        fired = _("disparou às {time}") if entry.over else _("dispara desde {time}")
        return fired.format(time=_local(entry.starts_at))
    seconds = (entry.ends_at - entry.starts_at).total_seconds()
    return _("passou, após {n:.0f} s").format(n=seconds)


def _local(moment: dt.datetime) -> str:
    return moment.astimezone(settings.course_timezone).strftime("%d/%m %H:%M:%S")
