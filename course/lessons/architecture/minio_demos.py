"""What the lesson on MinIO shows on the running server. Sizes are bytes unless a heading says otherwise."""

import datetime as dt
import re
import secrets
from collections import Counter
from collections.abc import Callable

import pandas as pd
import requests

from course.errors import CourseError
from course.i18n import _
from course.lessons.architecture import throwaway
from course.pipeline import curated, flow, links, raw
from course.pipeline.releases import slots
from course.services import airflow, minio
from course.settings import settings

_MB = 1_000_000
_DAY = re.compile(r"day=(\d{4}-\d\d-\d\d)")


def buckets() -> pd.DataFrame:
    """One row a bucket: objects that a plain listing shows, versions, and the MB that each of these take."""
    rows = []
    for bucket in minio.BUCKETS:
        found: Counter[str] = Counter()
        for one in minio.client().list_objects(bucket, recursive=True, include_version=True):
            current = one.is_latest == "true" and not one.is_delete_marker
            found += Counter(objects=current, versions=not one.is_delete_marker)
            found += Counter(all=one.size or 0, current=(one.size or 0) * current)
        rows.append((bucket, *(found[name] for name in ("objects", "versions", "current", "all"))))
    frame = pd.DataFrame(
        rows, columns=["bucket", _("objetos"), _("versões"), _("MB à vista"), _("MB no disco")]
    )
    frame[frame.columns[3:]] = (frame[frame.columns[3:]] / _MB).round(2)
    return frame


def day() -> pd.DataFrame:
    """The newest curated day's data sets twice: JSON as it came (raw), and typed Parquet (curated)."""
    days = minio.client().list_objects(minio.CURATED, prefix="manifest/", recursive=True)
    newest = max((_DAY.findall(str(one.object_name)) for one in days), default=None)
    if not newest:
        raise CourseError(
            _("Ainda não há nenhum dia tratado."), _("Rode `make trigger-dag` e execute de novo.")
        )
    date = dt.date.fromisoformat(newest[0])
    received, typed = raw.read(date), curated.read(date, slots.live().version)
    rows = [
        (name, found.rows, sum(page.size for page in found.pages), typed.tables[name].stored.size)
        for name, found in received.datasets.items()
        if name in typed.tables
    ]
    frame = pd.DataFrame(rows, columns=["dataset", _("linhas"), _("JSON, bytes"), _("Parquet, bytes")])
    frame[_("JSON / Parquet")] = (frame.iloc[:, 2] / frame.iloc[:, 3]).round(1)
    return frame.sort_values(frame.columns[1], ascending=False, ignore_index=True)


def saved(step: str = "extract") -> pd.DataFrame:
    """Every version of the notebook that the newest run executed for that step, the newest first."""
    found = flow.latest()
    name = links.executed_notebook(airflow.DAG_ID, found.run_id, step) if found else step
    return history(minio.NOTEBOOKS, name)


def history(bucket: str, prefix: str) -> pd.DataFrame:
    """Versions and delete markers below a prefix, the newest first; times in the course's time zone."""
    listed = minio.client().list_objects(bucket, prefix=prefix, recursive=True, include_version=True)
    found = [(one.last_modified, one) for one in listed if one.last_modified]
    rows = [
        (
            str(one.object_name).rpartition("/")[2],
            str(one.version_id)[:8],
            at.astimezone(settings.course_timezone).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
            one.size or 0,
            "✓" if one.is_delete_marker else "",
            "✓" if one.is_latest == "true" else "",
        )
        for at, one in sorted(found, key=lambda pair: pair[0], reverse=True)
    ]
    columns = [_("objeto"), _("versão"), _("gravada em"), "bytes", _("marcador"), _("atual")]
    return pd.DataFrame(rows, columns=columns)


def doors() -> pd.DataFrame:
    """What plain HTTP, without any log-in, gets of a throw-away object: one row an address tried."""
    with throwaway.objects() as prefix:
        name, other = f"{prefix}report.csv", f"{prefix}salaries.csv"
        for one in (name, other):
            throwaway.put(one, secrets.token_bytes(64))
        s3, minute = minio.client(), dt.timedelta(minutes=1)
        link = s3.presigned_get_object(throwaway.BUCKET, name, expires=minute)
        earlier = dt.datetime.now(dt.UTC) - 2 * minute
        late = s3.presigned_get_object(throwaway.BUCKET, name, expires=minute, request_date=earlier)
        tries: list[tuple[str, Callable[[], requests.Response]]] = [
            (
                _("endereço do objeto, sem assinatura"),
                lambda: requests.get(link.partition("?")[0], timeout=5),
            ),
            (_("link assinado"), lambda: requests.get(link, timeout=5)),
            (
                _("a mesma assinatura, outro objeto"),
                lambda: requests.get(link.replace(name, other), timeout=5),
            ),
            (_("a mesma assinatura, para gravar"), lambda: requests.put(link, data=b"x", timeout=5)),
            (_("link assinado que venceu"), lambda: requests.get(late, timeout=5)),
        ]
        rows = [(text, ask().status_code) for text, ask in tries]
    return pd.DataFrame(rows, columns=[_("pedido"), "HTTP"])
