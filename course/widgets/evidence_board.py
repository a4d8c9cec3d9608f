"""The evidence board: the last report that was kept, each control opening to what it tried."""

from html import escape
from pathlib import Path

from course.evidence import kept, page
from course.evidence.report import Report
from course.i18n import _
from course.settings import settings
from course.widgets.live import stylesheet

_HERE = Path(__file__).parent


class EvidenceBoard:
    """A report as a notebook shows it, with whether its signature is genuine.

    Raises `UsageError` when no report was kept yet, `Unavailable` without the object store.
    """

    def __init__(self) -> None:
        self._name = kept.newest()
        self._genuine = kept.verify(self._name).genuine
        self.report: Report = kept.load(self._name)

    def __repr__(self) -> str:
        lines = [f"{page.MARKS[one.status]} {one.title} ({page.numbers(one)})" for one in self.report.results]
        return "\n".join([self._caption(), *lines])

    def _repr_html_(self) -> str:
        """A list that opens by mouse and keyboard, without a script: a notebook keeps what it shows."""
        rows = "".join(
            f"<details><summary>{page.badge(one.status)} {escape(one.title)}</summary>"
            f"{page.details(one)}</details>"
            for one in self.report.results
        )
        style = stylesheet(_HERE / "look.css", _HERE / "evidence_board.css")
        return (
            f'<style>{style}</style><div class="course-widget course-evidence">'
            f"<p>{escape(self._caption())}</p>{rows}</div>"
        )

    def _caption(self) -> str:
        local = self.report.taken_at.astimezone(settings.course_timezone)
        counts = ", ".join(
            f"{page.LABELS[status]}: {count}" for status, count in self.report.counts().items() if count
        )
        signature = _("assinatura conferida") if self._genuine else _("ASSINATURA NÃO CONFERE")
        return _("Evidências de {at:%Y-%m-%d %H:%M} · {counts} · {signature}").format(
            at=local, counts=counts, signature=signature
        )
