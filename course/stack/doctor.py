"""Looks the machine over before the stack starts: changes nothing, answers within 2 seconds."""

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from dotenv import dotenv_values

from course.bootstrap import SUPPORTED
from course.i18n import _
from course.services.processes import SOCKET
from course.services.registry import services
from course.settings import ENV_FILE, LOOPBACK, ROOT, settings
from course.stack import builds, compose, packages, supervisor
from course.stack.env_file import EXAMPLE
from course.stack.findings import Finding
from course.stack.mode import engine, mode, versions
from course.stack.ports import holder, tcp_ports

GIB = 2**30
# What the whole stack takes at rest is 2 to 3 GB, the ETL's kernels come on top.
MEMORY_NEEDED, MEMORY_WANTED = 3 * GIB, 5 * GIB
DISK_NEEDED, DISK_WANTED = 2 * GIB, 8 * GIB
# A supervisor's socket address may have 107 bytes on Linux.
SOCKET_LIMIT = 107
# Docker's engine and compose: the first with a health check's start_interval and a config's content.
OLDEST = ((25, 0), (2, 24))


def examine() -> list[Finding]:
    """All findings, the checks in the order of `CHECKS`; an empty list when all is well."""
    return [finding for check in CHECKS for finding in check()]


def _python() -> Iterator[Finding]:
    oldest, newest = SUPPORTED
    if not oldest <= sys.version_info[:2] <= newest:
        yield Finding(
            "python",
            "failed",
            _("Python {version}; o curso precisa de 3.11 a 3.13.").format(version=platform.python_version()),
            _("Instale um deles e apague a pasta .venv."),
        )


def _env_file() -> Iterator[Finding]:
    if not ENV_FILE.exists():
        yield Finding("env", "failed", _("Falta o arquivo .env."), "make dev-setup")
    elif ENV_FILE.stat().st_mode & 0o077:
        yield Finding("env", "warning", _(".env tem senhas e outros podem lê-lo."), "chmod 600 .env")


def _bind_address() -> Iterator[Finding]:
    if settings.bind_address != LOOPBACK and (names := default_log_ins()):
        yield Finding(
            "bind",
            "failed",
            _("BIND_ADDRESS={address} abriria à rede as senhas padrão do curso: {names}.").format(
                address=settings.bind_address, names=", ".join(names)
            ),
            _("Troque essas senhas em .env, ou volte a BIND_ADDRESS=127.0.0.1."),
        )


def default_log_ins() -> list[str]:
    """The class-room passwords of .env.example that are still in force."""
    example = dotenv_values(EXAMPLE)
    public = [name for name, value in example.items() if value and name.endswith(("_PASSWORD", "_TOKEN"))]
    return [name for name in public if getattr(settings, name.lower()).get_secret_value() == example[name]]


def _running() -> bool:
    return supervisor.running() or (mode() == "compose" and compose.running())


def _ports() -> Iterator[Finding]:
    if _running():
        return  # then they are ours, and `status` tells how they are
    ours = {process.pid for process in supervisor.leftovers()}
    for service in services().values():
        for name, port in tcp_ports(service):
            try:
                process = holder(port)
            except PermissionError:
                who = _("um processo de outro usuário")
            else:
                if process is None or process.pid in ours:
                    continue
                who = _("{name} (pid {pid})").format(name=process.name(), pid=process.pid)
            yield Finding(
                "ports",
                "failed",
                _("Porta {port}, de {service}, ocupada por {who}.").format(
                    port=port, service=service.title, who=who
                ),
                _("Pare-o ou mude {name} em .env.").format(name=name),
            )


def _memory() -> Iterator[Finding]:
    free = psutil.virtual_memory().available
    if free < MEMORY_WANTED and not _running():
        yield Finding(
            "memory",
            "failed" if free < MEMORY_NEEDED else "warning",
            _("{free:.1f} GiB de memória livres; a plataforma pede {need:.0f}; o ideal é {want:.0f}.").format(
                free=free / GIB, need=MEMORY_NEEDED / GIB, want=MEMORY_WANTED / GIB
            ),
            _("Feche programas, ou dê mais memória à máquina."),
        )


def _disk() -> Iterator[Finding]:
    for folder in dict.fromkeys((ROOT, _existing(settings.cache_dir))):
        free = shutil.disk_usage(folder).free
        if free < DISK_WANTED:
            yield Finding(
                "disk",
                "failed" if free < DISK_NEEDED else "warning",
                _("{free:.1f} GiB livres em {folder}; o curso pede {need:.0f}, com folga {want:.0f}.").format(
                    free=free / GIB, folder=folder, need=DISK_NEEDED / GIB, want=DISK_WANTED / GIB
                ),
                _("Libere espaço; `make reset` apaga os dados da plataforma."),
            )


def _writable() -> Iterator[Finding]:
    for folder in (ROOT, _existing(settings.state_dir), _existing(settings.cache_dir)):
        if not os.access(folder, os.W_OK | os.X_OK):
            yield Finding(
                "folders",
                "failed",
                _("Não é possível gravar em {folder}.").format(folder=folder),
                f"sudo chown -R $USER {folder}",
            )
    if len(os.fsencode(SOCKET)) > SOCKET_LIMIT:
        yield Finding(
            "folders",
            "failed",
            _("O caminho desta pasta é longo demais para um socket: {path}.").format(path=SOCKET),
            _("Clone o repositório em um caminho mais curto."),
        )


def _packages() -> Iterator[Finding]:
    if mode() == "compose":
        return
    names = [*packages.missing(), *builds.missing()]
    if names:
        yield Finding(
            "packages",
            "failed",
            _("Faltam programas: {names}.").format(names=", ".join(names)),
            "make dev-setup",
        )


def _docker() -> Iterator[Finding]:
    if settings.stack_mode == "compose" and not engine():
        yield Finding(
            "docker",
            "failed",
            _("STACK_MODE=compose, mas não há Docker com compose que responda."),
            _("Inicie o Docker, ou use STACK_MODE=auto em .env."),
        )
    elif mode() == "compose" and _too_old():
        yield Finding(
            "docker",
            "failed",
            _("{found} é antigo demais: o curso precisa de engine {engine}, compose {compose}.").format(
                found=engine(), engine=_dotted(OLDEST[0]), compose=_dotted(OLDEST[1])
            ),
            _("Atualize o Docker, ou use STACK_MODE=local em .env."),
        )


def _too_old() -> bool:
    # A development build of compose tells no number.
    return any(found < least for found, least in zip(versions(), OLDEST, strict=False))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _clock() -> Iterator[Finding]:
    newest = max(path.stat().st_mtime for path in (ROOT / "pyproject.toml", ROOT / "requirements.lock"))
    if time.time() < newest - 86_400:
        yield Finding(
            "clock",
            "warning",
            _("O relógio da máquina está atrasado: {now}.").format(now=time.strftime("%Y-%m-%d %H:%M")),
            "sudo timedatectl set-ntp true",
        )


def _existing(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    *(_python, _env_file, _bind_address, _ports, _memory, _disk),
    *(_docker, _packages, _writable, _clock),
)
