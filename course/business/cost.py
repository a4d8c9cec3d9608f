"""What a day of the platform costs by the price list.

The machine is paid for all day, whether the pipeline runs or not: a daily run of seconds carries the price of
24 hours. More rows a day cost next to nothing more, which is why the cost per thousand rows falls with
their number.
"""

from dataclasses import dataclass

from babel.numbers import format_currency

from course.business import prices
from course.business.prices import Price
from course.business.records import Usage
from course.i18n import _, language

_HOURS = 24
_DAYS_A_MONTH = 365 / 12
_GIB = 2**30


@dataclass(frozen=True)
class Item:
    """A line of the day's cost: `quantity` of the price's unit."""

    name: str
    title: str
    quantity: float
    price: Price

    @property
    def brl(self) -> float:
        """In reais."""
        return self.quantity * self.price.amount * prices.DOLLAR.amount


def items(usage: Usage) -> list[Item]:
    """The lines of a day's cost."""
    month_share = 1 / (_GIB * _DAYS_A_MONTH)
    return [
        Item("cpu", _("processador"), prices.MACHINE_VCPU * _HOURS, prices.VCPU_HOUR),
        Item("memory", _("memória"), prices.MACHINE_GIB * _HOURS, prices.GIB_HOUR),
        Item(
            *("warehouse", _("disco do warehouse")),
            *(usage.warehouse_bytes * month_share, prices.WAREHOUSE_GIB_MONTH),
        ),
        Item("objects", _("objetos"), usage.object_bytes * month_share, prices.OBJECT_GIB_MONTH),
    ]


def total(usage: Usage) -> float:
    """Reais a day."""
    return sum(item.brl for item in items(usage))


def per_thousand_rows(usage: Usage) -> float:
    """Reais for a thousand rows of the newest day, of whose cost the rows of one day are the yield."""
    return 1000 * total(usage) / usage.rows


def busy(usage: Usage) -> float:
    """The share of the day, 0 to 1, in which the pipeline's steps ran."""
    return usage.seconds / (_HOURS * 3600)


def reais(amount: float) -> str:
    """An amount in the reader's language."""
    return str(format_currency(amount, "BRL", locale=language()))
