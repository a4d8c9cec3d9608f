"""One at a time, whoever asks: a lock of the server, which ends with the session that holds it."""

from collections.abc import Iterator
from contextlib import contextmanager

from course.errors import CourseError
from course.i18n import _
from course.services import postgres


class Busy(CourseError):  # noqa: N818  # what the other one is
    """Another is at it."""


@contextmanager
def alone(lock: int, busy: str) -> Iterator[None]:
    """For the block, nobody else has the lock; raises `Busy` with that text when somebody does.

    Raises what `postgres.connect` does, too.
    """
    with postgres.administer() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (lock,))
        if cursor.fetchone() != (True,):
            raise Busy(busy, _("Espere que termine e repita."))
        yield
