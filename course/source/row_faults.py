"""Faults that change the rows themselves, each after an error of real data that has a name in the literature.

They act on all rows of a data set and a day before these are cut into pages, so pages, totals and rows
agree, as they do at a source that has published bad data; `LostPage` alone breaks that. What was
published anew is another version of the data. Which rows are hit is the same each time.

Their classes: course/incidents/faults.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from course.i18n import _
from course.source.contract import DATASETS, Model

A_DATASET = f"^({'|'.join(dataset.name for dataset in DATASETS)})$"
Row = dict[str, Any]

_WHICH = _("O conjunto de dados; nulo: todos.")
_KM_PER_MILE = 1.609344
# What Jenga's broken characters are in Portuguese: an accented letter whose UTF-8 is read as Windows-1252.
_MOJIBAKE = {plain: accented.encode().decode("cp1252") for plain, accented in zip("aeo", "ãéó", strict=True)}


class RowFault(Model):
    """Which rows are struck."""

    dataset: str | None = Field("flights", pattern=A_DATASET, description=_WHICH)
    date: dt.date | None = Field(None, description=_("Só este dia lógico."))
    ratio: float = Field(1, gt=0, le=1, description=_("Parte das linhas atingidas, de 0 a 1."))

    def concerns(self, dataset: str, date: dt.date | None) -> bool:
        """Whether the rows are of the data set and day that the fault is limited to."""
        return self.dataset in (None, dataset) and self.date in (None, date)

    def spoil(self, rows: list[Row]) -> list[Row]:
        """The rows as the fault leaves them."""
        dice = random.Random(0)  # noqa: S311  # a drill has to go the same way each time
        spoilt: list[Row] = []
        for row in rows:
            spoilt += self.strike(row) if dice.random() < self.ratio else [row]
        return spoilt

    def strike(self, row: Row) -> Iterable[Row]:
        """What becomes of one row."""
        raise NotImplementedError

    def page_of(self, rows: list[Row], page: int) -> list[Row]:
        """What becomes of a page's rows."""
        return rows


class SchemaDrift(RowFault):
    rename: dict[str, str] = Field(
        {"dep_delay": "departure_delay"}, description=_("Colunas que mudam de nome: antigo e novo.")
    )
    drop: list[str] = Field([], description=_("Colunas que somem."))
    add: dict[str, str] = Field({}, description=_("Colunas novas, com o valor de todas as linhas."))

    def strike(self, row: Row) -> Iterable[Row]:
        kept = {self.rename.get(name, name): value for name, value in row.items() if name not in self.drop}
        return [kept | self.add]


class Duplicates(RowFault):
    ratio: float = Field(0.1, gt=0, le=1, description=_("Parte das linhas que vêm duas vezes, de 0 a 1."))

    def strike(self, row: Row) -> Iterable[Row]:
        return [row, row]


class NullKeys(RowFault):
    ratio: float = Field(0.1, gt=0, le=1, description=_("Parte das linhas sem chave, de 0 a 1."))
    column: str = Field("carrier", description=_("A coluna que fica nula."))

    def strike(self, row: Row) -> Iterable[Row]:
        return [row | {self.column: None}]


class ImpossibleValues(RowFault):
    ratio: float = Field(0.1, gt=0, le=1, description=_("Parte das linhas atingidas, de 0 a 1."))
    column: str = Field("distance", description=_("A coluna, numérica."))
    value: int = Field(-9999, description=_("O valor que não pode ser."))

    def strike(self, row: Row) -> Iterable[Row]:
        return [row | {self.column: self.value}]


class UnitChange(RowFault):
    column: Literal["distance", "delay"] = Field(
        "distance", description=_("distance: milhas viram quilômetros; delay: minutos viram segundos.")
    )

    def strike(self, row: Row) -> Iterable[Row]:
        factors = (
            {"distance": _KM_PER_MILE} if self.column == "distance" else {"dep_delay": 60, "arr_delay": 60}
        )
        return [
            row | {name: round(row[name] * f) for name, f in factors.items() if row.get(name) is not None}
        ]


class EncodingDamage(RowFault):
    dataset: str | None = Field("airlines", pattern=A_DATASET, description=_WHICH)

    def strike(self, row: Row) -> Iterable[Row]:
        table = str.maketrans(_MOJIBAKE)
        return [
            {name: value.translate(table) if isinstance(value, str) else value for name, value in row.items()}
        ]


class LateData(RowFault):
    until_hour: int = Field(
        12, ge=0, le=24, description=_("O que aconteceu dessa hora em diante ainda não chegou.")
    )

    def strike(self, row: Row) -> Iterable[Row]:
        return [row] if row.get("hour", 0) < self.until_hour else []


class LostPage(RowFault):
    page: int = Field(2, ge=1, description=_("A página que vem vazia, embora o total a conte."))

    def strike(self, row: Row) -> Iterable[Row]:
        return [row]

    def page_of(self, rows: list[Row], page: int) -> list[Row]:
        return [] if page == self.page else rows


class RowFaults(Model):
    """Those that are switched on; they strike in this order."""

    late_data: LateData | None = Field(default=None, description=_("O dia ainda não chegou inteiro."))
    duplicates: Duplicates | None = Field(default=None, description=_("Linhas vêm duas vezes."))
    null_keys: NullKeys | None = Field(default=None, description=_("Uma parte da chave vem nula."))
    impossible_values: ImpossibleValues | None = Field(
        default=None, description=_("Valores que não podem ser.")
    )
    unit_change: UnitChange | None = Field(
        default=None, description=_("Uma coluna muda de unidade e continua plausível.")
    )
    encoding_damage: EncodingDamage | None = Field(
        default=None, description=_("Texto em UTF-8 lido como Windows-1252.")
    )
    schema_drift: SchemaDrift | None = Field(
        default=None, description=_("Colunas mudam de nome, somem ou aparecem.")
    )
    lost_page: LostPage | None = Field(
        default=None, description=_("Uma página vem vazia, embora o total a conte.")
    )

    def of(self, dataset: str, date: dt.date | None) -> list[RowFault]:
        """Those that strike these rows, in their order."""
        on = (getattr(self, name) for name in RowFaults.model_fields)
        return [fault for fault in on if fault is not None and fault.concerns(dataset, date)]

    def version(self, clean: str) -> str:
        """The version of what is published: `clean` when none is on."""
        on = self.model_dump_json(include=set(RowFaults.model_fields), exclude_none=True)
        return clean if on == "{}" else hashlib.sha256(f"{clean}{on}".encode()).hexdigest()[:12]
