"""What the API promises: its datasets, their columns and the form of an answer.

The server reads its columns from here, /docs shows it, and the tests hold the answers to it.
Times of day are HHMM of the airport's own clock (517 is 5:17, and 2400 is midnight).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from course.i18n import _

FIRST_DAY = dt.date(2013, 1, 1)


class Model(BaseModel):
    """Shows the texts of its fields in /docs, but not its docstring, which is for developers."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=lambda schema: schema.pop("description", None)
    )


class Row(Model):
    """A row of a dataset; a missing value is null, a column is never left out."""


class Flight(Row):
    """A flight scheduled to leave a New York airport on the day. Key: date, carrier, flight, origin."""

    year: int = Field(description=_("Ano da partida prevista."))
    month: int = Field(description=_("Mês da partida prevista."))
    day: int = Field(description=_("Dia da partida prevista."))
    dep_time: int | None = Field(
        description=_("Partida real, HHMM locais da origem; nula se o voo foi cancelado.")
    )
    sched_dep_time: int = Field(description=_("Partida prevista, HHMM locais da origem."))
    dep_delay: int | None = Field(description=_("Atraso da partida em minutos; negativo se adiantada."))
    arr_time: int | None = Field(description=_("Chegada real, HHMM locais do destino."))
    sched_arr_time: int = Field(description=_("Chegada prevista, HHMM locais do destino."))
    arr_delay: int | None = Field(
        description=_("Atraso da chegada em minutos; nulo se desviado ou cancelado.")
    )
    carrier: str = Field(description=_("Companhia: código de `airlines`."))
    flight: int = Field(description=_("Número do voo."))
    tailnum: str | None = Field(description=_("Matrícula da aeronave; nem toda está em `planes`."))
    origin: str = Field(description=_("Aeroporto de origem: EWR, JFK ou LGA."))
    dest: str = Field(description=_("Aeroporto de destino; nem todo está em `airports`."))
    air_time: int | None = Field(description=_("Minutos no ar."))
    distance: int = Field(description=_("Distância em milhas."))
    hour: int = Field(description=_("Hora da partida prevista."))
    minute: int = Field(description=_("Minuto da partida prevista."))


class Weather(Row):
    """An hour at an airport of origin. The hour that the end of summer time repeats has two rows."""

    origin: str = Field(description=_("Aeroporto: EWR, JFK ou LGA."))
    year: int = Field(description=_("Ano."))
    month: int = Field(description=_("Mês."))
    day: int = Field(description=_("Dia."))
    hour: int = Field(description=_("Hora local, de 0 a 23."))
    temp: float | None = Field(description=_("Temperatura em °F."))
    dewp: float | None = Field(description=_("Ponto de orvalho em °F."))
    humid: float | None = Field(description=_("Umidade relativa em %."))
    wind_dir: int | None = Field(description=_("Direção do vento em graus."))
    wind_speed: float | None = Field(description=_("Velocidade do vento em milhas por hora."))
    wind_gust: float | None = Field(description=_("Rajada em milhas por hora."))
    precip: float | None = Field(description=_("Precipitação em polegadas."))
    pressure: float | None = Field(description=_("Pressão ao nível do mar em milibares."))
    visib: float | None = Field(description=_("Visibilidade em milhas."))


class Airline(Row):
    """A carrier. Key: carrier."""

    carrier: str = Field(description=_("Código IATA da companhia."))
    name: str = Field(description=_("Nome."))


class Airport(Row):
    """An airport of the United States. Key: faa."""

    faa: str = Field(description=_("Código FAA."))
    name: str = Field(description=_("Nome."))
    lat: float = Field(description=_("Latitude em graus."))
    lon: float = Field(description=_("Longitude em graus."))
    alt: int = Field(description=_("Altitude em pés."))
    tz: int = Field(description=_("Horas de diferença para UTC, sem horário de verão."))
    dst: str = Field(description=_("Horário de verão: A (regra dos EUA), N (não tem) ou U (desconhecido)."))
    tzone: str | None = Field(description=_("Fuso horário da IANA."))


class Plane(Row):
    """An aircraft of the FAA's register. Key: tailnum."""

    tailnum: str = Field(description=_("Matrícula."))
    year: int | None = Field(description=_("Ano de fabricação."))
    type: str = Field(description=_("Tipo."))
    manufacturer: str = Field(description=_("Fabricante."))
    model: str = Field(description=_("Modelo."))
    engines: int = Field(description=_("Quantidade de motores."))
    seats: int = Field(description=_("Quantidade de assentos."))
    speed: int | None = Field(description=_("Velocidade média de cruzeiro em milhas por hora."))
    engine: str = Field(description=_("Tipo de motor."))


RowT = TypeVar("RowT", bound=Row)


class Page(Model, Generic[RowT]):
    """An answer. A day or dataset without rows has one page, which is empty."""

    dataset: str = Field(description=_("Nome do conjunto de dados."))
    date: dt.date | None = Field(description=_("Dia lógico; nulo nos cadastros, que não dependem do dia."))
    page: int = Field(description=_("Número desta página, a partir de 1."))
    pages: int = Field(description=_("Quantidade de páginas."))
    total: int = Field(description=_("Quantidade de linhas em todas as páginas."))
    version: str = Field(description=_("Versão dos dados: a mesma versão dá os mesmos bytes."))
    rows: list[RowT] = Field(description=_("As linhas desta página."))


@dataclass(frozen=True)
class Dataset:
    """A table that is served: by day if `dated`, else whole; `page_size` rows a page."""

    name: str
    row: type[Row]
    dated: bool
    page_size: int
    summary: str

    @property
    def columns(self) -> list[str]:
        """The columns that are served, in their order."""
        return list(self.row.model_fields)


DATASETS = (
    Dataset("flights", Flight, True, 200, _("Os voos de um dia")),
    Dataset(
        "weather", Weather, True, 200, _("O tempo de um dia, hora a hora, nos três aeroportos de origem")
    ),
    Dataset("airlines", Airline, False, 1000, _("As companhias aéreas")),
    Dataset("airports", Airport, False, 1000, _("Os aeroportos")),
    Dataset("planes", Plane, False, 1000, _("As aeronaves")),
)
