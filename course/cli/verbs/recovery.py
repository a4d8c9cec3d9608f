"""The verbs about backups and the ways back."""

from typing import Annotated

import typer

from course.i18n import _

app = typer.Typer()


@app.command(
    help=_("Um backup dos bancos e da lista de objetos, com data e hora, no bucket `backups` do MinIO.")
)
def backup_data() -> None:
    """A timestamped backup of the databases and the list of objects in MinIO's bucket `backups`."""
    from course.cli import recovery

    recovery.create()


@app.command(help=_("Os backups que há, com o que têm dentro."))
def backups() -> None:
    """The backups there are, with what is in them."""
    from course.cli import recovery

    recovery.show_all()


@app.command(help=_("Restaura um banco de um backup, conferido tabela por tabela, e o põe no lugar."))
def restore(
    backup: Annotated[str, typer.Argument(help=_("Nome do backup, como em `backups`."))],
    database: Annotated[str, typer.Option(help=_("Banco: warehouse ou airflow."))] = "warehouse",
    into: Annotated[str, typer.Option(help=_("Outro banco, novo, em vez do lugar do atual."))] = "",
) -> None:
    """Restores a database from a backup, compared table by table, and puts it in place."""
    from course.cli import recovery

    recovery.bring_back(backup, database, into)


@app.command(help=_("Ensaia a restauração do backup mais novo em bancos de rascunho."))
def restore_drill() -> None:
    """Restores the newest backup into scratch databases, compares them and drops them."""
    from course.cli import recovery

    recovery.rehearse()


@app.command(help=_("Recupera o banco como estava num momento, numa porta ao lado."))
def recover(
    to: Annotated[str, typer.Argument(help=_("Momento, por exemplo 2026-01-31T10:00."))],
    swap: Annotated[bool, typer.Option(help=_("Põe o warehouse recuperado no lugar do atual."))] = False,
) -> None:
    """Recovers the cluster as it was at a moment, on a side port."""
    from course.cli import recovery

    recovery.to_moment(to, swap=swap)
