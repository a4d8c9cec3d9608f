"""Objects in the buckets `raw` and `curated`, and the manifests that make them count."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import urllib3
from minio.error import S3Error
from pydantic import BaseModel, ConfigDict, ValidationError

from course.errors import CourseError, Unavailable
from course.i18n import _
from course.services import minio


class StoredObject(BaseModel):
    """An object as a manifest names it: its rows, its length in bytes, the checksum of its content."""

    model_config = ConfigDict(frozen=True)

    name: str
    sha256: str
    size: int
    rows: int
    etag: str = ""


def describe(name: str, body: bytes, rows: int, etag: str = "") -> StoredObject:
    """The entry of a manifest for an object; `etag` is the one that the source gave."""
    return StoredObject(name=name, sha256=sha256(body), size=len(body), rows=rows, etag=etag)


def sha256(body: bytes) -> str:
    """The checksum, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def find(bucket: str, name: str) -> bytes | None:
    """The content, or None when there is no such object. Raises `Unavailable`."""
    with _reached():
        try:
            response = minio.client().get_object(bucket, name)
        except S3Error as error:
            if error.code == "NoSuchKey":
                return None
            raise
        try:
            return response.read()
        finally:
            response.close()
            response.release_conn()


def read(bucket: str, stored: StoredObject) -> bytes:
    """The content that a manifest names; raises `CourseError` unless it is there and unchanged."""
    body = find(bucket, stored.name)
    if body is None or sha256(body) != stored.sha256:
        state = _("não existe") if body is None else _("tem outro conteúdo do que foi gravado")
        raise CourseError(
            _("O objeto {bucket}/{name} {state}.").format(bucket=bucket, name=stored.name, state=state),
            _("Rode de novo a etapa que o grava: extract para raw, transform para curated."),
        )
    return body


def put(bucket: str, name: str, body: bytes) -> None:
    """Writes the object whole or not at all. Raises `Unavailable`."""
    with _reached():
        minio.client().put_object(bucket, name, io.BytesIO(body), len(body))


def put_new(bucket: str, name: str, body: bytes) -> None:
    """Writes it unless there is one: for names that say what the content is."""
    with _reached():
        try:
            minio.client().stat_object(bucket, name)
            return
        except S3Error as error:
            if error.code != "NoSuchKey":
                raise
    put(bucket, name, body)


ManifestT = TypeVar("ManifestT", bound=BaseModel)


def find_manifest(kind: type[ManifestT], bucket: str, day: object) -> ManifestT | None:
    """The manifest of the day, or None when it was never written, or not as `kind` has it."""
    body = find(bucket, _manifest_name(day))
    try:
        return kind.model_validate_json(body) if body is not None else None
    except ValidationError:
        return None  # of an older version of this code: the step is simply done again


def put_manifest(manifest: BaseModel, bucket: str, day: object) -> None:
    """Writes the day's manifest: the moment from which the step counts as done."""
    put(bucket, _manifest_name(day), manifest.model_dump_json(indent=1).encode())


def _manifest_name(day: object) -> str:
    return f"manifest/day={day}.json"


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (urllib3.exceptions.HTTPError, S3Error, OSError) as error:
        raise Unavailable(
            _("O MinIO não fez o que foi pedido: {why}.").format(why=str(error).partition("\n")[0]),
            _("Rode `make check-health`; com o MinIO de pé, repita a etapa."),
        ) from error
