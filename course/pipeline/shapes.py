"""From the source's columns to the warehouse's, a function a data set.

Each takes the rows that are left in the sieve, sets aside those that only now turn out wrong, and
returns a frame with the columns of `course.pipeline.tables`.
"""

import datetime as dt
from collections.abc import Callable

import pandas as pd

from course.pipeline.rejects import DUPLICATE_KEY, NONEXISTENT_TIME, Sieve
from course.pipeline.times import known_zones, scheduled_arrival, since_midnight, to_utc

Shape = Callable[[Sieve], pd.DataFrame]
DailyShape = Callable[[Sieve, dt.date, pd.Series], pd.DataFrame]


def airlines(sieve: Sieve) -> pd.DataFrame:
    """carrier, name."""
    return _once(sieve, ["carrier"])


def airports(sieve: Sieve) -> pd.DataFrame:
    """faa, name, latitude_deg, longitude_deg, altitude_ft, time_zone (missing unless an IANA name)."""
    frame = _once(sieve, ["faa"]).rename(
        columns={"lat": "latitude_deg", "lon": "longitude_deg", "alt": "altitude_ft", "tzone": "time_zone"}
    )
    return frame.assign(time_zone=known_zones(frame["time_zone"]))


def planes(sieve: Sieve) -> pd.DataFrame:
    """The columns of mart.plane."""
    return _once(sieve, ["tailnum"]).rename(columns={"year": "year_built", "speed": "speed_mph"})


def weather(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    """The columns of mart.weather; `zones` gives the IANA name of an airport.

    The first row of an hour that happens twice is the one in summer time; on any other day a
    second row is a duplicate. An hour that summer time skips cannot have been observed.
    """
    frame = sieve.frame
    local = pd.Timestamp(day) + frame["hour"].astype("int64") * pd.Timedelta(hours=1)
    first = ~frame.duplicated(["origin", "hour"])
    observed_at = to_utc(local, frame["origin"].map(zones), first=first, gap="missing")
    sieve.frame = frame.assign(weather_date=day, observed_at=observed_at)
    sieve.drop(sieve.frame["observed_at"].isna(), NONEXISTENT_TIME)
    return _once(sieve, ["origin", "observed_at"]).rename(
        columns={
            "temp": "temperature_f",
            "dewp": "dew_point_f",
            "humid": "humidity_pct",
            "wind_dir": "wind_direction_deg",
            "wind_speed": "wind_speed_mph",
            "wind_gust": "wind_gust_mph",
            "precip": "precipitation_in",
            "pressure": "pressure_mbar",
            "visib": "visibility_miles",
        }
    )


def flights(sieve: Sieve, day: dt.date, zones: pd.Series) -> pd.DataFrame:
    """The columns of mart.flight; `zones` gives the IANA name of an airport.

    The actual times are the scheduled ones plus the delay: the source's HHMM of them does not say
    which day it is of. Without a time zone of the destination its arrival stays missing.
    """
    frame = _once(sieve, ["carrier", "flight", "origin"])
    local = pd.Timestamp(day) + since_midnight(frame["sched_dep_time"].astype("int64"))
    departure = to_utc(local, frame["origin"].map(zones))
    arrival = scheduled_arrival(
        departure, day, frame["sched_arr_time"].astype("int64"), frame["dest"].map(zones)
    )
    return frame.assign(
        flight_date=day,
        scheduled_departure=departure,
        actual_departure=departure + _minutes(frame["dep_delay"]),
        scheduled_arrival=arrival,
        actual_arrival=arrival + _minutes(frame["arr_delay"]),
        scheduled_departure_local=local,
        departure_hour=departure.dt.floor("h"),
        cancelled=frame["dep_time"].isna(),
    ).rename(
        columns={
            "dep_delay": "dep_delay_min",
            "arr_delay": "arr_delay_min",
            "air_time": "air_time_min",
            "distance": "distance_miles",
        }
    )


def _once(sieve: Sieve, key: list[str]) -> pd.DataFrame:
    """The rows that are left, each key but once: the first row has it."""
    sieve.drop(sieve.frame.duplicated(key), DUPLICATE_KEY)
    return sieve.frame


def _minutes(minutes: pd.Series) -> pd.Series:
    return pd.to_timedelta(minutes.astype("float64"), unit="min")
