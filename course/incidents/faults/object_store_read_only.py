"""MinIO reads and does not write: every bucket has a quota that is used up, for its administrator as well."""

import json

from course.i18n import _
from course.incidents.fault import SRE, Fault, Kind
from course.services import minio


def _fill() -> None:
    for bucket in minio.BUCKETS:
        minio.admin().bucket_quota_set(bucket, 1)


def _free() -> None:
    for bucket in minio.BUCKETS:
        if json.loads(minio.admin().bucket_quota_get(bucket)).get("quota"):
            minio.admin().bucket_quota_clear(bucket)


fault = Fault(
    name="object_store_read_only",
    title=_("O MinIO não aceita gravações: a quota dos buckets acabou"),
    kinds=(Kind(SRE, _("recurso esgotado")),),
    alert="ObjectStoreNotWritable",
    seen=_("O log de extract: o notebook não pôde ser gravado; ler continua possível."),
    asks=_("Que código de erro o MinIO devolve a uma gravação?"),
    evidence=r"(?i)quota",
    inject=_fill,
    clear=_free,
)
