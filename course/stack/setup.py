"""`dev-setup`: everything that has to be on the machine before the services can start."""

from concurrent.futures import ThreadPoolExecutor

from course.evidence import signing
from course.i18n import _
from course.services import tls
from course.stack import builds, packages
from course.stack.mode import mode
from course.stack.progress import Steps, console


def run(added_to_env: list[str]) -> None:
    """Says what it will install, then installs it; what is there already is left alone."""
    if added_to_env:
        console.print(_("  .env: acrescentados {names}").format(names=", ".join(added_to_env)))
    tls.ensure()
    signing.ensure()
    if mode() == "compose":
        console.print(_("  Docker responde: os serviços virão como contêineres."))
        return
    debian, sources = packages.missing(), builds.missing()
    if debian:
        console.print(_("  Pacotes do Debian a instalar: {names}").format(names=", ".join(debian)))
    if sources:
        console.print(
            _("  Programas a compilar do código-fonte, 2 a 5 minutos: {names}").format(
                names=", ".join(sources)
            )
        )
    _install(debian, sources)
    builds.link()
    console.print(_("  [green]✓[/] Tudo instalado."))


def _install(debian: list[str], sources: list[str]) -> None:
    """Packages and builds side by side: the one waits for the network, the other for the processor."""
    with Steps() as steps, ThreadPoolExecutor(max_workers=2) as pool:

        def install() -> None:
            with steps.step(_("Pacotes do Debian")) as note:
                packages.install(debian, note)

        def build() -> None:
            for name in sources:
                with steps.step(_("Compilando {name}").format(name=name)) as note:
                    builds.build(name, note)

        work = [pool.submit(job) for job, wanted in ((install, debian), (build, sources)) if wanted]
        for future in work:
            future.result()
