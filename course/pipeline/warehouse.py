"""The warehouse as notebooks and widgets read it: SQL in, a DataFrame out, cached in Redis."""

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache as remembered
from typing import Any

import pandas as pd
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError

from course.errors import CourseError, Unavailable
from course.i18n import _
from course.pipeline import cache
from course.services import postgres


def read(
    sql: str, params: Mapping[str, Any] | None = None, *, role: postgres.Role = "analyst", ttl: int = 60
) -> pd.DataFrame:
    """The rows of a query, as `role` may see them; from Redis when it was asked within `ttl` seconds.

    Parameters stand in the SQL as %(name)s; with any, a per cent sign of its own is written %%. Moments
    are UTC, numeric becomes float. A load makes the cache stale at once. With `ttl=0` the warehouse is
    asked in any case. Raises `Unavailable` without PostgreSQL, `CourseError` when it refuses the query, or
    two columns of the result have one name.
    """
    if ttl <= 0:
        return _frame(_query(sql, params, role))
    key = cache.key(role, sql, dict(params or {}))
    return _frame(cache.through(key, ttl, lambda: _query(sql, params, role)))


def _query(sql: str, params: Mapping[str, Any] | None, role: postgres.Role) -> bytes:
    try:
        with _engine(role).connect() as connection:
            # Without parameters a per cent sign is one.
            plain = connection.execution_options(no_parameters=True)
            rows = plain.exec_driver_sql(sql, dict(params or {}))
            columns = _each_of_its_own(rows.keys())
            frame = pd.DataFrame.from_records(rows.fetchall(), columns=columns, coerce_float=True)
    except OperationalError as error:
        raise Unavailable(
            _("O warehouse não respondeu: {why}.").format(why=_reason(error)), _("Rode `make check-health`.")
        ) from error
    except DBAPIError as error:
        raise CourseError(
            _("O warehouse recusou a consulta como {role}: {why}.").format(role=role, why=_reason(error)),
            _("Confira o SQL, e se o papel pode ler essa tabela."),
        ) from error
    buffer = io.BytesIO()
    frame.to_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _each_of_its_own(names: Iterable[str]) -> list[str]:
    times = Counter(names)
    if twice := [name for name, number in times.items() if number > 1]:
        raise CourseError(
            _("A consulta devolve mais de uma coluna com o nome {names}.").format(names=", ".join(twice)),
            _("Dê um nome a cada uma: `SELECT …, … AS outro_nome`."),
        )
    return list(times)


def _frame(parquet: bytes) -> pd.DataFrame:
    """Cached or not, a result has come this way: the types are the same."""
    return pd.read_parquet(io.BytesIO(parquet))


@remembered
def _engine(role: postgres.Role) -> Engine:
    return create_engine(
        postgres.url(role),
        pool_size=2,
        pool_pre_ping=True,
        isolation_level="AUTOCOMMIT",
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 3},
    )


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]
