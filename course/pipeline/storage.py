"""Objects in the buckets `raw` and `curated`, and the manifests that make them count."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import urllib3
from minio.error import S3Error
from pydantic import BaseModel, ConfigDict, ValidationError

from course.errors import CourseError, Unavailable
from course.i18n import _
from course.services import minio
from course.services.reason import reason
from course.telemetry.traces import span


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


class Content(NamedTuple):
    """An object's bytes and the ETag that the source gave with them."""

    body: bytes
    etag: str


def find(bucket: str, name: str) -> Content | None:
    """The content; None when there is no such object or it is not as `put` wrote it. Raises `Unavailable`."""
    with _reached("GET", bucket, name):
        try:
            response = minio.client("etl").get_object(bucket, name)
        except S3Error as error:
            if error.code == "NoSuchKey":
                return None
            raise
        try:
            body = response.read()
        finally:
            response.close()
            response.release_conn()
    if response.headers.get("x-amz-meta-sha256") != sha256(body):
        return None
    return Content(body, response.headers.get("x-amz-meta-etag", ""))


def intact(bucket: str, stored: StoredObject) -> bool:
    """Whether the object that a manifest names is there with that content."""
    found = find(bucket, stored.name)
    return found is not None and sha256(found.body) == stored.sha256


def read(bucket: str, stored: StoredObject) -> bytes:
    """The content that a manifest names; raises `CourseError` unless it is there and unchanged."""
    found = find(bucket, stored.name)
    if found is None or sha256(found.body) != stored.sha256:
        raise CourseError(
            _("O objeto {bucket}/{name} sumiu ou foi alterado.").format(bucket=bucket, name=stored.name),
            _("Repita a etapa que o grava: extract para raw, transform para curated."),
        )
    return found.body


def put(bucket: str, name: str, body: bytes, etag: str = "") -> None:
    """Writes the object whole or not at all, with its checksum. Raises `Unavailable`."""
    marks: dict[str, str | list[str] | tuple[str]] = {"sha256": sha256(body)}
    if etag:
        marks["etag"] = etag
    with _reached("PUT", bucket, name):
        minio.client("etl").put_object(bucket, name, io.BytesIO(body), len(body), metadata=marks)


def put_new(bucket: str, stored: StoredObject, body: bytes) -> None:
    """Writes what a manifest will name, unless it is there already: a bucket keeps every version."""
    if not intact(bucket, stored):
        put(bucket, stored.name, body)


ManifestT = TypeVar("ManifestT", bound=BaseModel)


def find_manifest(kind: type[ManifestT], bucket: str, day: object) -> ManifestT | None:
    """The manifest of the day, or None when it was never written, or not as `kind` has it."""
    found = find(bucket, _manifest_name(day))
    try:
        return kind.model_validate_json(found.body) if found else None
    except ValidationError:
        return None  # of an older version of this code: the step is simply done again


def put_manifest(manifest: BaseModel, bucket: str, day: object) -> None:
    """Writes the day's manifest: the moment from which the step counts as done."""
    body = manifest.model_dump_json(indent=1).encode()
    put_new(bucket, describe(_manifest_name(day), body, rows=0), body)


def _manifest_name(day: object) -> str:
    return f"manifest/day={day}.json"


@contextmanager
def _reached(method: str, bucket: str, name: str) -> Iterator[None]:
    try:
        with span(f"{method} {bucket}", "minio", **{"aws.s3.bucket": bucket, "aws.s3.key": name}):
            yield
    except (urllib3.exceptions.HTTPError, S3Error, OSError) as error:
        raise Unavailable(
            _("O MinIO não fez o que foi pedido: {why}").format(why=reason(error)),
            _("Rode `make check-health`; com o MinIO de pé, repita a etapa."),
        ) from error
