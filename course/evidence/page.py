"""The report as a page: one file with everything in it, to be opened anywhere, in years to come."""

from html import escape
from pathlib import Path
from string import Template

from course.evidence.control import Observation, Status
from course.evidence.report import Report, Result
from course.i18n import _
from course.settings import settings

_HERE = Path(__file__).parent
LABELS = {
    Status.MET: _("atendido"),
    Status.NOT_MET: _("não atendido"),
    Status.NOT_SHOWN: _("não demonstrado"),
    Status.FAILED: _("não rodou"),
}
MARKS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.NOT_SHOWN: "?", Status.FAILED: "⚠"}
HELD = {True: Status.MET, False: Status.NOT_MET, None: Status.NOT_SHOWN}


def html(report: Report, name: str) -> str:
    """The page; `name` is the folder of the report in the bucket."""
    local = report.taken_at.astimezone(settings.course_timezone)
    facts = {
        _("Feito em"): f"{local:%Y-%m-%d %H:%M:%S %Z} ({report.taken_at:%Y-%m-%dT%H:%M:%SZ})",
        _("Commit"): report.commit or "–",
        _("Guardado em"): f"s3://audit/{name}/",
    }
    return Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
        lang=report.language.replace("_", "-"),
        title=escape(_("Evidências ISO/IEC 27001")),
        css=(_HERE / "page.css").read_text(encoding="utf-8"),
        facts="".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items()),
        counts="".join(
            f"<li><b>{count}</b> {badge(status)}</li>" for status, count in report.counts().items()
        ),
        verify=escape(
            _(
                "Ao lado de cada arquivo está a assinatura Ed25519 (.sig) e a chave pública (signing.pub)."
                " Confira com `make verify-evidence`, ou:"
            )
        ),
        heads=_heads(_("ISO 27001:2022"), _("ISO 27001:2013"), _("Controle"), _("Resultado")),
        caption=escape(_("Controles, na ordem da edição de 2022")),
        rows="".join(_row(result) for result in report.results),
        controls="".join(_section(result) for result in report.results),
    )


def numbers(result: Result) -> str:
    """The control's numbers in both editions."""
    return _("2022: {new} · 2013: {old}").format(new=_numbers(result.iso_2022), old=_numbers(result.iso_2013))


def _row(result: Result) -> str:
    cells = (
        escape(_numbers(result.iso_2022)),
        escape(_numbers(result.iso_2013)),
        f'<a href="#{result.id}">{escape(result.title)}</a>',
        badge(result.status),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _section(result: Result) -> str:
    head = f"<h2>{escape(result.title)} {badge(result.status)}</h2>"
    return f'<section id="{result.id}">{head}{details(result)}</section>'


def details(result: Result) -> str:
    """What the control is, what it tried and what came back; title and style come from around it."""
    said = [(_("O que tem de valer:"), result.shows), (_("O que isto não mostra:"), result.limits)]
    if result.error:
        said.append((_("Não rodou até o fim:"), result.error))
    heads = _heads(_("Resultado"), _("O que se rodou"), _("O que voltou"))
    return (
        f'<p class="numbers">{escape(numbers(result))}</p>'
        + "".join(f"<p><b>{escape(head)}</b> {escape(text)}</p>" for head, text in said)
        + f'<div class="wide" role="region" tabindex="0" aria-label="{escape(result.title)}">'
        + f"<table><thead><tr>{heads}</tr></thead><tbody>"
        + "".join(_observed(one) for one in result.observations)
        + "</tbody></table></div>"
    )


def _observed(one: Observation) -> str:
    status = HELD[one.holds]
    mark = (
        f'<span aria-hidden="true">{MARKS[status]}</span><span class="aside">{escape(LABELS[status])}</span>'
    )
    return (
        f'<tr class="{status}"><td class="mark">{mark}</td>'
        f"<td><code>{escape(one.ran)}</code></td><td>{escape(one.came_back)}</td></tr>"
    )


def _heads(*heads: str) -> str:
    return "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)


def badge(status: Status) -> str:
    """The result as a mark and a word."""
    mark = f'<span aria-hidden="true">{MARKS[status]}</span>'
    return f'<span class="badge {status}">{mark} {escape(LABELS[status])}</span>'


def _numbers(numbers: tuple[str, ...]) -> str:
    return ", ".join(numbers) or "–"
