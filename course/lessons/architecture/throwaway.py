"""Throw-away objects of the lessons, in the versioned bucket `notebooks`."""

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from minio.datatypes import Object
from minio.error import S3Error

from course.services import minio

BUCKET = minio.NOTEBOOKS
_PREFIX = "sandbox"


def scene_prefix(exercise_id: str) -> str:
    """Where the scene of an exercise puts its objects; all versions of the last one's are gone then."""
    prefix = f"{_PREFIX}/{exercise_id}/"
    erase(prefix)
    return prefix


@contextmanager
def objects() -> Iterator[str]:
    """A prefix for objects that are gone, with all their versions, at the end."""
    prefix = f"{_PREFIX}/{secrets.token_hex(8)}/"
    try:
        yield prefix
    finally:
        erase(prefix)


def put(name: str, body: bytes) -> None:
    """Writes an object: a new version of it, if it is there."""
    minio.client().put_object(BUCKET, name, io.BytesIO(body), len(body))


def delete(name: str) -> None:
    """Deletes as readers do, without naming a version: a delete marker comes on top."""
    minio.client().remove_object(BUCKET, name)


def erase(prefix: str) -> None:
    """Takes away every version and every delete marker below the prefix, for good."""
    for one in versions(prefix):
        minio.client().remove_object(BUCKET, str(one.object_name), version_id=one.version_id)


def versions(prefix: str) -> list[Object]:
    """Versions and delete markers of all objects below the prefix."""
    return list(minio.client().list_objects(BUCKET, prefix=prefix, recursive=True, include_version=True))


def content(name: str, version_id: str | None = None) -> bytes | None:
    """The content of the current version, or of another; None when it is deleted or there is none."""
    try:
        response = minio.client().get_object(BUCKET, name, version_id=version_id)
    except S3Error as error:
        if error.code in ("NoSuchKey", "NoSuchVersion"):
            return None
        raise
    try:
        return response.read()
    finally:
        response.close()
        response.release_conn()
