"""The verbs about backups, and how their results look."""

import datetime as dt

from course.cli.show import MIB, table_of
from course.errors import CourseError
from course.i18n import _
from course.recovery import backup, catalog, drill, recover, restore
from course.recovery.manifest import Manifest
from course.services.minio import BACKUP_DAYS, BACKUPS
from course.settings import settings
from course.stack import compose
from course.stack.mode import engine, mode
from course.stack.progress import Steps, console


def create() -> None:
    """Takes a backup and says what is in it."""
    if _in_the_worker("backup-data"):
        return
    with Steps() as steps, steps.step(_("Warehouse, Airflow, lista de objetos e backup de base")):
        made = backup.create()
    console.print(
        _("[green]✓[/] Backup {name} no bucket {bucket}, {mib:.1f} MiB, sob trava por {days} dias.").format(
            name=made.name, bucket=BACKUPS, mib=made.size / MIB, days=BACKUP_DAYS
        )
    )
    for database in made.databases.values():
        console.print(
            _("  {name}: {rows} linhas em {tables} tabelas, sha256 {sha}…").format(
                name=database.name,
                rows=database.rows,
                tables=len(database.tables),
                sha=database.dump.sha256[:12],
            )
        )


def show_all() -> None:
    """One row a backup, the newest last."""
    if _in_the_worker("backups"):
        return
    table = table_of(_("Backup"), _("Estado"), _("Tamanho"), _("Linhas"), _("Último dia"))
    for name, manifest in catalog.every().items():
        table.add_row(name, *_row(manifest))
    console.print(table, soft_wrap=False)


def _row(manifest: Manifest | catalog.Unreadable | None) -> tuple[str, str, str, str]:
    if not isinstance(manifest, Manifest):
        return _("manifesto ilegível") if manifest else _("não terminado"), "", "", ""
    days = [database.newest_day for database in manifest.databases.values() if database.newest_day]
    rows = sum(database.rows for database in manifest.databases.values())
    return _("pronto"), f"{manifest.size / MIB:.1f} MiB", str(rows), str(max(days, default="—"))


def bring_back(name: str, database: str, into: str) -> None:
    """Restores a database, and says how long it took and what is lost."""
    if _in_the_worker("restore", name, "--database", database, *(("--into", into) if into else ())):
        return
    with (
        Steps() as steps,
        steps.step(_("Restaurando {database} de {name}").format(database=database, name=name)),
    ):
        done = restore.restore(name, database, into)
    _tell(done)


def _tell(done: restore.Restored) -> None:
    lost = dt.datetime.now(dt.UTC) - done.taken_at
    console.print(
        _("[green]✓[/] {into}: {rows} linhas em {tables} tabelas, todas iguais ao manifesto.").format(
            into=done.into, rows=done.database.rows, tables=len(done.database.tables)
        )
    )
    console.print(
        _(
            "Tempo de recuperação (RTO): {rto:.1f} s. Janela de perda (RPO): o que mudou desde {at} ({rpo})."
        ).format(rto=done.seconds, at=_local(done.taken_at), rpo=str(lost).partition(".")[0])
    )
    if done.aside:
        console.print(
            _("O banco anterior ficou guardado, fechado, como {aside}, até a próxima restauração.").format(
                aside=done.aside
            )
        )


def rehearse() -> None:
    """Runs the restore drill."""
    if _in_the_worker("restore-drill"):
        return
    with Steps() as steps, steps.step(_("Ensaio de restauração")):
        done = drill.run()
    console.print(
        _("[green]✓[/] {name}: {rows} linhas em {tables} tabelas, iguais, em {seconds:.1f} s.").format(
            name=done.backup, rows=done.rows, tables=done.tables, seconds=done.seconds
        )
    )


def to_moment(text: str, *, swap: bool) -> None:
    """Recovers to a moment, and says where the result is."""
    if mode() == "compose":
        raise CourseError(
            _("`recover` precisa do servidor nesta máquina, e a plataforma está em contêineres."),
            _("docs/recovery.md mostra os comandos para lá."),
        )
    to = recover.parse_moment(text)
    with Steps() as steps, steps.step(_("Recuperando até {to}").format(to=_local(to))):
        done = recover.recover(to, swap=swap)
    console.print(
        _(
            "[green]✓[/] Recuperado até {last} a partir do backup de base {base}, em {seconds:.1f} s (RTO)."
        ).format(
            last=done.last_change.astimezone(settings.course_timezone).strftime("%Y-%m-%d %H:%M:%S.%f"),
            base=done.base,
            seconds=done.seconds,
        )
    )
    if done.swapped:
        _tell(done.swapped)
    else:
        console.print(
            _(
                "Está na porta {port}, ao lado do banco em uso; `make recover TO=… SWAP=1` o põe no lugar."
            ).format(port=done.port)
        )


def _local(moment: dt.datetime) -> str:
    return moment.astimezone(settings.course_timezone).strftime("%Y-%m-%d %H:%M:%S")


def _in_the_worker(*words: str) -> bool:
    """With containers, has the verb run in one that holds PostgreSQL's client programs; whether it did."""
    if mode() != "compose" or not engine():
        return False
    compose.run_verb("airflow-worker", *words)
    return True
