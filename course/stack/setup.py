"""`dev-setup`: everything that has to be on the machine before the services can start."""

import platform
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from course.evidence import signing
from course.i18n import _
from course.services import tls
from course.stack import builds, packages
from course.stack.mode import mode
from course.stack.progress import Steps, console


def run(added_to_env: list[str], for_tests: bool = False) -> None:
    """Says what it will install, then installs it; what is there already is left alone."""
    if added_to_env:
        console.print(_("  .env: acrescentados {names}").format(names=", ".join(added_to_env)))
    tls.ensure()
    signing.ensure()
    if mode() == "compose":
        console.print(_("  Docker responde: os serviços virão como contêineres."))
        return
    if packages.left_over():
        packages.let_services_start()
    debian, sources = packages.missing(), builds.missing()
    if for_tests:
        debian, sources = debian + _missing_browser(), sources + _missing_compose()
    if debian:
        console.print(_("  Pacotes do Debian a instalar: {names}").format(names=", ".join(debian)))
    if sources:
        console.print(
            _("  Programas a compilar do código-fonte, 1 a 4 minutos cada um: {names}").format(
                names=", ".join(sources)
            )
        )
    _install(debian, sources)
    builds.link()
    console.print(_("  [green]✓[/] Tudo instalado."))


def _install(debian: list[str], sources: list[str]) -> None:
    """Packages and builds side by side: the one waits for the network, the other for the processor."""
    if debian:
        packages.ask_for_root()
    with Steps() as steps, ThreadPoolExecutor(max_workers=2) as pool:

        def install() -> None:
            with steps.step(_("Pacotes do Debian")) as note:
                packages.install(debian, note)

        def build() -> None:
            for name in sources:
                with steps.step(_("Compilando {name}").format(name=name)) as note:
                    builds.build(name, note)
            builds.clear()

        work = [pool.submit(job) for job, wanted in ((install, debian), (build, sources)) if wanted]
        for future in work:
            future.result()


def _missing_browser() -> list[str]:
    """Chromium, in which the widgets are tested. Ubuntu's is a snap; there, without one, those tests skip."""
    debian = platform.freedesktop_os_release()["ID"] == "debian"
    return ["chromium"] if debian and not shutil.which("chromium") else []


def _missing_compose() -> list[str]:
    """Docker's compose plugin checks docker-compose.yml without an engine; built where there is none."""
    return [] if compose_command() else ["compose"]


def compose_command() -> list[str]:
    """Docker's plugin, or the binary built from infra/go/compose; empty when there is neither."""
    plugin = ["docker", "compose"]
    if (
        shutil.which("docker")
        and not subprocess.run([*plugin, "version"], capture_output=True, check=False).returncode
    ):
        return plugin
    built = builds.binary("compose")
    return [str(built)] if built.exists() else []
