"""The bucket `audit`: what is put there stays as it is for a year, whoever asks.

Every function raises `Unavailable` when the object store does not answer, or not as it should.
"""

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager

from minio.commonconfig import COMPLIANCE
from minio.datatypes import Object
from minio.error import S3Error
from minio.retention import Retention
from urllib3.exceptions import HTTPError

from course.errors import Unavailable, UsageError
from course.i18n import _
from course.services import minio
from course.services.reason import reason

KEPT_FOR = dt.timedelta(days=365)
# The year counts from when the object is there, and its end has to be said before.
_WRITING = dt.timedelta(minutes=1)


def put(name: str, body: bytes, content_type: str = "application/octet-stream") -> str:
    """Writes an object under lock for a year, in the mode that nobody can end, and returns its version."""
    until = dt.datetime.now(dt.UTC).replace(microsecond=0) + KEPT_FOR + _WRITING
    lock = Retention(COMPLIANCE, until)
    with _reached():
        written = minio.client().put_object(
            minio.AUDIT, name, io.BytesIO(body), len(body), content_type=content_type, retention=lock
        )
    return str(written.version_id)


def read(name: str, version: str | None = None) -> bytes:
    """The content; raises `UsageError` when there is no such object."""
    with _reached():
        try:
            return minio.read(minio.AUDIT, name, version)
        except S3Error as error:
            if error.code != "NoSuchKey":
                raise
            raise UsageError(
                _("Não há {bucket}/{name}.").format(bucket=minio.AUDIT, name=name),
                _("`make evidence` grava um relatório; no console do MinIO se vê o que há."),
            ) from error


def names(prefix: str = "") -> Iterator[Object]:
    """The objects below a prefix, by name."""
    with _reached():
        yield from minio.client().list_objects(minio.AUDIT, prefix, recursive=True)


def first_versions(prefix: str) -> dict[str, str]:
    """By the name of each object below a prefix, hidden ones too, the version that was written first.

    What is written over it later, or hides it, does not count: nobody can remove what is under lock.
    """
    with _reached():
        found = minio.client().list_objects(minio.AUDIT, prefix, recursive=True, include_version=True)
        written = [one for one in found if not one.is_delete_marker]
    written.sort(key=lambda one: one.last_modified, reverse=True)
    return {str(one.object_name): str(one.version_id) for one in written}  # the oldest is put in last


def retention(name: str, version: str | None = None) -> tuple[str, dt.datetime] | None:
    """Mode and end (UTC) of the object's lock; None without one."""
    with _reached():
        found = minio.client().get_object_retention(minio.AUDIT, name, version_id=version)
    return (found.mode, found.retain_until_date) if found else None


@contextmanager
def _reached() -> Iterator[None]:
    """Whatever goes wrong on the way is said as one of our errors: raises `Unavailable`."""
    try:
        yield
    except (HTTPError, S3Error) as error:
        raise Unavailable(
            _("O MinIO não fez o que foi pedido: {why}").format(why=reason(error)),
            _("`make status` diz o que parou; `make up` o sobe."),
        ) from error
