"""The verbs that run the platform and look at it."""

import contextlib
from typing import Annotated

import typer

from course.errors import UsageError
from course.i18n import _

app = typer.Typer()


@app.command(help=_("Tudo do zero: instala, liga, passa um dia pelo pipeline e mostra onde olhar."))
def demo() -> None:
    """Everything from nothing: set-up, services, one day through the pipeline, and where to look."""
    dev_setup()
    from course.cli import pipeline, show
    from course.stack import stack

    stack.up()
    pipeline.run_day("")
    show.pages(stack.status())


@app.command(help=_("Prepara a máquina: .env, pacotes, programas compilados."))
def dev_setup() -> None:
    """Prepares the machine: .env, packages, programs built from source."""
    set_up()


def set_up(for_tests: bool = False) -> None:
    """`dev-setup`, on request with what the tests need besides."""
    from course.stack import env_file

    added = env_file.ensure()
    from course.stack import setup

    setup.run(added, for_tests)


@app.command(help=_("Liga os serviços, na ordem em que precisam uns dos outros, e espera cada um responder."))
def up() -> None:
    """Starts all services in order of need and waits until each answers."""
    from course.stack import stack

    stack.up()
    status()


@app.command(help=_("Desliga os serviços; os dados ficam."))
def down() -> None:
    """Stops all services; the data stays."""
    from course.stack import stack

    stack.down()


@app.command(help=_("Desliga os serviços e apaga os dados, depois de perguntar."))
def reset(yes: Annotated[bool, typer.Option(help=_("Não pede confirmação."))] = False) -> None:
    """Stops all services and deletes their data, after asking."""
    from course.stack import stack

    stack.reset(confirm=lambda question: yes or typer.confirm(question))


@app.command(help=_("Uma linha por serviço: no ar desde, endereço, login, memória."))
def status() -> None:
    """One row a service: running since, address, log-in, memory."""
    from course.cli import show
    from course.stack import stack

    show.status(stack.status())


@app.command(help=_("Uma ida e volta real a cada serviço; sai com 1 se algum falha."))
def check_health() -> None:
    """A real round trip to every service; exit 1 when one fails."""
    from course.cli import show
    from course.services import health

    results = health.check()
    show.health(results)
    if any(result.error for result in results):
        raise typer.Exit(1)


@app.command(help=_("Diz se o sinal dos alertas ainda chega; sai com 1 se parou. Serve ao cron."))
def watch(
    longest: Annotated[float, typer.Option(min=1, help=_("Idade aceita do último sinal, em segundos."))] = 60,
) -> None:
    """Tells whether the alerts' heartbeat still arrives; exit 1 when it does not. Made for cron."""
    from course.incidents import watch as heartbeat

    print(_("O sinal chega: o último é de {age:.0f} s atrás.").format(age=heartbeat.check(longest)))


@app.command(help=_("Examina a máquina sem mudar nada; sai com 0 se está bem, 1 se falhou, 2 com avisos."))
def doctor(json: Annotated[bool, typer.Option("--json", help=_("Saída em JSON."))] = False) -> None:
    """Looks the machine over without changing anything; exit 0 well, 1 failed, 2 warnings."""
    from course.cli import findings
    from course.stack.findings import Finding

    try:
        from course.stack.doctor import examine

        found = examine()
    except UsageError as error:  # .env itself
        found = [Finding("env", "failed", error.message, error.next_step)]
    findings.show(found, as_json=json)
    raise typer.Exit(findings.exit_code(found))


@app.command(help=_("Acompanha os logs dos serviços, ou mostra os de uma execução."))
def logs(
    service: Annotated[str, typer.Argument(help=_("Serviço; sem ele, todos."))] = "",
    since: Annotated[str, typer.Option(help=_("Desde quando: 90s, 10m, 2h, ou 2026-01-31T10:00."))] = "10m",
    follow: Annotated[bool, typer.Option(help=_("Acompanha os logs novos."))] = True,
    run: Annotated[
        str | None, typer.Option(help=_("Só o que se disse desta execução (latest: a mais nova)."))
    ] = None,
) -> None:
    """Follows the services' logs, or prints those of one run."""
    from course.cli import Interrupted
    from course.stack import logs as stack_logs

    if run is not None:
        from course.cli import show_telemetry

        show_telemetry.log(stack_logs.of_run(run))
        return
    with contextlib.suppress(Interrupted) if follow else contextlib.nullcontext():  # how following ends
        stack_logs.show(service, since, follow)


@app.command(help=_("O trace de uma execução: o que ela fez, quanto durou, o caminho crítico."))
def trace(run: Annotated[str, typer.Argument(help=_("Execução; sem ela, a mais nova."))] = "latest") -> None:
    """Prints the trace of a run as a tree, its critical path and who called whom."""
    from course.cli import show_telemetry
    from course.pipeline import run_trace

    show_telemetry.trace(run_trace.of_run(run))


@app.command(hidden=True)
def prepare_services() -> None:
    """Inside compose: what our programs need, and what each service must hold once it answers."""
    from course.stack import container

    container.prepare()


@app.command(hidden=True)
def run(program: str) -> None:
    """Inside compose: becomes the program as its service declares it."""
    from course.stack import container

    container.run(program)
