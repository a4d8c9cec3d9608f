"""How results look in a terminal."""

from rich.markup import escape
from rich.table import Table

from course.i18n import _
from course.services.health import Health
from course.settings import settings
from course.stack.progress import console
from course.stack.stack import Row

MIB = 2**20


def status(rows: list[Row]) -> None:
    """One row a service, with the memory of all below."""
    table = table_of(_("Serviço"), _("No ar desde"), _("Endereço"), _("Memória"), _("Login"))
    for row in rows:
        since = f"{row.since.astimezone(settings.course_timezone):%Y-%m-%d %H:%M}" if row.since else "—"
        memory = f"{row.memory / MIB:.0f} MiB" if row.memory else ""
        address = row.service.page or f"localhost:{row.service.port}"
        log_in = escape(row.service.login)
        table.add_row(row.service.title, since, address.removeprefix("http://"), memory, log_in)
    console.print(table, soft_wrap=False)
    console.print(_("Memória ao todo: {mib:.0f} MiB").format(mib=sum(row.memory for row in rows) / MIB))


def pages(rows: list[Row]) -> None:
    """What a person opens, with the log-in."""
    table = table_of(_("Página"), _("Endereço"), _("Login"))
    for row in rows:
        if row.service.page:
            table.add_row(row.service.title, row.service.page, escape(row.service.login))
    console.print(table, soft_wrap=False)


def health(results: list[Health]) -> None:
    """One row a round trip."""
    table = table_of(_("Serviço"), "", _("Latência"), _("O que voltou"))
    for result in results:
        mark = "[red]✗[/]" if result.error else "[green]✓[/]"
        said = escape(result.error or result.saw)
        table.add_row(result.service.title, mark, f"{result.seconds * 1000:.0f} ms", said)
    console.print(table, soft_wrap=False)


def table_of(*columns: str) -> Table:
    """A plain table with these heads; the first and the last, which hold words, fold where space is short."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=True)
    for words in (table.columns[0], table.columns[-1]):
        words.no_wrap, words.overflow = False, "fold"
    return table
