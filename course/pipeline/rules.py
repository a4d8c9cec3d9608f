"""The quality rules, each a declaration. Adding one is adding an entry.

Thresholds are what the data of 2013 keeps on an ordinary day: the tail numbers of 15.6 % of the
flights and the destinations of 2.3 % are in no register, which is real, and measured, not mended.
"""

from dataclasses import dataclass

from course.pipeline.measures import (
    Measure,
    duplicates,
    missing_hours,
    newest_extract,
    other_rejects,
    same_keys,
)

COMPLETENESS = "completeness"
UNIQUENESS = "uniqueness"
VALIDITY = "validity"
TIMELINESS = "timeliness"
CONSISTENCY = "consistency"

# The rows `t` that a rule with a condition is asked of.
ROWS = {
    "flights": "mart.flight AS t WHERE t.flight_date = %(day)s",
    "weather": "mart.weather AS t WHERE t.weather_date = %(day)s",
    "airlines": "mart.airline AS t",
    "airports": "mart.airport AS t",
    "planes": "mart.plane AS t",
}


@dataclass(frozen=True)
class Rule:
    """What rows of a data set have to keep, and which share of them at least (`threshold`, 0 to 1).

    Either `fails` is the SQL condition under which a row `t` breaks the rule, asked of the rows for
    which `among` holds; or `measure` counts. Below its threshold a `gate` fails the step: then it
    is the pipeline that is wrong, not the data.
    """

    dataset: str
    name: str
    dimension: str
    threshold: float
    fails: str = ""
    among: str = "true"
    measure: Measure | None = None
    gate: bool = False


def _everywhere(dataset: str) -> tuple[Rule, ...]:
    """What is asked of every data set."""
    return (
        Rule(dataset, "no_duplicates", UNIQUENESS, 0.99, measure=duplicates),
        Rule(dataset, "nothing_else_rejected", VALIDITY, 0.99, measure=other_rejects),
        Rule(dataset, "newest_extract_is_loaded", TIMELINESS, 1, measure=newest_extract, gate=True),
        Rule(dataset, "same_keys_as_source", CONSISTENCY, 1, measure=same_keys, gate=True),
    )


RULES = (
    *_everywhere("flights"),
    Rule("flights", "tailnum_present", COMPLETENESS, 0.9, "t.tailnum IS NULL"),
    Rule("flights", "arrival_in_utc_present", COMPLETENESS, 0.9, "t.scheduled_arrival IS NULL"),
    Rule(
        *("flights", "flown_has_arrival_delay", COMPLETENESS, 0.95),
        fails="t.arr_delay_min IS NULL",
        among="NOT t.cancelled",
    ),
    # The greatest ground speed of 2013 is 703 mph, with a jet stream behind it; the least 77.
    Rule(
        *("flights", "ground_speed_plausible", VALIDITY, 0.99),
        fails="t.distance_miles * 60.0 / t.air_time_min NOT BETWEEN 60 AND 750",
        among="t.air_time_min IS NOT NULL",
    ),
    Rule(
        *("flights", "longer_on_the_way_than_in_the_air", CONSISTENCY, 0.99),
        fails="t.actual_arrival - t.actual_departure <= make_interval(mins => t.air_time_min)",
        among="t.actual_arrival IS NOT NULL",
    ),
    Rule(
        *("flights", "tailnum_is_registered", CONSISTENCY, 0.75),
        fails="NOT EXISTS (SELECT FROM mart.plane AS p WHERE p.tailnum = t.tailnum)",
    ),
    Rule(
        *("flights", "dest_is_registered", CONSISTENCY, 0.9),
        fails="NOT EXISTS (SELECT FROM mart.airport AS a WHERE a.faa = t.dest)",
    ),
    Rule(
        *("flights", "origin_is_registered", CONSISTENCY, 1),
        fails="NOT EXISTS (SELECT FROM mart.airport AS a WHERE a.faa = t.origin)",
    ),
    Rule(
        *("flights", "carrier_is_registered", CONSISTENCY, 1),
        fails="NOT EXISTS (SELECT FROM mart.airline AS a WHERE a.carrier = t.carrier)",
    ),
    *_everywhere("weather"),
    Rule("weather", "every_hour_observed", COMPLETENESS, 0.9, measure=missing_hours),
    Rule("weather", "temperature_present", COMPLETENESS, 0.99, "t.temperature_f IS NULL"),
    Rule("weather", "wind_speed_present", COMPLETENESS, 0.99, "t.wind_speed_mph IS NULL"),
    Rule("weather", "pressure_present", COMPLETENESS, 0.5, "t.pressure_mbar IS NULL"),
    Rule("weather", "dew_point_not_above_temperature", CONSISTENCY, 0.99, "t.dew_point_f > t.temperature_f"),
    *_everywhere("airlines"),
    Rule("airlines", "name_present", COMPLETENESS, 1, "t.name = ''"),
    *_everywhere("airports"),
    Rule("airports", "time_zone_present", COMPLETENESS, 0.99, "t.time_zone IS NULL"),
    *_everywhere("planes"),
    Rule("planes", "year_built_present", COMPLETENESS, 0.95, "t.year_built IS NULL"),
)
