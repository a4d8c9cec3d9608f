"""The tables between transform and warehouse: the columns of the Parquet files and of the COPY.

Names, units and time zones are those of infra/postgres/migrations/002_mart.sql.
"""

from dataclasses import dataclass

import pyarrow as pa

_UTC = pa.timestamp("us", "UTC")


@dataclass(frozen=True)
class Table:
    """A data set's table, in the schema of each release. `key` makes a row unique; `day` is the column that
    a load replaces by, `jsonb` names the columns whose text is JSON."""

    name: str
    columns: pa.Schema
    key: tuple[str, ...]
    day: str = ""
    jsonb: tuple[str, ...] = ()


FLIGHT = Table(
    "flight",
    pa.schema(
        {
            "flight_date": pa.date32(),
            "carrier": pa.string(),
            "flight": pa.int32(),
            "origin": pa.string(),
            "dest": pa.string(),
            "tailnum": pa.string(),
            "scheduled_departure": _UTC,
            "actual_departure": _UTC,
            "scheduled_arrival": _UTC,
            "actual_arrival": _UTC,
            "scheduled_departure_local": pa.timestamp("us"),
            "departure_hour": _UTC,
            "dep_delay_min": pa.int32(),
            "arr_delay_min": pa.int32(),
            "air_time_min": pa.int32(),
            "distance_miles": pa.int32(),
            "cancelled": pa.bool_(),
        }
    ),
    key=("flight_date", "carrier", "flight", "origin"),
    day="flight_date",
)
WEATHER = Table(
    "weather",
    pa.schema(
        {
            "weather_date": pa.date32(),
            "origin": pa.string(),
            "observed_at": _UTC,
            "temperature_f": pa.float64(),
            "dew_point_f": pa.float64(),
            "humidity_pct": pa.float64(),
            "wind_direction_deg": pa.int32(),
            "wind_speed_mph": pa.float64(),
            "wind_gust_mph": pa.float64(),
            "precipitation_in": pa.float64(),
            "pressure_mbar": pa.float64(),
            "visibility_miles": pa.float64(),
        }
    ),
    key=("weather_date", "origin", "observed_at"),
    day="weather_date",
)
AIRLINE = Table("airline", pa.schema({"carrier": pa.string(), "name": pa.string()}), key=("carrier",))
AIRPORT = Table(
    "airport",
    pa.schema(
        {
            "faa": pa.string(),
            "name": pa.string(),
            "latitude_deg": pa.float64(),
            "longitude_deg": pa.float64(),
            "altitude_ft": pa.int32(),
            "time_zone": pa.string(),
        }
    ),
    key=("faa",),
)
PLANE = Table(
    "plane",
    pa.schema(
        {
            "tailnum": pa.string(),
            "year_built": pa.int32(),
            "type": pa.string(),
            "manufacturer": pa.string(),
            "model": pa.string(),
            "engines": pa.int32(),
            "seats": pa.int32(),
            "speed_mph": pa.int32(),
            "engine": pa.string(),
        }
    ),
    key=("tailnum",),
)
REJECT = Table(
    "reject",
    pa.schema(
        {
            "day": pa.date32(),
            "dataset": pa.string(),
            "row_number": pa.int32(),
            "reason": pa.string(),
            "row": pa.string(),
        }
    ),
    key=("day", "dataset", "row_number"),
    day="day",
    jsonb=("row",),
)
# By data set, in the order in which they are loaded; the rejects are one of their own.
REFERENCE = {"airlines": AIRLINE, "airports": AIRPORT, "planes": PLANE}
DAILY = {"weather": WEATHER, "flights": FLIGHT}
REJECTS = "rejects"
