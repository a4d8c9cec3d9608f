"""The versions of the transformation. Adding one is adding an entry; a version that was released stays.

A version is the first one but for the shapes that it names, and says which columns it means to change:
a canary refuses any other change. A new column is a migration's, made before the version that fills it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from course.errors import UsageError
from course.i18n import _
from course.pipeline import shapes
from course.pipeline.rejects import Sieve


@dataclass(frozen=True)
class Version:
    """A way to shape the source's rows. changes: by table, the columns that it means to change."""

    name: str
    about: str
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    airlines: shapes.Shape = shapes.airlines
    airports: shapes.Shape = shapes.airports
    planes: shapes.Shape = shapes.planes
    weather: shapes.DailyShape = shapes.weather
    flights: shapes.DailyShape = shapes.flights


# In the FAA's data, but not in the source's register of airports, so that arrivals there had no UTC.
_CARIBBEAN = pd.Series("America/Puerto_Rico", index=["BQN", "PSE", "SJU", "STT"])
_ARRIVALS = ("scheduled_arrival", "actual_arrival")


def _flights_with_the_caribbean(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    return shapes.flights(sieve, day, pd.concat([zones, _CARIBBEAN]))


def _flights_without_time_zones(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    return shapes.flights(sieve, day, pd.Series("UTC", index=zones.index))


VERSIONS = {
    version.name: version
    for version in (
        Version("1", _("como o curso começa")),
        Version(
            "2",
            _("dá hora UTC às chegadas em Porto Rico e nas Ilhas Virgens, que não tinham"),
            changes={"flight": _ARRIVALS},
            flights=_flights_with_the_caribbean,
        ),
        Version(
            "local",
            _("um erro de propósito, para ver o canário recusar: toma a hora local por UTC"),
            changes={"flight": ("scheduled_departure", "actual_departure", "departure_hour", *_ARRIVALS)},
            flights=_flights_without_time_zones,
        ),
    )
}


def get(name: str) -> Version:
    """The version of that name; raises `UsageError` with those there are."""
    if name in VERSIONS:
        return VERSIONS[name]
    raise UsageError(
        _("Não há versão {name!r} da transformação.").format(name=name),
        _("As versões: {names}.").format(names=", ".join(VERSIONS)),
    )
