"""A model of the return on the platform, and how it moves with what it assumes.

    ROI = (benefit − cost) ÷ cost, over the horizon, without discounting

as in Farris et al., Marketing Metrics, 2010. Nearly everything in it is an assumption, marked as such: put in
your own. The one figure that is measured is what a day of the platform costs, by the price list.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from course.business import prices
from course.i18n import _

_WORKING_DAYS = 250
_DAYS = 365
_MONTHS = 12
CLASS_PLAN = _("meta do plano de aula")
MEASURED = _("medido, pela lista de preços")


@dataclass(frozen=True)
class Assumption:
    """A figure of the model. low and high: between what it may well lie; source: whose figure it is."""

    name: str
    title: str
    unit: str
    low: float
    likely: float
    high: float
    source: str = prices.ASSUMPTION


@dataclass(frozen=True)
class Result:
    """What comes of the figures: reais over the horizon, and months until the investment is earned back.

    roi: a ratio, 1 when what was spent came back twice. payback_months: None when it never does.
    """

    benefit: float
    cost: float
    payback_months: float | None

    @property
    def roi(self) -> float:
        """(benefit − cost) ÷ cost."""
        return (self.benefit - self.cost) / self.cost


@dataclass(frozen=True)
class Swing:
    """The ROI with one assumption at its low and at its high end, all others as likely."""

    assumption: Assumption
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the ROI moves."""
        return abs(self.at_high - self.at_low)


def assumptions(brl_a_day: float) -> tuple[Assumption, ...]:
    """The model's figures; `brl_a_day` is what `course.business.cost.total` says of a day."""
    return (
        Assumption("manual_hours", _("trabalho manual com o dado"), _("h por dia útil"), 2, 4, 6),
        Assumption("automated", _("trabalho manual que o pipeline assume"), "", 0.4, 0.6, 0.8, CLASS_PLAN),
        Assumption("hour", _("hora de trabalho, com encargos"), "R$", 60, 90, 130),
        Assumption("wrong_decisions", _("decisões com número errado"), _("por ano"), 2, 6, 12),
        Assumption("wrong_decision", _("custo de uma decisão errada"), "R$", 2000, 5000, 15000),
        Assumption("avoided", _("decisões erradas que se evitam"), "", 0.5, 0.9, 0.99, CLASS_PLAN),
        Assumption("build_hours", _("construir e implantar"), "h", 160, 320, 640),
        Assumption("care_hours", _("cuidar da plataforma"), _("h por mês"), 8, 16, 32),
        _platform(brl_a_day),
        Assumption("years", _("horizonte"), _("anos"), 1, 3, 5),
    )


def _platform(brl_a_day: float) -> Assumption:
    """Half with a commitment; three times where the network, support and copies are paid for too."""
    title, unit = _("plataforma"), _("R$ por dia")
    return Assumption("platform", title, unit, brl_a_day / 2, brl_a_day, 3 * brl_a_day, MEASURED)


def model(figures: Mapping[str, float]) -> Result:
    """The result of the figures, by the names of the assumptions."""
    year_saved = figures["manual_hours"] * _WORKING_DAYS * figures["automated"] * figures["hour"]
    year_avoided = figures["wrong_decisions"] * figures["wrong_decision"] * figures["avoided"]
    year_cost = figures["care_hours"] * _MONTHS * figures["hour"] + figures["platform"] * _DAYS
    invested = figures["build_hours"] * figures["hour"]
    year_gain = year_saved + year_avoided - year_cost
    return Result(
        benefit=(year_saved + year_avoided) * figures["years"],
        cost=invested + year_cost * figures["years"],
        payback_months=_MONTHS * invested / year_gain if year_gain > 0 else None,
    )


def likely(figures: tuple[Assumption, ...]) -> dict[str, float]:
    """What is likely, by name."""
    return {one.name: one.likely for one in figures}


def sensitivity(figures: tuple[Assumption, ...]) -> list[Swing]:
    """One assumption at a time moved to either end; the one that moves the ROI most comes first."""
    as_likely = likely(figures)
    swings = [
        Swing(one, model(as_likely | {one.name: one.low}).roi, model(as_likely | {one.name: one.high}).roi)
        for one in figures
    ]
    return sorted(swings, key=lambda swing: swing.width, reverse=True)
