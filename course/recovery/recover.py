"""Point-in-time recovery: the cluster as it was at a moment, beside the live one, and back from there."""

import datetime as dt
import time
from dataclasses import dataclass

import psycopg2

from course.errors import CourseError, Unavailable, UsageError
from course.i18n import _
from course.recovery import backup, side
from course.recovery.inventory import sql
from course.recovery.restore import Restored, restore
from course.services import postgres
from course.services.pgbackrest import BaseBackup
from course.settings import settings

# PostgreSQL tries again a minute after three attempts that failed.
_ARCHIVE_SECONDS = 90


@dataclass(frozen=True)
class Recovered:
    """The warehouse as it was at `to`, on `port`. base: the base backup's label; last_change: of the last
    transaction that was replayed (UTC); seconds: until it was open; swapped: what was then put in place."""

    to: dt.datetime
    base: str
    port: int
    last_change: dt.datetime
    seconds: float
    swapped: Restored | None


def parse_moment(text: str) -> dt.datetime:
    """`2026-01-31T10:00`, with or without seconds and time zone (else the course's), before now."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            _("{text!r} não é um momento.").format(text=text), _("Escreva-o assim: 2026-01-31T10:00.")
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=settings.course_timezone)
    if moment >= dt.datetime.now(dt.UTC):
        raise UsageError(
            _("{to} ainda não passou.").format(to=moment), _("Peça um momento anterior a agora.")
        )
    return moment


def recover(to: dt.datetime, *, swap: bool = False) -> Recovered:
    """Recovers the cluster to the moment `to` on a side port; with `swap`, puts its warehouse in place.

    That PostgreSQL ended its recovery proves nothing: with a base backup from after the target it ignores
    the target in silence. So the base backup is one that ended before it, and what was recovered is looked
    at. The warehouse goes into place as a backup of the side server, compared table by table like any other.
    Raises `CourseError` when no base backup is old enough or the data is not as of that moment.
    """
    started = time.monotonic()
    _archive_what_is_there()
    base = choose(side.base_backups(), to)
    port = side.start(base, to)
    last_change = _as_of(to, base, port)
    seconds = time.monotonic() - started
    swapped = None
    if swap:
        taken = backup.take((postgres.WAREHOUSE,), listing=False, port=port, as_of=to)
        swapped = restore(taken.name)
        side.stop()
    return Recovered(to, base.label, port, last_change, seconds, swapped)


def choose(bases: list[BaseBackup], to: dt.datetime) -> BaseBackup:
    """The newest base backup that ended before `to`; raises `CourseError` when there is none."""
    before = [base for base in bases if base.stop < to.timestamp()]
    if before:
        return max(before, key=lambda base: base.stop)
    oldest = min((base.stop for base in bases), default=None)
    raise CourseError(
        _("Nenhum backup de base terminou antes de {to}.").format(to=to),
        _("O mais antigo é de {moment}: peça um momento depois dele.").format(
            moment=dt.datetime.fromtimestamp(oldest, to.tzinfo)
        )
        if oldest
        else _("Rode `make backup-data`: ele faz o primeiro."),
    )


def _archive_what_is_there() -> None:
    """Sends the live server's last changes to the archive, behind a commit by which the target is passed.

    A server that is lost has none to send.
    """
    try:
        with postgres.administer() as cursor:
            cursor.execute("SELECT txid_current()")
            cursor.execute("SELECT pg_walfile_name(pg_switch_wal())")
            [(segment,)] = cursor.fetchall()
            deadline = time.monotonic() + _ARCHIVE_SECONDS
            while True:
                cursor.execute("SELECT last_archived_wal >= %s FROM pg_stat_archiver", (segment,))
                if cursor.fetchone() == (True,):
                    return
                if time.monotonic() > deadline:
                    break
                time.sleep(0.2)
    except (Unavailable, psycopg2.OperationalError):
        return
    raise CourseError(
        _("O WAL não chegou ao arquivo em {n} s.").format(n=_ARCHIVE_SECONDS),
        _("`make check-health` diz se o MinIO responde por TLS; veja `make logs SERVICE=postgres`."),
    )


def _as_of(to: dt.datetime, base: BaseBackup, port: int) -> dt.datetime:
    """The last change that was replayed; raises `CourseError` when anything recovered is from after `to`."""
    with postgres.connect("postgres", port=port) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_last_xact_replay_timestamp()")
        [(replayed,)] = cursor.fetchall()
        cursor.execute(sql("newest_record"))
        [(record,)] = cursor.fetchall()
    last: dt.datetime = replayed or dt.datetime.fromtimestamp(base.stop, dt.UTC)
    if last > to or (record and record > to):
        raise CourseError(
            _("O que foi recuperado não é de {to}: tem mudanças até {last}.").format(
                to=to, last=max(last, record or last)
            ),
            _("Nada foi trocado. O servidor recuperado está na porta {port}.").format(port=port),
        )
    return last
