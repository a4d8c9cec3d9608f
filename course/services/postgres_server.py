"""The PostgreSQL server as a local process: its cluster, who runs it, what it reads."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from course.errors import CourseError
from course.i18n import _
from course.services import pgbackrest, tls
from course.services.programs import find
from course.settings import ROOT, settings


def server_user() -> str:
    """PostgreSQL refuses to run as root: then it gets the user that its package made."""
    return "postgres" if os.geteuid() == 0 else ""


def state_dir() -> Path:
    """Where the cluster lives: the state folder, or one that the server's own user can reach.

    A state folder below /root is closed to every other user; the cluster then goes to /var/lib,
    under a name made from the folder's path.
    """
    wanted = settings.state_dir / "postgres"
    above = [parent for parent in settings.state_dir.parents if parent.exists()]
    if not server_user() or all(parent.stat().st_mode & 0o001 for parent in above):
        return wanted
    mark = hashlib.sha256(str(settings.state_dir).encode()).hexdigest()[:12]
    return Path("/var/lib/dataops-na-pratica") / mark / "postgres"


def prepare() -> None:
    """A cluster with checksums and password log-ins, our configuration, the TLS key, pgBackRest's files."""
    home, data = state_dir(), state_dir() / "data"
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home, *_above(home)):
        folder.chmod(0o711)  # whatever the umask, the server's user gets through
    if not (data / "PG_VERSION").exists():
        _initdb(data)
    for name in ("course.conf", "pg_hba.conf"):
        shutil.copyfile(ROOT / "infra/postgres" / name, data / name)
    if "include 'course.conf'" not in (data / "postgresql.conf").read_text():
        with (data / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude 'course.conf'\n")
    tls.install_server_files(data)
    # Below a closed folder the server's user could read neither.
    copies = (home / "ca.crt", home / "pgbackrest.conf")
    for source, copy in zip((tls.CA_FILE, ROOT / "infra/postgres/pgbackrest.conf"), copies, strict=True):
        shutil.copyfile(source, copy)
    folders = (home / "lock", home / "spool")
    for folder in folders:
        folder.mkdir(exist_ok=True)
    ours = (data / name for name in (*tls.SERVER_FILES, "course.conf", "pg_hba.conf"))
    hand_over(home, data, *copies, *folders, *ours)


def _above(home: Path) -> tuple[Path, ...]:
    """The folders of ours that the cluster's lies in, where its user is another than theirs."""
    if not server_user():
        return ()
    return (home.parent,) if home.parent == settings.state_dir else (home.parent, home.parent.parent)


def hand_over(*paths: Path) -> None:
    """Makes the server's own user their owner, where it is not whoever runs this."""
    if user := server_user():
        for path in paths:
            shutil.chown(path, user, user)


def environment() -> dict[str, str]:
    """What the server hands on to pgBackRest, which is its client too; read from its own folder alone."""
    return {
        "HOME": str(state_dir()),
        "PGHOST": "localhost",
        "PGUSER": "postgres",
        "PGPASSWORD": settings.postgres_password.get_secret_value(),
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(state_dir() / "ca.crt"),
        **pgbackrest.environment(state_dir()),
    }


def _initdb(data: Path) -> None:
    """A new cluster, made beside its place and moved there, so that a half-made one is never used."""
    new, secret = data.with_name("data.new"), data.with_name("password")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(settings.postgres_password.get_secret_value())
    hand_over(new, secret)
    command = [
        str(find("initdb")),
        "-D",
        str(new),
        "-U",
        "postgres",
        f"--pwfile={secret}",
        "--data-checksums",
    ]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-instructions"]
    done = subprocess.run(
        command, text=True, capture_output=True, cwd="/", user=server_user() or None, check=False
    )
    secret.unlink()
    if done.returncode:
        raise CourseError(_("initdb falhou: {why}").format(why=done.stderr.strip()))
    new.rename(data)
