"""How onlookers read the warehouse: as which role, without writing, and told what to do when it is away."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2.extensions

from course.errors import Unavailable, UsageError
from course.i18n import _
from course.pipeline.database import transaction
from course.services import postgres

READERS: tuple[postgres.Role, ...] = ("analyst", "student", "auditor", "etl", "monitor")
BRING_UP = _("`make status` diz o que parou; `make up` o sobe.")


def reader(name: str) -> postgres.Role:
    """The role of that name; raises `UsageError` with those there are."""
    for role in READERS:
        if role == name:
            return role
    raise UsageError(
        _("Não há papel {name!r} para consultas.").format(name=name),
        _("Os papéis: {names}.").format(names=", ".join(READERS)),
    )


@contextmanager
def reading(role: postgres.Role) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor in a read-only transaction of its own. Raises `Unavailable` when the server is not there."""
    try:
        with transaction(role) as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            yield cursor
    except Unavailable as error:
        raise Unavailable(error.message, BRING_UP) from error
