"""The course's own environment, made from requirements.lock by whatever Python is at hand.

Only the standard library: this runs on a machine where nothing of the course is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from course.i18n import _

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
_STAMP = VENV / "installed-lock"
SUPPORTED = ((3, 11), (3, 13))
# uv, which installs the rest many times faster than pip.
BOOTSTRAP_LOCK = ROOT / "bootstrap.lock"


class BootstrapError(Exception):
    """Something that only the reader can mend; the text says how."""


def ready() -> bool:
    """Whether the environment is there, made in this place, and holds what the lock file says."""
    return PYTHON.exists() and _STAMP.is_file() and _STAMP.read_text() == f"{_digest()} {ROOT}"


def inside() -> bool:
    """Whether this process runs in the environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def make() -> None:
    """Makes it or brings it up to date; safe to be interrupted and repeated. Raises `BootstrapError`."""
    low, high = SUPPORTED
    if not low <= sys.version_info[:2] <= high:
        raise BootstrapError(
            _(
                "Python {found} não serve: o curso precisa de 3.11, 3.12 ou 3.13. "
                "Rode com um deles: make PYTHON=python3.12 …"
            ).format(found=sys.version.split()[0])
        )
    print(_("Preparando o ambiente Python em .venv (cerca de 1 minuto, 1,7 GB)…"), flush=True)
    if not ((VENV / "bin" / "pip").exists() and PYTHON.exists()) or _moved():
        shutil.rmtree(VENV, ignore_errors=True)
        _create()
    _run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", BOOTSTRAP_LOCK)
    uv_install = (str(PYTHON), "-m", "uv", "pip", "install", "--python", str(PYTHON))
    # Compiled now: where PYTHONDONTWRITEBYTECODE is set, each kernel and task would compile pandas anew.
    _run(*uv_install, "--require-hashes", "--compile-bytecode", "-r", LOCK, quiet=False)
    _run(*uv_install, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    _STAMP.write_text(f"{_digest()} {ROOT}")


def _moved() -> bool:
    """Whether it was made in another place: its programs and its link to the course still point there."""
    return _STAMP.is_file() and _STAMP.read_text().partition(" ")[2] not in ("", str(ROOT))


def _create() -> None:
    try:
        import ensurepip  # noqa: F401  # Debian leaves it out of python3 itself
    except ImportError:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        print(_("Instalando o pacote {package}…").format(package=package), flush=True)
        for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", package]):
            _run(*([] if os.geteuid() == 0 else ["sudo"]), "apt-get", *command)
        _run(sys.executable, "-m", "venv", VENV)
        return
    venv.create(VENV, with_pip=True)


def _run(*command: str | Path, quiet: bool = True) -> None:
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            stdin=subprocess.DEVNULL if os.geteuid() == 0 else None,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BootstrapError(
            _("O programa {name} não existe nesta máquina. Instale-o e repita o comando.").format(
                name=error.filename
            )
        ) from None
    if done.returncode:
        raise BootstrapError(
            _(
                "Falhou: {command}\n{output}\nCorrija a causa e repita o comando: ele continua de onde parou."
            ).format(command=" ".join(map(str, command)), output=(done.stdout or "").strip())
        )


def _digest() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()
