"""The price list: what a cloud would ask for what the platform uses. Nothing here is a bill.

US dollars of AWS's public list, on demand, us-east-1, as quoted in March 2026. São Paulo costs more, a
commitment less: look prices up before you decide by them.
"""

from dataclasses import dataclass

from course.i18n import _

_LIST = "AWS us-east-1, 2026-03"
ASSUMPTION = _("suposição")


@dataclass(frozen=True)
class Price:
    """`amount` of `currency` for one `unit`; source: whose price, of when, or that it is an assumption."""

    amount: float
    currency: str
    unit: str
    source: str


VCPU_HOUR = Price(0.04048, "USD", "vCPU·h", f"Fargate Linux/x86, {_LIST}")
GIB_HOUR = Price(0.004445, "USD", "GiB·h", f"Fargate Linux/x86, {_LIST}")
WAREHOUSE_GIB_MONTH = Price(0.115, "USD", "GiB·mês", f"RDS PostgreSQL gp3, {_LIST}")
OBJECT_GIB_MONTH = Price(0.023, "USD", "GiB·mês", f"S3 Standard, {_LIST}")
DOLLAR = Price(5.50, "BRL", "USD", ASSUMPTION)

# The smallest machine of that list that holds the whole stack, which stays under 3.5 GB at rest.
MACHINE_VCPU = 2
MACHINE_GIB = 4
