"""Inventory: everything that is stored is in the catalogue, with sensitivity, retention and owner."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from course.evidence import archive, trail
from course.evidence.assets import Sensitivity, asset_of, retention_days
from course.evidence.control import Control, Observation
from course.evidence.database import sql
from course.i18n import _
from course.pipeline.catalog import schemas
from course.services import minio, postgres

control = Control(
    id="assets",
    iso_2013=("A.8.1.1", "A.8.1.2", "A.8.2.1"),
    iso_2022=("5.9", "5.12"),
    title=_("Inventário e classificação de dados"),
    shows=_(
        "Cada tabela do warehouse e cada pasta dos buckets têm, no catálogo, sensibilidade, retenção e dono;"
        " e onde o catálogo dá um prazo, é o prazo que vale."
    ),
    limits=_(
        "O catálogo é de conjuntos, não de cada valor: um nome de pessoa que apareça onde ninguém espera não"
        " é achado por ele. O banco de metadados do Airflow e o Redis não estão nele."
    ),
)


@control.evidence
def evidence() -> Iterator[Observation]:
    """What there is, held against the catalogue."""
    locked = _locked()
    found = {where: asset_of(where) for where in (*_tables(), *_places())}
    unknown = sorted(where for where, asset in found.items() if asset is None)
    known = Counter(asset.sensitivity for asset in found.values() if asset)
    told = _("conjuntos: {n} ({kinds}); fora do catálogo: {unknown}").format(
        n=len(found),
        kinds=", ".join(f"{kind.label}: {known[kind]}" for kind in Sensitivity),
        unknown=", ".join(unknown) or "–",
    )
    yield Observation(ran=_("tabelas e buckets, contra o catálogo"), came_back=told, holds=not unknown)
    yield locked
    yield _expired()


def _tables() -> Iterator[str]:
    for schema in schemas("etl").values():
        for table in schema.tables.values():
            yield f"{schema.name}.{table.name}"


def _places() -> Iterator[str]:
    for bucket in minio.client().list_buckets():
        for prefix in minio.client().list_objects(bucket.name):
            yield f"s3://{bucket.name}/{prefix.object_name}"


def _locked() -> Observation:
    """Under lock for exactly as long as the catalogue says, by an object that is put there now."""
    name = trail.keep()
    where = f"s3://{minio.AUDIT}/{name}"
    _mode, until = archive.retention(name) or ("", dt.datetime.now(dt.UTC))
    days = round((until - dt.datetime.now(dt.UTC)).total_seconds() / 86400)
    told = _("no catálogo {wanted} dias, na trava {days}").format(wanted=retention_days(where), days=days)
    return Observation(ran=where, came_back=told, holds=days == retention_days(where))


def _expired() -> Observation:
    days = retention_days("privacy.passenger")
    with postgres.connect("etl") as connection, connection.cursor() as cursor:
        cursor.execute(sql("expired_passengers"), {"days": days})
        expired = len(cursor.fetchall())
    told = _("prazo em dias: {days}; guardados além dele: {n}").format(days=days, n=expired)
    return Observation(ran=_("privacy.passenger, fora do prazo"), came_back=told, holds=expired == 0)
