"""The verbs about releases of the transformation."""

import datetime as dt
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from course.i18n import _
from course.pipeline.releases import slots, switch
from course.settings import settings
from course.stack.progress import Steps, console

if TYPE_CHECKING:
    from course.pipeline.releases.canary import Verdict

_MEASURES = {
    "error": _("erro"),
    "rows": _("linhas"),
    "keys": _("chaves"),
    "values": _("valores"),
    "distribution": _("distribuição"),
    "quality": _("qualidade"),
    "gates": _("portões"),
    "duration": _("duração"),
}


def canary(name: str) -> None:
    """Judges a version and prints each finding; exits 1 when it is refused."""
    from course.pipeline.releases.canary import (
        canary as run,
    )  # late: it brings pandas

    with Steps() as progress, progress.step(_("Canário da versão {version}").format(version=name)) as tell:
        verdict = run(name, tell)
    _show(verdict)
    if not verdict.passed:
        raise typer.Exit(1)


def release(name: str) -> None:
    """Judges, builds and switches; prints the findings; exits 1 when the version is refused."""
    from course.pipeline.releases import build  # late, as above

    try:
        with (
            Steps() as progress,
            progress.step(_("Release da versão {version}").format(version=name)) as tell,
        ):
            verdict = build.release(name, tell)
    except build.RefusedError as refused:
        _show(refused.verdict)
        raise
    _show(verdict)
    listing()


def rollback() -> None:
    """Back to the release that was live before, with the time that the switch took."""
    back = switch.rollback()
    console.print(
        _("[green]✓[/] No ar está de novo a versão {version} ({colour}); a troca levou {n:.0f} ms.").format(
            version=back.version, colour=back.colour, n=back.seconds * 1000
        )
    )


def listing() -> None:
    """One row a release or refused candidate, the oldest first; then the versions that there are."""
    # Late: they bring every service and pandas, which a rollback need not wait for.
    from course.cli.show import table_of
    from course.pipeline.releases.versions import VERSIONS

    table = table_of(
        *(_("Versão"), _("Lugar"), _("Estado"), _("Dias"), _("No ar desde"), _("Até"), _("Canário"))
    )
    for one in slots.releases():
        days = "—" if one.days is None else str(one.days)
        shown = (_shown(one.switched_at), _shown(one.retired_at))
        table.add_row(one.version, one.colour or "—", _state(one), days, *shown, _judged(one))
    console.print(table, soft_wrap=False)
    for version in VERSIONS.values():
        console.print(_("  versão {name}: {about}").format(name=version.name, about=version.about))


def discard() -> None:
    """Gives up the release that is not live."""
    slots.discard()
    listing()


def _shown(moment: dt.datetime | None) -> str:
    return moment.astimezone(settings.course_timezone).strftime("%d/%m %H:%M") if moment else "—"


def _state(release: slots.Release) -> str:
    if release.live:
        return _("[green]no ar[/]")
    if release.colour is None:
        return _("desmontada") if release.built_at else _("candidata")
    return _("de prontidão") if release.built_at else _("em construção")


def _judged(release: slots.Release) -> str:
    if not release.verdict:
        return "—"
    return _("aprovada") if release.verdict["passed"] else _("recusada")


def _show(verdict: "Verdict") -> None:
    from course.cli.show import table_of  # late, as above

    console.print(
        _("Versão {version}, dias comparados: {n}, de {first} a {last}").format(
            version=verdict.version, n=len(verdict.days), first=verdict.days[0], last=verdict.days[-1]
        )
    )
    table = table_of("", _("Medida"), _("Tabela"), _("Diferença"), _("Limite"), _("Onde"))
    for finding in verdict.findings:
        mark = "[green]✓[/]" if finding.passed else "[red]✗[/]"
        figures = (f"{finding.figure:.4g}", f"{finding.limit:g}")
        table.add_row(mark, _MEASURES[finding.measure], finding.table, *figures, escape(finding.subject))
    console.print(table, soft_wrap=False)
    console.print(_("[green]Aprovada.[/]") if verdict.passed else _("[red]Recusada.[/]"))
