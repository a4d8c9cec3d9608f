"""The proof that a day arrived: the warehouse beside the source, a second load beside the first."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import psycopg2.extensions

from course.i18n import _
from course.pipeline.client import SourceClient
from course.pipeline.contract import parse
from course.pipeline.database import sql, transaction
from course.pipeline.datasets import DATASETS, Dataset
from course.pipeline.reconcile import Row, reconcile


@dataclass(frozen=True)
class Check:
    """One comparison: a figure of the source and the warehouse's, or of before and after."""

    name: str
    expected: str
    found: str

    @property
    def passed(self) -> bool:
        """Whether they are the same."""
        return self.expected == self.found


Fingerprint = dict[str, tuple[int, str]]


def compare(day: dt.date) -> list[Check]:
    """Asks source and warehouse for the day: numbers of rows, keys, and for daily data sums.

    The source is asked anew, not what extract kept of it. Rows in quality.reject count on the
    source's side as set aside. Raises `Unavailable` when either does not answer.
    """
    checks = []
    with SourceClient() as source, transaction() as cursor:
        for dataset in DATASETS.values():
            checks += _compare(cursor, dataset, day, list(_rows(source, dataset, day)))
    return checks


def fingerprint(day: dt.date) -> Fingerprint:
    """By table: number and checksum of the rows that a load of the day may touch."""
    with transaction() as cursor:
        cursor.execute(sql("fingerprint"), {"day": day})
        return {table: (rows, checksum or "") for table, rows, checksum in cursor.fetchall()}


def unchanged(before: Fingerprint, after: Fingerprint) -> Check:
    """Whether a second load left content and number of rows of every table as they were."""
    return Check(_("uma segunda carga não muda nada"), _shown(before), _shown(after))


def _compare(
    cursor: psycopg2.extensions.cursor, dataset: Dataset, day: dt.date, rows: list[Row]
) -> list[Check]:
    found = reconcile(cursor, dataset, day, rows)
    name = dataset.name
    checks = [
        Check(_("{name}: linhas").format(name=name), str(len(found.expected)), str(found.keys.total())),
        Check(
            _("{name}: chaves faltando, chaves a mais").format(name=name),
            "0, 0",
            f"{found.missing.total()}, {found.extra.total()}",
        ),
    ]
    if name in _SUMS:
        cursor.execute(sql(f"sums_{name}"), {"day": day})
        sums = [value or 0 for value in cursor.fetchone() or ()]
        for (title, of_source), of_warehouse in zip(_SUMS[name].items(), sums, strict=True):
            expected = sum((Decimal(str(of_source(row) or 0)) for row in found.expected), Decimal(0))
            checks.append(Check(f"{name}: {title}", _number(expected), _number(of_warehouse)))
    return checks


_SUMS: dict[str, dict[str, Callable[[Row], float | None]]] = {
    "flights": {
        _("cancelados"): lambda row: int(row["dep_time"] is None),
        _("soma dos atrasos na partida (min)"): lambda row: row["dep_delay"],
        _("soma dos atrasos na chegada (min)"): lambda row: row["arr_delay"],
        _("soma dos minutos no ar"): lambda row: row["air_time"],
        _("soma das distâncias (milhas)"): lambda row: row["distance"],
    },
    "weather": {
        _("soma das temperaturas (°F)"): lambda row: row["temp"],
        _("soma das umidades (%)"): lambda row: row["humid"],
        _("soma da chuva (pol.)"): lambda row: row["precip"],
    },
}


def _rows(source: SourceClient, dataset: Dataset, day: dt.date) -> Iterator[Row]:
    number, pages = 0, 1
    while number < pages:
        number += 1
        page = parse(source.page(dataset, day, number).body, dataset, day, number)
        pages = page.pages
        yield from page.rows


def _number(value: Decimal | int) -> str:
    """To six places: the warehouse adds floating-point numbers, the source's are decimal text."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _shown(prints: Fingerprint) -> str:
    return ", ".join(f"{table} {rows} {checksum[:12]}" for table, (rows, checksum) in sorted(prints.items()))
