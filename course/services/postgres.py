"""PostgreSQL: the warehouse, and Airflow's metadata in a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, cast
from urllib.parse import quote, urlencode

import psycopg2
import psycopg2.extensions
from psycopg2.sql import SQL, Identifier
from pydantic import SecretStr

from course.errors import LogInRefused, Unavailable
from course.i18n import _
from course.services import pgbackrest, postgres_server, tls
from course.services.base import Local, Program, Purpose, Service
from course.services.migrations import migrate
from course.settings import ROOT, settings

Role = Literal["postgres", "airflow", "etl", "analyst", "student", "auditor", "monitor"]
WAREHOUSE = "warehouse"
AIRFLOW = "airflow"
MIGRATIONS = ROOT / "infra/postgres/migrations"
_PASSWORD_OF: dict[Role, str] = {
    "postgres": "postgres_password",
    "airflow": "airflow_db_password",
    "etl": "etl_password",
    "analyst": "analyst_password",
    "student": "student_password",
    "auditor": "auditor_password",
    "monitor": "monitor_password",
}


def password(role: Role) -> str:
    """The role's password from .env."""
    return cast(SecretStr, getattr(settings, _PASSWORD_OF[role])).get_secret_value()


def url(role: Role, database: str = WAREHOUSE, driver: str = "postgresql+psycopg2") -> str:
    """A SQLAlchemy URL with the role's password; TLS is required and the certificate checked."""
    query = urlencode({"sslmode": "verify-full", "sslrootcert": str(tls.CA_FILE)})
    host = f"{settings.postgres_host}:{settings.postgres_port}"
    return f"{driver}://{role}:{quote(password(role), safe='')}@{host}/{database}?{query}"


def log_in(user: str, secret: str, database: str = WAREHOUSE, **more: Any) -> psycopg2.extensions.connection:
    """A connection of any user, over TLS, with the server's certificate checked; the caller closes it.

    `more` is libpq's. Raises `psycopg2.OperationalError` when the log-in is refused or the server is away.
    """
    arguments: dict[str, Any] = {
        "host": settings.postgres_host,
        "port": settings.postgres_port,
        "dbname": database,
        "user": user,
        "password": secret,
        "sslmode": "verify-full",
        "sslrootcert": str(tls.CA_FILE),
        "connect_timeout": 3,
        "application_name": f"course-{user}",
        "options": "-c timezone=UTC",
    }
    opened: psycopg2.extensions.connection = psycopg2.connect(**arguments | more)
    return opened


def async_url(role: Role, database: str) -> str:
    """The same for SQLAlchemy's asyncpg driver, which knows the authority by PGSSLROOTCERT alone."""
    return url(role, database, "postgresql+asyncpg").split("?")[0] + "?ssl=verify-full"


@contextmanager
def connect(role: Role, database: str = WAREHOUSE, port: int = 0) -> Iterator[psycopg2.extensions.connection]:
    """A connection over TLS: commits when the block ends, rolls back when it raises, then closes.

    The session's time zone is UTC. `port` is that of another server on the same machine, as a recovered
    one is. Raises `LogInRefused` for a wrong password and `Unavailable` when the server does not answer,
    or does not let anybody into that database.
    """
    connection = _open(role, database, port)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


@contextmanager
def administer() -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of the superuser outside any transaction, as statements about whole databases want it.

    Raises what `connect` does.
    """
    connection = _open("postgres", "postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _open(role: Role, database: str, port: int = 0) -> psycopg2.extensions.connection:
    try:
        return log_in(role, password(role), database, port=port or settings.postgres_port)
    except psycopg2.OperationalError as error:
        if "SSL error" in str(error):
            raise Unavailable(
                _("O certificado do PostgreSQL não é da autoridade deste checkout: {why}.").format(
                    why=_reason(error)
                ),
                _("Se a pilha nessa porta é de outro checkout, copie o ca.crt dele para {file}.").format(
                    file=tls.CA_FILE
                ),
            ) from error
        if "password authentication failed" not in str(error):
            raise Unavailable(
                _("O PostgreSQL não aceitou a conexão: {why}.").format(why=_reason(error)),
                _("`make status` diz o que parou; `make up` o sobe."),
            ) from error
        raise LogInRefused(
            _("O PostgreSQL recusou a senha de {role}.").format(role=role),
            _(
                "Os dados em {folder} são de antes desta senha em .env, talvez de outro checkout neste lugar:"
                " volte à anterior, ou recomece com `make reset`, que apaga esses dados."
            ).format(folder=postgres_server.state_dir())
            if role == "postgres"
            else _("`make up` grava no banco as senhas de .env."),
        ) from error


def _reason(error: psycopg2.OperationalError) -> str:
    """The last words of the first line: it begins with the address that was tried."""
    return str(error).strip().partition("\n")[0].rpartition("failed: ")[2]


def ping() -> str:
    """A query in the warehouse as the analyst, over TLS."""
    with connect("analyst") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT max(flight_date) FROM mart.flight")
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return _("warehouse ainda vazio")
    return _("último dia carregado: {day}").format(day=row[0])


def answers() -> str:
    """Whether the server takes log-ins at all: a query as its superuser."""
    with connect("postgres", "postgres") as connection, connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def setup() -> None:
    """Roles with the passwords of .env, the databases, the warehouse's migrations, the WAL's archive."""
    with connect("postgres", "postgres") as connection, connection.cursor() as cursor:
        for role in _PASSWORD_OF:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            if cursor.fetchone() is None:
                cursor.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(role)))
            kept = verifier(role, password(role), connection)
            cursor.execute(SQL("ALTER ROLE {} PASSWORD %s").format(Identifier(role)), (kept,))
    for database, owner in ((WAREHOUSE, "postgres"), (AIRFLOW, "airflow")):
        _create_database(database, owner)
    with connect("postgres") as connection:
        migrate(connection, MIGRATIONS)
        pgbackrest.setup(connection)


def verifier(user: str, secret: str, connection: psycopg2.extensions.connection) -> str:
    """What the server keeps of a password (SCRAM), and all it is sent: none of its logs can hold more."""
    kept: str = psycopg2.extensions.encrypt_password(secret, user, connection, "scram-sha-256")
    return kept


def _create_database(name: str, owner: str) -> None:
    with administer() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if cursor.fetchone() is None:
            cursor.execute(SQL("CREATE DATABASE {} OWNER {}").format(Identifier(name), Identifier(owner)))
        cursor.execute(SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(Identifier(name)))


service = Service(
    name="postgres",
    title="PostgreSQL",
    after=("minio-tls",),  # where `setup` makes the archive of the WAL
    purpose=Purpose(
        function=_("Data warehouse, e num banco à parte os metadados do Airflow."),
        dataops=_(
            "Um dia entra inteiro ou não entra: a carga é uma transação. Backup e restauração fazem parte."
        ),
        observability=_("Tempo das consultas, conexões abertas, linhas por tabela."),
        value=_("Números íntegros e um histórico em que se pode confiar."),
    ),
    ports=("postgres_port",),
    ping=ping,
    ready=answers,
    setup=setup,
    login=_("papéis etl, analyst, student, auditor, monitor; senhas em .env"),
    local=Local(
        packages=("postgresql", "postgresql-client", "pgbackrest"),
        prepare=postgres_server.prepare,
        programs=(
            Program(
                "postgres",
                (
                    *("postgres", "-D", str(postgres_server.state_dir() / "data")),
                    *("-p", str(settings.postgres_port)),
                    *("-c", f"listen_addresses={settings.bind_address}"),
                ),
                env=postgres_server.environment(),
                run_as=postgres_server.server_user(),
                stop_signal="INT",  # "fast": end sessions, then write everything out
                stop_seconds=30,
            ),
        ),
    ),
)
