"""Immutable logs: neither the audit table nor what lies under lock can be changed, by whoever."""

import datetime as dt
import io
from collections.abc import Iterator
from typing import cast

from minio.commonconfig import COMPLIANCE, GOVERNANCE
from minio.deleteobjects import DeleteObject
from minio.retention import Retention
from minio.versioningconfig import SUSPENDED, VersioningConfig

from course.evidence import archive, attempts, trail
from course.evidence.control import Control, Observation
from course.i18n import _
from course.services import minio

control = Control(
    id="immutable-logs",
    iso_2013=("A.12.4.2", "A.12.4.3"),
    iso_2022=("8.15",),
    title=_("Proteção dos registros: logs imutáveis por um ano"),
    shows=_(
        "Ninguém altera, apaga nem esvazia a tabela de auditoria, nem a dona dela; ninguém apaga, troca ou"
        " encurta o que está sob trava por um ano, nem o administrador; e o que foi copiado para lá é o que o"
        " banco ainda tem."
    ),
    limits=_(
        "A dona da tabela pode remover o gatilho: por isso a cópia sob trava, que acusa a diferença. Quem tem"
        " o disco da máquina apaga tudo: a trava é do servidor S3. Só audit.event é copiada; os demais logs"
        " giram. O que uma restauração desfez é contado à parte, e ela é só um evento da trilha: confira se"
        " alguém a pediu."
    ),
)

# How MinIO says that a lock is in the way; a bucket with anything under lock can never be empty.
_LOCKED = ("WORM protected", "InvalidBucketState", "BucketNotEmpty", "MethodNotAllowed")


@control.evidence
def evidence() -> Iterator[Observation]:
    """The table, then an object of the trail that is really under lock, as root and as the others."""
    for role in ("postgres", "etl", "auditor"):
        for statement in ("UPDATE audit.event SET action = 'x'", "DELETE FROM audit.event"):
            yield attempts.sql(role, f"{statement} WHERE false")
        yield attempts.sql(role, "TRUNCATE audit.event")
    name = trail.keep()
    version = archive.first_versions(name)[name]
    before = archive.read(name, version)
    written = minio.client().stat_object(minio.AUDIT, name, version_id=version).last_modified
    locked = _locked(name, cast(dt.datetime, written), archive.retention(name, version))
    yield locked
    if not locked.holds:  # what follows would destroy what it finds unprotected
        return
    yield from _attempts(name, version)
    yield _bypass(name, version)
    yield _overwritten(name, version, before)
    found = trail.differences()
    told = _(
        "eventos copiados: {n}; desfeitos por restauração registrada: {undone}; diferentes no banco: {ids}"
    ).format(n=found.kept, undone=len(found.undone), ids=", ".join(map(str, found.changed)) or "–")
    ran = _("audit.event e a cópia sob trava")
    yield Observation(ran=ran, came_back=told, holds=bool(found.kept) and not found.changed)


def _locked(name: str, written: dt.datetime, lock: tuple[str, dt.datetime] | None) -> Observation:
    mode, until = lock or ("–", written)
    holds = mode == COMPLIANCE and until - written >= archive.KEPT_FOR
    told = _("{mode}, gravado em {written:%Y-%m-%d}, até {until:%Y-%m-%d}").format(
        mode=mode, written=written, until=until
    )
    return Observation(ran=f"GetObjectRetention {minio.AUDIT}/{name}", came_back=told, holds=holds)


def _attempts(name: str, version: str) -> Iterator[Observation]:
    root, audit, soon = minio.client(), minio.AUDIT, dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    for what, act in (
        ("DeleteObjectVersion", lambda: root.remove_object(audit, name, version_id=version)),
        (
            _("PutObjectRetention, um dia"),
            lambda: root.set_object_retention(audit, name, Retention(COMPLIANCE, soon), version_id=version),
        ),
        (
            "PutObjectRetention, GOVERNANCE",
            lambda: root.set_object_retention(
                audit, name, Retention(GOVERNANCE, soon + archive.KEPT_FOR), version_id=version
            ),
        ),
        (
            _("PutBucketVersioning, suspensa"),
            lambda: root.set_bucket_versioning(audit, VersioningConfig(SUSPENDED)),
        ),
        ("DeleteBucket", lambda: root.remove_bucket(audit)),
        ("DeleteBucket, x-minio-force-delete", _force_delete),
    ):
        yield attempts.refused_s3(f"S3, root: {what}", act, _LOCKED)
    for identity in minio.LIMITED:
        yield attempts.refused_s3(
            f"S3, {identity}: DeleteObjectVersion",
            lambda who=identity: minio.client(who).remove_object(audit, name, version_id=version),  # type: ignore[misc]
            attempts.DENIED,
        )


def _force_delete() -> None:
    """MinIO's own header, which removes a bucket with all that is in it; refused where locks are possible."""
    minio.client()._execute("DELETE", minio.AUDIT, headers={"x-minio-force-delete": "true"})


def _bypass(name: str, version: str) -> Observation:
    """With the header that ends a lock of the weaker mode, GOVERNANCE. Refusals come back, unraised."""
    ran = "S3, root: DeleteObjectVersion, x-amz-bypass-governance-retention"
    errors = list(
        minio.client().remove_objects(minio.AUDIT, [DeleteObject(name, version)], bypass_governance_mode=True)
    )
    if not errors:
        return Observation(ran=ran, came_back=_("aceito"), holds=False)
    told = f"{errors[0].code}: {errors[0].message}"
    return Observation(ran=ran, came_back=told, holds=attempts.because(told, _LOCKED))


def _overwritten(name: str, version: str, before: bytes) -> Observation:
    """S3 takes the bytes as a further version; the one under lock has to be as it was."""
    written = minio.client().put_object(minio.AUDIT, name, io.BytesIO(b"forged"), 6)
    same = archive.read(name, version) == before
    minio.client().remove_object(minio.AUDIT, name, version_id=written.version_id)
    told = _("virou outra versão, já removida; a versão sob trava continua igual") if same else _("alterada")
    return Observation(ran="S3, root: PutObject", came_back=told, holds=same)
