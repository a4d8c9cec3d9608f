"""What each role must NOT be able to do, in one place: the access control tries it.

Adding a role is adding its lines; a test fails for a role of any of the three services without one.
"""

from course.services import minio, postgres

SQL: tuple[tuple[postgres.Role, str], ...] = (
    ("analyst", "INSERT INTO mart.airline VALUES ('ZZ', 'Nobody')"),
    ("analyst", "UPDATE mart.flight SET cancelled = true WHERE false"),
    ("analyst", "DELETE FROM mart.flight WHERE false"),
    ("analyst", "TRUNCATE mart_blue.flight"),
    ("analyst", "SELECT FROM mart_blue.flight"),
    ("analyst", "SELECT FROM ops.release"),
    ("analyst", "UPDATE mart.release SET version = '2' WHERE false"),
    ("analyst", "SELECT FROM quality.result"),
    ("analyst", "SELECT FROM ops.step"),
    ("analyst", "SELECT FROM audit.event"),
    ("analyst", "SELECT FROM privacy.passenger"),
    ("analyst", "CREATE TABLE mart.mine (n integer)"),
    ("analyst", "CREATE TABLE public.mine (n integer)"),
    ("analyst", "CREATE TEMPORARY TABLE mine (n integer)"),
    ("analyst", "CREATE TABLE sandbox.mine (n integer)"),
    ("student", "INSERT INTO mart.airline VALUES ('ZZ', 'Nobody')"),
    ("student", "DELETE FROM mart.weather WHERE false"),
    ("student", "SELECT FROM mart_all.flight"),
    ("student", "SELECT FROM quality.score"),
    ("student", "SELECT FROM ops.step"),
    ("student", "SELECT FROM audit.event"),
    ("student", "SELECT FROM privacy.passenger"),
    ("student", "CREATE TABLE public.mine (n integer)"),
    ("student", "CREATE SCHEMA mine"),
    ("auditor", "SELECT FROM mart.flight"),
    ("auditor", "SELECT FROM privacy.passenger"),
    ("auditor", "INSERT INTO audit.event (action, object) VALUES ('a', 'b')"),
    ("auditor", "DELETE FROM quality.result WHERE false"),
    ("monitor", "SELECT FROM mart.flight"),
    ("monitor", "SELECT FROM ops.step"),
    ("monitor", "SELECT FROM privacy.passenger"),
    ("etl", "SELECT FROM audit.event"),
    ("etl", "UPDATE audit.event SET actor = 'nobody' WHERE false"),
    ("etl", "DELETE FROM audit.event WHERE false"),
    ("etl", "UPDATE mart.date SET weekend = false WHERE false"),
    ("etl", "DROP VIEW mart.flight"),
    ("etl", "DROP TABLE mart_green.flight"),
    ("etl", "CREATE TABLE mart.mine (n integer)"),
    ("etl", "ALTER ROLE etl SUPERUSER"),
    ("etl", "COPY (SELECT 1) TO PROGRAM 'true'"),
)

# Nobody gets into a database that is not their own.
DATABASES: tuple[tuple[postgres.Role, str], ...] = (
    *((role, postgres.AIRFLOW) for role in ("etl", "analyst", "student", "auditor", "monitor")),
    ("airflow", postgres.WAREHOUSE),
)

S3: tuple[tuple[minio.Identity, str, str], ...] = (
    *(("etl", action, minio.AUDIT) for action in ("PutObject", "GetObject", "ListBucket", "DeleteBucket")),
    *(("etl", action, minio.BACKUPS) for action in ("PutObject", "GetObject", "DeleteObject")),
    *(("etl", "DeleteObject", bucket) for bucket in (minio.RAW, minio.CURATED, minio.NOTEBOOKS)),
    *(("analyst", action, minio.CURATED) for action in ("PutObject", "DeleteObject", "DeleteBucket")),
    *(("analyst", "GetObject", bucket) for bucket in (minio.RAW, minio.BACKUPS, minio.AUDIT)),
    *(("auditor", action, minio.AUDIT) for action in ("PutObject", "DeleteObject", "DeleteBucket")),
    *(("auditor", "GetObject", bucket) for bucket in (minio.RAW, minio.CURATED, minio.BACKUPS)),
    *((identity, "admin:ListUsers", "") for identity in minio.LIMITED),
)

# By Airflow's user: method and path. An empty user is nobody: no log-in.
_DAG = "/dags/{nothing}"
API: tuple[tuple[str, str, str], ...] = (
    ("", "GET", "/dags"),
    ("", "GET", "/connections"),
    ("analyst", "POST", f"{_DAG}/dagRuns"),
    ("analyst", "PATCH", _DAG),
    ("analyst", "DELETE", _DAG),
    ("analyst", "GET", "/connections"),
    ("analyst", "GET", "/variables"),
    ("analyst", "PATCH", "/pools/{nothing}"),
    ("student", "GET", "/connections"),
    ("student", "PATCH", "/variables/{nothing}"),
    ("student", "DELETE", "/connections/{nothing}"),
    ("student", "PATCH", "/pools/{nothing}"),
)
