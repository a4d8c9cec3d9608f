"""A panel tried on series whose values are known: whether it keeps a label apart, and what it draws."""

import json
import math
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.exercises.kinds import promql
from course.exercises.verdict import Verdict, mistake, not_yet
from course.i18n import _
from course.lessons.architecture import panel_review
from course.services import prometheus

# A little over an hour, one value every 5 seconds.
_STEP, _STEPS = 5, 800
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

Labels = Mapping[str, str]
Values = Sequence[tuple[Labels, float]]


@dataclass(frozen=True)
class Asked:
    """What a panel is to draw of a metric: by `label`, a gauge's value or a counter's growth per second.

    units: by Grafana's name of a unit that fits, how many times that value it is for. scales: in words, what
    so many times the value is. others: labels of series that there have to be, beside the live ones.
    """

    metric: str
    label: str
    units: Mapping[str, float]
    scales: Mapping[float, str]
    others: tuple[Labels, ...] = field(default=())
    counter: bool = False


def tried(panel: dict[str, Any], asked: Asked) -> Verdict | None:
    """What is wrong with what the panel, as Grafana's JSON has it, draws; None when nothing is.

    Its queries are evaluated by promtool on series with the labels of the live ones and values drawn anew.
    """
    known = [(labels, _drawn(asked)) for labels in _labels(asked)]
    series = {_named(asked.metric, labels): _input(value, asked) for labels, value in known}
    expressions = [panel_review.for_prometheus(target["expr"]) for target in panel_review.targets(panel)]
    found = promql.evaluate(expressions, series, _STEP * _STEPS)
    drawn = [(dict(_LABEL.findall(name)), value) for samples in found for name, value in samples.items()]
    return judged(panel, asked, known, drawn)


def judged(panel: dict[str, Any], asked: Asked, known: Values, drawn: Values) -> Verdict | None:
    """The labels first, then the values, then whether the unit is one for them."""
    title, unit = panel["title"], panel_review.unit_of(panel)
    if any(asked.label not in labels for labels, _value in drawn):
        return mistake("merged", title=title, label=asked.label)
    wanted, given = _by(asked, known), _by(asked, drawn)
    if missing := sorted(wanted.keys() - given.keys()):
        text = _('No painel «{title}» falta `{label}="{value}"`.')
        return not_yet(text.format(title=title, label=asked.label, value=missing[0]))
    times = [given[value] / wanted[value] for value in wanted]
    scale = times[0]
    named = next(
        (words for size, words in asked.scales.items() if math.isclose(scale, size, rel_tol=0.01)), ""
    )
    if not all(math.isclose(scale, one, rel_tol=0.01) for one in times) or not (named or asked.counter):
        text = _(
            'Nas séries de prova o painel «{title}» desenha {given:.4g} para `{label}="{value}"`; o valor é'
            " {known:.4g}."
        )
        worst = max(wanted, key=lambda value: abs(given[value] / wanted[value] - 1))
        figures = {"given": given[worst], "known": wanted[worst]}
        return not_yet(text.format(title=title, label=asked.label, value=worst, **figures))
    fits = asked.units.get(unit)
    if fits and math.isclose(scale, fits, rel_tol=0.01):
        return None
    if fits and asked.counter and scale > fits:
        return mistake("not_a_pace", title=title, unit=unit, n=scale / fits)
    what = named or _("{n:.4g} vezes as chamadas por segundo").format(n=scale)
    return mistake("wrong_unit", title=title, unit=unit, what=what)


def _labels(asked: Asked) -> list[Labels]:
    """Of the live series and, where they lack a value of the label, of those that have to be there."""
    live = [
        {name: value for name, value in one["metric"].items() if name != "__name__"}
        for one in prometheus.query(asked.metric)
    ]
    base, there = (live or [{}])[0], {one.get(asked.label) for one in live}
    return [*live, *({**base, **other} for other in asked.others if other[asked.label] not in there)]


def _drawn(asked: Asked) -> float:
    return random.randint(5, 60) / _STEP if asked.counter else round(random.uniform(0.3, 0.95), 3)


def _input(value: float, asked: Asked) -> str:
    """The series as promtool takes it."""
    return f"500+{value * _STEP:.0f}x{_STEPS}" if asked.counter else f"{value}x{_STEPS}"


def _named(metric: str, labels: Labels) -> str:
    """The series' name; without braces in its labels, which promtool's output is split at."""
    return (
        metric
        + "{"
        + ", ".join(f"{name}={json.dumps(value.strip('{}'))}" for name, value in labels.items())
        + "}"
    )


def _by(asked: Asked, values: Values) -> dict[str, float]:
    """By the label's value: a counter's series together, of a gauge's the lowest."""
    found: dict[str, list[float]] = {}
    for labels, value in values:
        found.setdefault(labels[asked.label], []).append(value)
    return {name: math.fsum(some) if asked.counter else min(some) for name, some in found.items()}
