"""Debian's packages: which are missing, and installing them without starting their services."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from course.errors import CourseError
from course.i18n import _
from course.services.registry import services

_POLICY = Path("/usr/sbin/policy-rc.d")
_NEVER = "#!/bin/sh\n# dataops-na-pratica: until its packages are installed\nexit 101\n"
_NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/dataops-na-pratica.conf")


def wanted() -> list[str]:
    """The packages of all services that run locally, each once."""
    names = (name for service in services().values() for name in service.local.packages)
    return list(dict.fromkeys(names))


def missing() -> list[str]:
    """Those of `wanted` that are not installed: all of them on a machine without Debian's packages."""
    if not shutil.which("dpkg-query"):
        return wanted()
    status = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted()],
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {line.split()[0] for line in status.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in wanted() if name not in installed]


def install(names: list[str], note: Callable[[str], None]) -> None:
    """Installs them; their own services start neither now nor at boot.

    Raises `CourseError` with apt's words.
    """
    if not shutil.which("apt-get"):
        raise CourseError(
            _("Esta máquina não tem apt-get, e faltam: {names}.").format(names=", ".join(names)),
            _("Use Docker, ou uma máquina com Debian ou Ubuntu."),
        )
    with _no_service_starts():
        note("apt-get update")
        _as_root("apt-get", "update", "-q")
        note("apt-get install")
        _as_root("apt-get", "install", "-y", "-q", "--no-install-recommends", *names)
    for name in names:
        listed = subprocess.run(["dpkg-query", "-L", name], capture_output=True, text=True, check=False)
        units = [Path(line).name for line in listed.stdout.splitlines() if line.endswith(".service")]
        units = [unit for unit in units if "@" not in unit]
        if units and shutil.which("systemctl"):
            _as_root("systemctl", "disable", "--quiet", *units)


def ask_for_root() -> None:
    """Has sudo ask for the password that `install` will need, while nothing is drawn over its question.

    Raises `CourseError` without sudo, or without the password.
    """
    if os.geteuid() == 0:
        return
    _needs_sudo("apt-get")
    if not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        return  # it will not ask
    if subprocess.run(["sudo", "-v"], check=False).returncode:
        raise CourseError(_("O sudo recusou."), _("Rode como quem pode usar sudo, ou como root."))


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """policy-rc.d answers 101, "do not", while packages are installed; no default cluster is made."""
    ours = not _POLICY.exists() or left_over()
    try:
        if ours:
            _write_as_root(_POLICY, _NEVER, "755")
        _as_root("mkdir", "-p", str(_NO_CLUSTER.parent))
        _write_as_root(_NO_CLUSTER, "create_main_cluster = false\n", "644")
        yield
    finally:
        _as_root("rm", "-f", *map(str, [_NO_CLUSTER, *([_POLICY] if ours else [])]))


def left_over() -> bool:
    """Whether an `install` was killed and Debian's services are still kept from starting."""
    return _POLICY.exists() and _POLICY.read_text() == _NEVER


def let_services_start() -> None:
    """Takes back what a killed `install` has left."""
    ask_for_root()
    _as_root("rm", "-f", str(_NO_CLUSTER), str(_POLICY))


def _write_as_root(path: Path, text: str, mode: str) -> None:
    _as_root("install", "-m", mode, "/dev/stdin", str(path), stdin=text)


def _as_root(*command: str, stdin: str | None = None) -> None:
    if os.geteuid() != 0:
        _needs_sudo(" ".join(command))
        command = ("sudo", "--", "env", "DEBIAN_FRONTEND=noninteractive", *command)
    done = subprocess.run(
        command,
        input=stdin or "",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CourseError(
            _("Falhou: {command}\n{why}").format(command=" ".join(command), why=done.stderr.strip()[-2000:])
        )


def _needs_sudo(command: str) -> None:
    if not shutil.which("sudo"):
        raise CourseError(
            _("É preciso ser root para rodar: {command}").format(command=command),
            _("Instale o sudo, ou rode como root."),
        )
