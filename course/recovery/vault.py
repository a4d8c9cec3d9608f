"""The bucket `backups`: what is written there once, and read as it was first written.

Object lock keeps every version, but a name can be written over or hidden. A backup's objects are
written once; so what counts is the oldest version under the name, which nobody can remove.
"""

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3
from minio.error import S3Error

from course.errors import CourseError, Unavailable
from course.i18n import _
from course.recovery.manifest import File
from course.services import minio
from course.services.minio import BACKUPS, BUCKETS
from course.services.reason import reason

_CHUNK = 2**20


def check_lock() -> None:
    """Raises `CourseError` unless what is written to the bucket now is locked from the start."""
    with reached():
        try:
            locked = minio.client().get_object_lock_config(BACKUPS).mode is not None
        except S3Error as error:
            if error.code != "ObjectLockConfigurationNotFoundError":
                raise
            locked = False
    if not locked:
        raise CourseError(
            _("O bucket {bucket} não tem trava: quem apaga o dado apagaria também o backup.").format(
                bucket=BACKUPS
            ),
            _("Ele é de uma versão anterior do curso: `make reset` recomeça com um bucket novo."),
        )


def put(name: str, path: Path) -> File:
    """Uploads the file, and reads it back: what is stored is what was sent, or `CourseError`."""
    sent = File(object=name, size=path.stat().st_size, sha256=_sha256(path))
    back = path.with_suffix(".back")
    with reached():
        minio.client().fput_object(BACKUPS, name, str(path))
        minio.client().fget_object(BACKUPS, name, str(back))
    if _sha256(back) != sent.sha256:
        raise CourseError(_("O backup lido de volta difere do enviado."), _("Repita `make backup-data`."))
    back.unlink()
    return sent


def put_bytes(name: str, body: bytes) -> None:
    """Writes a small object."""
    with reached():
        minio.client().put_object(BACKUPS, name, io.BytesIO(body), len(body))


def fetch(file: File, path: Path) -> None:
    """Downloads what the manifest names; raises `CourseError` when it is gone or not what it was."""
    version = first_version(file.object)
    if version is not None:
        with reached(), path.open("wb") as target:
            response = minio.client().get_object(BACKUPS, file.object, version_id=version)
            try:
                shutil.copyfileobj(response, target, _CHUNK)
            finally:
                response.close()
                response.release_conn()
    if version is None or path.stat().st_size != file.size or _sha256(path) != file.sha256:
        raise CourseError(
            _("O objeto {name} sumiu ou foi alterado: não é o que o manifesto do backup descreve.").format(
                name=file.object
            ),
            _("Nada foi restaurado. `make backups` mostra os outros."),
        )


def read(name: str) -> bytes | None:
    """The content as it was first written; None when there is no such object."""
    version = first_version(name)
    if version is None:
        return None
    with reached():
        response = minio.client().get_object(BACKUPS, name, version_id=version)
        try:
            return response.read()
        finally:
            response.close()
            response.release_conn()


def first_version(name: str) -> str | None:
    """The oldest version under that very name."""
    with reached():
        versions = [
            version
            for version in minio.client().list_objects(BACKUPS, prefix=name, include_version=True)
            if version.object_name == name and not version.is_delete_marker
        ]
    return min(versions, key=lambda version: version.last_modified).version_id if versions else None


def names(prefix: str) -> list[str]:
    """Every object below, hidden ones too."""
    with reached():
        found = minio.client().list_objects(BACKUPS, prefix=prefix, recursive=True, include_version=True)
        return sorted({version.object_name for version in found})


def list_store(path: Path) -> int:
    """Writes one JSON line for every object version of the other buckets; returns how many."""
    count = 0
    with reached(), path.open("w", encoding="utf-8") as lines:
        for bucket in BUCKETS:
            if bucket == BACKUPS:
                continue
            for version in minio.client().list_objects(bucket, recursive=True, include_version=True):
                told = {
                    "bucket": bucket,
                    "object": version.object_name,
                    "version": version.version_id,
                    "deleted": version.is_delete_marker,
                    "size": version.size,
                    "etag": version.etag,
                    "modified": version.last_modified.isoformat(),
                }
                lines.write(json.dumps(told) + "\n")
                count += 1
    return count


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def reached() -> Iterator[None]:
    """Turns what the S3 client raises into `Unavailable`."""
    try:
        yield
    except (urllib3.exceptions.HTTPError, S3Error) as error:
        raise Unavailable(
            _("O MinIO não fez o que foi pedido: {why}").format(why=reason(error)),
            _("Rode `make check-health`; com o MinIO de pé, repita."),
        ) from error
