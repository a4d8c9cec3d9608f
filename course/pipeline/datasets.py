"""What the pipeline expects of the source, stated from the consumer's side."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dataset:
    """A data set of the source: its columns, the key of a row, and whether it is asked for by day."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    daily: bool = False


FLIGHTS = Dataset(
    "flights",
    (
        *("year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time"),
        *("arr_delay", "carrier", "flight", "tailnum", "origin", "dest", "air_time", "distance"),
    ),
    ("year", "month", "day", "carrier", "flight", "origin"),
    daily=True,
)
WEATHER = Dataset(
    "weather",
    (
        *("origin", "year", "month", "day", "hour", "temp", "dewp", "humid", "wind_dir", "wind_speed"),
        *("wind_gust", "precip", "pressure", "visib"),
    ),
    ("year", "month", "day", "origin", "hour"),
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
