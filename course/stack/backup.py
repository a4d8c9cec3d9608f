"""A backup of the warehouse, in the object store."""

import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from course.errors import CourseError
from course.i18n import _
from course.services import minio, postgres, tls
from course.services.programs import find
from course.settings import ROOT, settings
from course.stack.mode import mode
from course.stack.progress import Steps


@dataclass(frozen=True)
class Backup:
    """name: the object in bucket `backups`; taken_at: UTC, ISO 8601; tables: how many hold data in it."""

    name: str
    taken_at: str
    size_bytes: int
    sha256: str
    tables: int


def create() -> Backup:
    """Dumps the warehouse in PostgreSQL's custom format, uploads it, reads it back, then its manifest.

    A dump without its manifest beside it is not finished. Raises `CourseError` when any step fails.
    """
    now = dt.datetime.now(dt.UTC)
    name = f"warehouse/{now:%Y-%m-%dT%H%M%SZ}.dump"
    with tempfile.TemporaryDirectory(dir=settings.state_dir) as folder, Steps() as steps:
        dump = Path(folder) / "warehouse.dump"
        with steps.step(_("Copiando o warehouse")):
            _pg("pg_dump", "--format=custom", to=dump)
        listing = Path(folder) / "listing"
        _pg("pg_restore", "--list", to=listing, stdin=dump)
        tables = sum(" TABLE DATA " in line for line in listing.read_text().splitlines())
        digest = _sha256(dump)
        with steps.step(_("Enviando ao MinIO")):
            minio.client().fput_object(minio.BACKUPS, name, str(dump))
            back = Path(folder) / "back"
            minio.client().fget_object(minio.BACKUPS, name, str(back))
        if _sha256(back) != digest:
            raise CourseError(_("O backup lido de volta difere do enviado."), _("Repita `make backup-data`."))
        backup = Backup(name, now.isoformat(timespec="seconds"), dump.stat().st_size, digest, tables)
    manifest = json.dumps(asdict(backup), indent=2).encode()
    minio.client().put_object(minio.BACKUPS, f"{name}.json", io.BytesIO(manifest), len(manifest))
    return backup


def _pg(program: str, *arguments: str, to: Path, stdin: Path | None = None) -> None:
    """Runs a PostgreSQL client program; in compose the container's, which fits its server."""
    if mode() == "compose":
        command = ["docker", "compose", "exec", "-T", "postgres", program, *arguments]
        environment = dict(os.environ)
    else:
        command = [str(find(program)), *arguments]
        environment = {
            **os.environ,
            "PGPASSWORD": postgres.password("postgres"),
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": str(tls.CA_FILE),
        }
    if program == "pg_dump":
        command += ["--username=postgres", f"--dbname={postgres.WAREHOUSE}"]
        if mode() == "local":
            command += [f"--host={settings.postgres_host}", f"--port={settings.postgres_port}"]
    with to.open("wb") as output, (stdin or Path(os.devnull)).open("rb") as source:
        done = subprocess.run(
            command,
            stdin=source,
            stdout=output,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=ROOT,
            check=False,
        )
    if done.returncode:
        raise CourseError(
            _("{program} falhou: {why}").format(
                program=program, why=done.stderr.decode(errors="replace").strip()
            ),
            _("Veja `make status`: o PostgreSQL está no ar?"),
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
