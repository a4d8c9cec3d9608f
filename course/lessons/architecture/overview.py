"""The platform read from its services' declarations: what each is for, and who needs whom."""

from collections.abc import Mapping
from graphlib import TopologicalSorter

import pandas as pd

from course.i18n import _
from course.services.registry import services

# The seven of the class plan, in its order.
TOOLS = ("airflow", "postgres", "redis", "minio", "prometheus", "grafana", "jupyter")

Needs = Mapping[str, tuple[str, ...]]


def purposes() -> pd.DataFrame:
    """One row a tool of the class plan: what it does, for DataOps, to be observed, for the business."""
    rows = [
        (one.title, one.purpose.function, one.purpose.dataops, one.purpose.observability, one.purpose.value)
        for one in (services()[name] for name in TOOLS)
    ]
    return pd.DataFrame(
        rows, columns=[_("ferramenta"), _("função"), "DataOps", _("observabilidade"), _("valor de negócio")]
    )


def who_needs_whom() -> pd.DataFrame:
    """One row a service that others do not work without: the others."""
    needs = {name: one.needs for name, one in services().items()}
    rows = [
        (one.title, ", ".join(sorted(services()[other].title for other in falls_with(needs, name))))
        for name, one in services().items()
    ]
    frame = pd.DataFrame(rows, columns=[_("sem este"), _("não funciona")])
    return frame[frame.iloc[:, 1] != ""].reset_index(drop=True)


def falls_with(needs: Needs, name: str) -> set[str]:
    """The services that need `name`, directly or through others; without itself."""
    found: set[str] = set()
    for service in TopologicalSorter(needs).static_order():
        if {name, *found} & set(needs.get(service, ())):
            found.add(service)
    return found
