"""How a verdict, a hint and a solution look: HTML in Jupyter, text elsewhere, JSON for machines."""

from html import escape
from typing import Any

import pandas as pd
from markdown_it import MarkdownIt

from course.exercises.exercise import Exercise
from course.exercises.hints import Solution
from course.exercises.verdict import Status, Verdict
from course.i18n import _

# The machine-readable verdict in a cell's output.
MIME = "application/vnd.dataops.verdict+json"
# More rows than that, of those that differ, nobody compares.
_MOST_ROWS = 6

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADS = {
    Status.RIGHT: ("✓", _("Certo")),
    Status.NOT_YET: ("→", _("Ainda não")),
    Status.NOT_TRIED: ("○", _("Sem resposta")),
    Status.RAISED: ("⚠", _("Seu código parou")),
    Status.DOWN: ("⏻", _("Plataforma incompleta")),
}


def html(text: str) -> str:
    """Markdown as HTML; tags in it are shown, not followed."""
    return str(_MARKDOWN.render(text))


def verdict_html(exercise: Exercise, verdict: Verdict) -> str:
    """A block with a class for its status; style comes from the page that shows it."""
    mark, head = _HEADS[verdict.status]
    parts = [f"<p class='head'><b>{mark} {escape(head)}</b> · {escape(exercise.title)}</p>"]
    if verdict.read_as:
        read_as = _("Lido como {value}.").format(value=verdict.read_as)
        parts.append(f"<p class='read'>{escape(read_as)}</p>")
    parts.append(html(verdict.message))
    if verdict.rows is not None and not verdict.rows.empty:
        parts.append(_table(verdict.rows))
    return f"<div class='course-verdict {verdict.status}' role='status'>{''.join(parts)}</div>"


def hint_html(level: int, text: str) -> str:
    """An open hint, with its level."""
    head = _("Dica {n}").format(n=level)
    return f"<div class='course-hint'><p><b>{escape(head)}</b></p>{html(text)}</div>"


def solution_html(solution: Solution) -> str:
    """The solution's code with its reason; while it is closed, how it opens."""
    code = f"<pre><code>{escape(solution.code)}</code></pre>" if solution.code else ""
    head = escape(_("Solução"))
    return f"<div class='course-solution'><p><b>{head}</b></p>{code}{html(solution.text)}</div>"


def verdict_text(exercise: Exercise, verdict: Verdict) -> str:
    """The same as plain text."""
    mark, head = _HEADS[verdict.status]
    read = _("Lido como {value}.").format(value=verdict.read_as) if verdict.read_as else ""
    rows = ""
    if verdict.rows is not None and not verdict.rows.empty:
        rows = "\n".join([verdict.rows.head(_MOST_ROWS).to_string(index=False), *_more(verdict.rows)])
    return "\n".join(filter(None, (f"{mark} {head} · {exercise.title}", read, verdict.message, rows)))


def verdict_json(exercise: Exercise, verdict: Verdict) -> dict[str, Any]:
    """exercise, status (see `Status`), cause (empty when it has no name), message (Markdown)."""
    return {
        "exercise": exercise.id,
        "status": str(verdict.status),
        "cause": verdict.cause,
        "message": verdict.message,
    }


def _table(rows: pd.DataFrame) -> str:
    shown = rows.head(_MOST_ROWS).to_html(index=False, border=0, na_rep="–", classes="course-rows")
    return "".join([shown, *(f"<p class='more'>{escape(text)}</p>" for text in _more(rows))])


def _more(rows: pd.DataFrame) -> list[str]:
    """That rows are left out, and how many; nothing when all are shown."""
    left = len(rows) - _MOST_ROWS
    return [_("… e mais {n} linha(s).").format(n=left)] if left > 0 else []
