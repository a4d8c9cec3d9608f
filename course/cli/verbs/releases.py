"""The verbs about releases of the transformation."""

from typing import Annotated

import typer

from course.i18n import _

app = typer.Typer()
Transformation = Annotated[
    str, typer.Argument(help=_("Versão da transformação: course/pipeline/releases/versions.py."))
]


@app.command(help=_("Julga uma versão da transformação em parte dos dias, sem que ninguém a veja."))
def canary(version: Transformation) -> None:
    """Judges a version of the transformation on a share of the days; exit 1 when it is refused."""
    from course.cli import releases

    releases.canary(version)


@app.command(
    help=_("Constrói uma versão da transformação ao lado da que está no ar, e troca se o canário deixa.")
)
def release(version: Transformation) -> None:
    """Judges a version, builds it beside the live one, switches readers to it."""
    from course.cli import releases

    releases.release(version)


@app.command(help=_("Volta na hora à release anterior."))
def rollback() -> None:
    """Switches readers back to the release that was live before."""
    from course.cli import releases

    releases.rollback()


@app.command(name="releases", help=_("As releases da transformação: qual está no ar, desde quando."))
def list_releases(
    discard: Annotated[bool, typer.Option(help=_("Antes, desmonta a que não está no ar."))] = False,
) -> None:
    """Lists the releases; with --discard gives up the one that is not live."""
    from course.cli import releases

    releases.discard() if discard else releases.listing()
