"""The faults, one file each, found by looking. Adding one is adding its file."""

import importlib
import pkgutil
from functools import cache

import course.incidents.faults
from course.errors import CourseError, UsageError
from course.i18n import _
from course.incidents.fault import Fault


@cache
def faults() -> dict[str, Fault]:
    """All faults by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(course.incidents.faults.__path__))
    modules = [importlib.import_module(f"course.incidents.faults.{name}") for name in names]
    return {module.fault.name: module.fault for module in modules}


def fault(name: str) -> Fault:
    """The one of that name; raises `UsageError` with the names there are."""
    try:
        return faults()[name]
    except KeyError:
        raise UsageError(
            _("Não há falha {name!r}.").format(name=name),
            _("Os nomes: {names}.").format(names=", ".join(faults())),
        ) from None


def clear_all() -> None:
    """Clears every fault, whoever injected it; raises `CourseError` at the end with those it could not."""
    left = []
    for one in faults().values():
        try:
            one.clear()
        except Exception as error:  # whatever its client raises: the others are cleared
            left.append(f"  {one.name}: {error}")
    if left:
        raise CourseError(
            _("Não deu para remover estas falhas; as outras foram removidas:\n{left}").format(
                left="\n".join(left)
            ),
            _("Com tudo de pé (`make status`), repita `make incident CLEAR=1`."),
        )
