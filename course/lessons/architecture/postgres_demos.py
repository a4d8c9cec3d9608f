"""What the notebook on PostgreSQL shows: each figure is asked of the running server."""

import datetime as dt

import pandas as pd

from course.errors import CourseError
from course.i18n import _
from course.lessons.architecture import plans
from course.lessons.architecture.sandbox import sql
from course.pipeline.warehouse import read
from course.services import postgres

_ROLES = ("etl", "analyst", "student", "auditor", "monitor")
_FLIGHTS = "flights: "  # what the comparison calls them
_TABLES = ("mart.flight", "quality.result", "ops.step", "audit.event")


def newest_day() -> dt.date:
    """The last day that is loaded. Raises `CourseError` while there is none."""
    day = read("SELECT max(flight_date) AS day FROM mart.flight", ttl=0)["day"][0]
    if pd.isna(day):
        raise CourseError(
            _("O warehouse ainda está vazio."), _("Rode `make trigger-dag`: ele carrega ontem.")
        )
    return pd.Timestamp(day).date()


def databases() -> pd.DataFrame:
    """One row a database: what it holds, its size in MB, open connections, transactions so far by outcome."""
    rows = read(sql("databases"), role="monitor", ttl=0)
    rows["mb"] = rows["mb"].map("{:.1f}".format)
    rows.insert(1, "holds", [_("metadados do Airflow"), _("data warehouse")])
    titles = [_("banco"), _("o que guarda"), "MB", _("conexões"), _("confirmadas"), _("desfeitas")]
    return rows.set_axis(titles, axis=1)


def isolation() -> str:
    """The isolation level of a transaction that asks for none."""
    return str(read("SHOW transaction_isolation", ttl=0).iloc[0, 0])


def two_plans() -> pd.DataFrame:
    """The plans of two questions about flights: one flight by the primary key, and those of one aircraft."""
    with postgres.connect("analyst") as connection, connection.cursor() as cursor:
        cursor.execute(sql("some_flight"))
        [(*key, plane)] = cursor.fetchall()
        found = {
            _("um voo, pela chave"): plans.explain(cursor, sql("flight_by_key"), tuple(key)),
            _("os voos de um avião"): plans.explain(cursor, sql("flights_of_plane"), (plane,)),
        }
    return plans.table(found)


def sessions() -> pd.DataFrame:
    """Who is connected now: role, database, what the sessions do, how many."""
    rows = read(sql("sessions"), role="monitor", ttl=0)
    return rows.set_axis([_("papel"), _("banco"), _("estado"), _("conexões")], axis=1)


def access() -> pd.DataFrame:
    """One row a role, one column a table: a INSERT, r SELECT, w UPDATE, d DELETE, – nothing."""
    asked = {"roles": list(_ROLES), "tables": list(_TABLES)}
    rows = read(sql("access"), asked, role="etl", ttl=0).replace("", "–")
    wide = rows.pivot_table(index="role", columns="name", values="may", aggfunc="first")
    return wide.loc[list(_ROLES), list(_TABLES)].rename_axis(index=_("papel"), columns=None).reset_index()


def integrity() -> pd.DataFrame:
    """Figures of the newest day's flights: the source's as it gives them now, beside the warehouse's."""
    from course.pipeline.prove import compare  # late: whoever looks for exercises imports this package

    day = newest_day()
    rows = [
        (check.name.removeprefix(_FLIGHTS), check.expected, check.found, "✓" if check.passed else "✗")
        for check in compare(day)
        if check.name.startswith(_FLIGHTS)
    ]
    return pd.DataFrame(rows, columns=[str(day), _("fonte"), _("warehouse"), ""])
