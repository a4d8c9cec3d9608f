"""Every service of this package, found by looking: adding one is adding its file."""

import importlib
import pkgutil
from functools import cache
from graphlib import TopologicalSorter

import course.services
from course.errors import UsageError
from course.i18n import _
from course.services.base import Service


@cache
def services() -> dict[str, Service]:
    """The declarations by name, each after those it waits for."""
    names = (info.name for info in pkgutil.iter_modules(course.services.__path__))
    modules = [importlib.import_module(f"course.services.{name}") for name in names]
    found = {m.service.name: m.service for m in modules if isinstance(getattr(m, "service", None), Service)}
    order = TopologicalSorter({name: found[name].waits_for for name in sorted(found)}).static_order()
    return {name: found[name] for name in order}


def service(name: str) -> Service:
    """The one of that name; raises `UsageError` with the names there are."""
    try:
        return services()[name]
    except KeyError:
        raise UsageError(
            _("Não há serviço {name!r}.").format(name=name),
            _("Os nomes: {names}.").format(names=", ".join(services())),
        ) from None
