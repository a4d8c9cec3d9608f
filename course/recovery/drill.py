"""The restore drill: the newest backup is restored beside everything, compared, and dropped again."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from course.i18n import _
from course.recovery import catalog, dump, record
from course.recovery.alone import Busy, alone
from course.services import postgres
from course.settings import settings

# Any number of our own, as in course.recovery.restore: one drill at a time.
_LOCK = 7_301_008
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
    stopped it: a `CourseError`, a full disk, the time limit of Airflow's task. Then that is raised. While
    another drill is at it, `Busy` is raised and nothing recorded: they would drop each other's databases.
    """
    started = time.monotonic()
    backup = ""
    busy = _("Outro ensaio de restauração está em andamento.")
    try:
        with alone(_LOCK, busy), tempfile.TemporaryDirectory(dir=settings.state_dir) as folder:
            manifest = catalog.newest()
            backup = manifest.name
            databases = list(manifest.databases.values())
            for database in databases:
                scratch = database.name + _SUFFIX
                dump.rebuild(database, scratch, Path(folder))
                with postgres.administer() as cursor:
                    dump.drop(cursor, scratch)
    except Busy:
        raise
    except BaseException as error:
        record.drill(backup, time.monotonic() - started, error=str(error) or repr(error))
        raise
    rows, tables = (sum(n) for n in zip(*((d.rows, len(d.tables)) for d in databases), strict=True))
    done = Drill(backup, tables, rows, time.monotonic() - started)
    record.drill(backup, done.seconds, tables=tables, rows=rows)
    return done
