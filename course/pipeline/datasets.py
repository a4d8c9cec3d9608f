"""What the pipeline expects of the source, stated from the consumer's side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Dataset:
    """A data set of the source: its columns, what makes a row unique, and whether it is asked for by day.

    The key of a daily one is unique within the day.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    daily: bool = False

    def key_of(self, row: Mapping[str, Any]) -> str:
        """The row's key as text, its parts joined by slashes."""
        return "/".join(str(row[column]) for column in self.key)


FLIGHTS = Dataset(
    "flights",
    (
        *("year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time"),
        *("arr_delay", "carrier", "flight", "tailnum", "origin", "dest", "air_time", "distance"),
    ),
    ("carrier", "flight", "origin"),
    daily=True,
)
WEATHER = Dataset(
    "weather",
    (
        *("origin", "year", "month", "day", "hour", "temp", "dewp", "humid", "wind_dir", "wind_speed"),
        *("wind_gust", "precip", "pressure", "visib"),
    ),
    ("origin", "hour"),
    daily=True,
)
AIRLINES = Dataset("airlines", ("carrier", "name"), ("carrier",))
AIRPORTS = Dataset("airports", ("faa", "name", "lat", "lon", "alt", "tzone"), ("faa",))
PLANES = Dataset(
    "planes",
    ("tailnum", "year", "type", "manufacturer", "model", "engines", "seats", "speed", "engine"),
    ("tailnum",),
)
# Reference data first: the others refer to it.
DATASETS = {dataset.name: dataset for dataset in (AIRLINES, AIRPORTS, PLANES, WEATHER, FLIGHTS)}
