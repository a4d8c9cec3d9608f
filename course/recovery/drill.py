"""The restore drill: the newest backup is restored beside everything, compared, and dropped again."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from course.recovery import catalog, dump, record
from course.services import postgres
from course.settings import settings

_SUFFIX = "_drill"


@dataclass(frozen=True)
class Drill:
    """A drill that went well. rows: compared, of all databases; seconds: to restore and compare them."""

    backup: str
    tables: int
    rows: int
    seconds: float


def run() -> Drill:
    """Restores every database of the newest backup into scratch ones, compares them, drops them.

    Its result is recorded in `ops.restore_drill` and told to Prometheus, also when it fails, whatever
    stopped it: a `CourseError`, a full disk, the time limit of Airflow's task. Then that is raised.
    """
    started = time.monotonic()
    backup = ""
    try:
        manifest = catalog.newest()
        backup = manifest.name
        databases = list(manifest.databases.values())
        with tempfile.TemporaryDirectory(dir=settings.state_dir) as folder:
            for database in databases:
                scratch = database.name + _SUFFIX
                dump.rebuild(database, scratch, Path(folder))
                with postgres.administer() as cursor:
                    dump.drop(cursor, scratch)
    except BaseException as error:
        record.drill(backup, time.monotonic() - started, error=str(error) or repr(error))
        raise
    rows, tables = (sum(n) for n in zip(*((d.rows, len(d.tables)) for d in databases), strict=True))
    done = Drill(backup, tables, rows, time.monotonic() - started)
    record.drill(backup, done.seconds, tables=tables, rows=rows)
    return done
