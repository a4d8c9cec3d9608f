"""The pages for who is on call: what fires now, and the runbooks."""

import datetime as dt
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import requests

from course.i18n import _, language
from course.incidents.oncall import runbooks
from course.incidents.oncall.feed import SEVERITIES
from course.services.http import get
from course.settings import settings

_PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
_SECONDS = 5


def present() -> str:
    """The alerts that Alertmanager holds now, those that another one silences marked as such."""
    try:
        held = get("alertmanager", "/api/v2/alerts").json()
    except requests.RequestException:
        away = escape(_("O Alertmanager não responde: não se sabe o que dispara agora."))
        return _board(f"<p role='alert'>{away}</p>")
    firing = [alert for alert in held if alert["labels"].get("severity") != "none"]
    firing.sort(key=lambda one: (_silenced(one), one["labels"].get("severity", ""), one["startsAt"]))
    heads = (_("Alerta"), _("Serviço"), _("Gravidade"), _("Desde"), _("Situação"), _("O que se mediu"))
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, firing))}</tbody></table>"
    calm = escape(_("Nada dispara agora."))
    return _board(table if firing else f"<p>{calm}</p>")


def runbook(name: str) -> str | None:
    """A runbook's page; None when there is none of that name."""
    content = runbooks.html(name)
    return _page(name, f"<article>{content}</article>") if content else None


def _row(alert: dict[str, Any]) -> str:
    labels, silenced = alert["labels"], _silenced(alert)
    name, severity = labels["alertname"], labels.get("severity", "")
    since = dt.datetime.fromisoformat(alert["startsAt"].replace("Z", "+00:00"))
    state = _("silenciado por outro") if silenced else _("disparando")
    cells = (
        labels.get("service", ""),
        SEVERITIES.get(severity, severity),
        since.astimezone(settings.course_timezone).strftime("%d/%m %H:%M:%S"),
        state,
        alert["annotations"].get("description", ""),
    )
    link = f"<a href='/runbooks/{escape(name)}'>{escape(name)}</a><br>{escape(runbooks.title(name))}"
    mark = "silenced" if silenced else severity
    rest = "".join(f"<td>{escape(text)}</td>" for text in cells)
    return f"<tr class='{escape(mark)}'><th scope='row'>{link}</th>{rest}</tr>"


def _silenced(alert: dict[str, Any]) -> bool:
    return bool(alert["status"]["state"] == "suppressed")


def _board(now: str) -> str:
    title = _("Plantão")
    links = "".join(
        f"<li><a href='/runbooks/{name}'>{name}</a>: {escape(runbooks.title(name))}</li>"
        for name in runbooks.names()
    )
    body = f"<h1>{escape(title)}</h1>{now}<h2>Runbooks</h2><ul>{links}</ul>"
    return _page(title, body, refresh=True)


def _page(title: str, body: str, *, refresh: bool = False) -> str:
    again = f'<meta http-equiv="refresh" content="{_SECONDS}">' if refresh else ""
    return _PAGE.substitute(
        lang=language().replace("_", "-"),
        title=escape(title),
        home=escape(_("O que dispara agora")),
        body=body,
        refresh=again,
    )
