"""Numbers as people write them: 99,5 · 99.5 · 0.995 · 99,5 % · 1.234,5 · 90 min · a timedelta."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from course.i18n import _, language

# A ratio may be given as a share or per cent; a duration that names no unit has the one asked for.
Unit = Literal["number", "ratio", "seconds", "minutes", "hours", "days"]
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
# In the singular; whoever teaches in a third language adds its words.
_WORDS: dict[str, Unit] = {
    **dict.fromkeys(("s", "seg", "sec", "segundo", "second"), "seconds"),
    **dict.fromkeys(("min", "minuto", "minute"), "minutes"),
    **dict.fromkeys(("h", "hora", "hour"), "hours"),
    **dict.fromkeys(("d", "dia", "day"), "days"),
}
# Below it three digits are told: nobody reads more after so many zeros.
_TINY = 0.01
_WRITTEN = re.compile(r"\s*([+-]?(?:\d[\d.,\s_]*|[.,]\d+))\s*(%?)\s*([^\W\d_]*)\s*")


@dataclass(frozen=True)
class Reading:
    """A value in the unit asked for, and how it was read, in the reader's language."""

    value: float
    shown: str


def readings(given: Any, unit: Unit = "number") -> list[Reading]:
    """Every way to read what was given, the likeliest first; empty when it is no number.

    Shares are 0 to 1 inside. A text may carry a per cent sign or a word for its unit: a duration in another
    unit than the one asked for is converted, any other word passed over.
    """
    if isinstance(given, np.timedelta64):  # what `.values` of a column holds
        given = pd.Timedelta(given)
    if isinstance(given, dt.timedelta):
        value = given.total_seconds() / _SECONDS.get(unit, 1)
        return [Reading(value, shown(value, unit))]
    values, percent = _values(given, unit)
    if unit != "ratio":
        return [] if percent else [Reading(value, shown(value, unit)) for value in values]
    shares = [] if percent else values
    return [
        *(Reading(value, shown(value, unit)) for value in shares if abs(value) <= 1),
        *(Reading(value / 100, shown(value / 100, unit)) for value in values),
        *(Reading(value, shown(value, unit)) for value in shares if abs(value) > 1),
    ]


def shown(value: float, unit: Unit = "number") -> str:
    """The value as people write it in the reader's language."""
    number = _decimal(value)
    if unit == "ratio":
        return _("{percent} % (fração {share})").format(percent=_decimal(100 * value), share=number)
    names = {"seconds": _("segundos"), "minutes": _("minutos"), "hours": _("horas"), "days": _("dias")}
    return f"{number} {names[unit]}" if unit in names else number


def _decimal(value: float) -> str:
    digits = 6 if abs(value) >= _TINY else 3
    rounded = float(f"{value:.{digits}g}")
    return format_decimal(rounded, format="#,##0.##########", locale=language())


def _values(given: Any, unit: Unit) -> tuple[list[float], bool]:
    """The values that it may mean, and whether it carries a per cent sign."""
    if isinstance(given, str):
        if not (found := _WRITTEN.fullmatch(given)):
            return [], False
        factor = _factor(found[3].casefold(), unit)
        try:
            return [factor * value for value in _parsed(found[1])], bool(found[2])
        except ValueError:  # marks in places where no number has them
            return [], False
    if isinstance(given, bool):
        return [], False
    try:
        return [float(given)], False
    except (TypeError, ValueError):
        return [], False


def _factor(word: str, unit: Unit) -> float:
    """How many of the unit asked for there are in one of the word's."""
    named = _WORDS.get(word) or _WORDS.get(word.removesuffix("s"))
    return _SECONDS[named] / _SECONDS[unit] if named and unit in _SECONDS else 1


def _parsed(text: str) -> list[float]:
    """Decimal comma or point; where one mark may be either, both."""
    text = re.sub(r"[\s_]", "", text)
    marks = [mark for mark in text if mark in ".,"]
    if len(set(marks)) == 2:
        decimal = marks[-1]
        thousands = "," if decimal == "." else "."
        return [float(text.replace(thousands, "").replace(decimal, "."))]
    if len(marks) > 1:
        return [float(text.replace(marks[0], ""))]
    if not marks:
        return [float(text)]
    as_decimal = float(text.replace(marks[0], "."))
    whole, _mark, rest = text.partition(marks[0])
    if len(rest) == 3 and whole.strip("+-") not in ("", "0"):
        return [as_decimal, float(whole + rest)]
    return [as_decimal]
