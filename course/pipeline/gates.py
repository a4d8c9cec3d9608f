"""The gates between transform and load: what a day must be like to go into mart.

Adding one is adding an entry. Bounds are what the data of 2013 keep on every one of their 365 days, with
a margin; each gate says what was observed. tests/unit/test_pipeline_gates.py holds that none is stopped.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import BaseModel

from course.i18n import _
from course.pipeline.rejects import DUPLICATE_KEY
from course.pipeline.times import since_midnight

# Median number of flights by weekday of 2013, Monday first. A day has the flights of its date in 2013.
_FLIGHTS_BY_WEEKDAY = (982.5, 965, 973.5, 983, 980.5, 747, 907.5)
_ROWS = {"airlines": 16, "airports": 1458, "planes": 3322}
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Subject:
    """What is measured: a data set of a day. rows: as received; frame: the typed rows that are left;
    reasons: how many were set aside, by reason."""

    day: dt.date
    dataset: str
    rows: list[dict[str, Any]]
    frame: pd.DataFrame
    reasons: Counter[str]

    def share(self, number: int) -> float:
        """`number` as a share of the rows received; 0 when there are none."""
        return number / len(self.rows) if self.rows else 0.0


@dataclass(frozen=True)
class Gate:
    """A day passes when `measure` gives a figure from `low` to `high`.

    says: what is wrong when it does not. quality: what the figure says of the data set's quality, 0 to 1,
    where no alert of its own tells of it. share: whether the figure is one; else `says` names its unit.
    """

    dataset: str
    name: str
    low: float
    high: float
    measure: Callable[[Subject], float]
    says: str
    quality: Callable[[float], float] | None = None
    share: bool = True


class Result(BaseModel):
    """What a gate measured."""

    dataset: str
    gate: str
    value: float
    low: float
    high: float

    @property
    def passed(self) -> bool:
        """Whether the figure is within its bounds."""
        return self.low <= self.value <= self.high


def _volume(subject: Subject) -> float:
    usual = _ROWS.get(subject.dataset) or _FLIGHTS_BY_WEEKDAY[_day_of_2013(subject.day).weekday()]
    return (len(subject.rows) - subject.reasons[DUPLICATE_KEY]) / usual


def _day_of_2013(day: dt.date) -> dt.date:
    return dt.date(2013, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _duplicates(subject: Subject) -> float:
    return subject.share(subject.reasons[DUPLICATE_KEY])


def _rejects(subject: Subject) -> float:
    return subject.share(subject.reasons.total() - subject.reasons[DUPLICATE_KEY])


def _mojibake(subject: Subject) -> float:
    return subject.share(sum(any(map(_damaged, row.values())) for row in subject.rows))


def _damaged(value: object) -> bool:
    """Whether it is text that was decoded wrongly: read as Windows-1252, its bytes are UTF-8 that says
    something else (the test of ftfy, https://ftfy.readthedocs.io), or it holds what stands for lost bytes."""
    if not isinstance(value, str) or value.isascii():
        return False
    try:
        return _REPLACEMENT in value or value.encode("cp1252").decode() != value
    except UnicodeError:
        return False


def _ground_speed(subject: Subject) -> float:
    flown = subject.frame.dropna(subset=["air_time_min"])
    speeds = flown["distance_miles"].astype("float64") * 60 / flown["air_time_min"].astype("float64")
    return float(speeds.median()) if len(speeds) else 0.0


def _distance(subject: Subject) -> float:
    return float(subject.frame["distance_miles"].astype("float64").mean()) if len(subject.frame) else 0.0


def _delays_agree(subject: Subject) -> float:
    flown = subject.frame.dropna(subset=["dep_time"])
    left, scheduled = (_minutes(flown[name]) for name in ("dep_time", "sched_dep_time"))
    off = (left - scheduled - flown["dep_delay_min"].astype("float64")) % _MINUTES_A_DAY
    return float((off == 0).mean()) if len(flown) else 1.0


def _minutes(hhmm: pd.Series) -> pd.Series:
    minutes: pd.Series = since_midnight(hhmm.astype("int64")).dt.total_seconds() / 60
    return minutes


def _everywhere(dataset: str, set_aside: float) -> tuple[Gate, ...]:
    """What is asked of every data set; `set_aside`: the greatest share of its rows that may be."""
    return (
        Gate(dataset, "duplicates", 0, set_aside, _duplicates, _("linhas repetidas")),
        Gate(dataset, "rejects", 0, set_aside, _rejects, _("linhas que não podem estar certas")),
        # Observed: none at all; every text is ASCII.
        Gate(
            *(dataset, "encoding", 0, 0.001, _mojibake, _("linhas com texto de codificação trocada")),
            quality=lambda share: 1 - share,
        ),
    )


GATES = (
    # Observed: nothing is set aside. The volume goes from 0.645 (Thanksgiving) to 1.147.
    *_everywhere("flights", 0.01),
    Gate("flights", "volume", 0.6, 1.2, _volume, _("voos em relação ao dia de semana")),
    # Median, miles an hour. Observed: 349 to 457. In kilometres: 562 to 736, each plausible, not all.
    Gate(
        *("flights", "ground_speed", 330, 480, _ground_speed, _("velocidade mediana no ar, em milhas/h")),
        quality=lambda _speed: 0.0,  # it tells of the column as a whole
        share=False,
    ),
    # Mean, miles. Observed: 976 to 1129.
    Gate(
        *("flights", "distance", 900, 1200, _distance, _("distância média, em milhas")),
        quality=lambda _miles: 0.0,
        share=False,
    ),
    # Departure less schedule is the delay. Observed: for every flight of the year.
    Gate(
        *("flights", "delay_unit", 0.99, 1, _delays_agree, _("voos cujo atraso bate com os relógios")),
        quality=lambda share: share,
    ),
    # Observed: up to 3 of 72 hours, when an hour of 2013's clock change meets another year's day. There is no
    # volume to expect: 31 December has no weather at all.
    *_everywhere("weather", 0.05),
    *(
        gate
        for name in _ROWS
        for gate in (
            *_everywhere(name, 0.01),
            Gate(name, "volume", 0.9, 1.1, _volume, _("linhas em relação ao cadastro conhecido")),
        )
    ),
)


def measure(subject: Subject) -> list[Result]:
    """What every gate of the data set measures."""
    return [
        Result(
            dataset=gate.dataset, gate=gate.name, value=gate.measure(subject), low=gate.low, high=gate.high
        )
        for gate in GATES
        if gate.dataset == subject.dataset
    ]


def gate_of(result: Result) -> Gate | None:
    """The declaration that the result is of; None for what extract finds, which is no gate of these."""
    return next((g for g in GATES if (g.dataset, g.name) == (result.dataset, result.gate)), None)
