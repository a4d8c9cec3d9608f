"""The verbs that run the platform and days through it."""

import contextlib
from typing import Annotated

import typer

from course.errors import UsageError
from course.i18n import _

app = typer.Typer()
Day = Annotated[str, typer.Option(help=_("Dia, AAAA-MM-DD; sem ele, ontem."), metavar="AAAA-MM-DD")]


@app.command(help=_("Prepara a máquina: .env, pacotes, programas compilados."))
def dev_setup() -> None:
    """Prepares the machine: .env, packages, programs built from source."""
    from course.stack import env_file

    added = env_file.ensure()
    from course.stack import setup

    setup.run(added)


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
    run: Annotated[str, typer.Option(help=_("Só o que se disse desta execução, de todos os serviços."))] = "",
) -> None:
    """Follows the services' logs, or prints those of one run."""
    from course.cli import Interrupted
    from course.stack import logs as stack_logs

    if run:
        from course.cli import show_telemetry

        show_telemetry.log(stack_logs.of_run(run))
        return
    with contextlib.suppress(Interrupted) if follow else contextlib.nullcontext():  # how following ends
        stack_logs.show(service, since, follow)


@app.command(help=_("O trace de uma execução: o que ela fez, quanto durou, o caminho crítico."))
def trace(run: Annotated[str, typer.Argument(help=_("Execução; sem ela, a mais nova."))] = "") -> None:
    """Prints the trace of a run as a tree, its critical path and who called whom."""
    from course.cli import show_telemetry
    from course.pipeline import run_trace

    show_telemetry.trace(run_trace.of_run(run))


@app.command(help=_("Roda etl_pipeline para um dia, acompanha e resume; sai conforme o resultado."))
def trigger_dag(day: Day = "") -> None:
    """Runs etl_pipeline for a day, follows it, prints the summary; exits by its outcome."""
    from course.cli import pipeline

    pipeline.run_day(day)


@app.command(help=_("Roda etl_pipeline para cada dia de um período, pelo backfill do Airflow."))
def backfill(
    first: Annotated[str, typer.Option("--from", help=_("Primeiro dia."))] = "",
    last: Annotated[str, typer.Option("--to", help=_("Último dia."))] = "",
) -> None:
    """Runs etl_pipeline for every day of a span, by Airflow's own backfill."""
    from course.cli import pipeline

    pipeline.backfill(first, last)


@app.command(help=_("Roda um dia de ponta a ponta e prova que o warehouse é igual à fonte."))
def test_pipeline(day: Day = "") -> None:  # noqa: PT028  # a verb, not a test
    """Runs a day end to end and proves that the warehouse equals the source."""
    from course.cli import pipeline

    pipeline.test(day)


Transformation = Annotated[
    str, typer.Argument(help=_("Versão da transformação: course/pipeline/releases/versions.py."))
]


@app.command(help=_("Julga uma versão da transformação em parte dos dias, sem que ninguém a veja."))
def canary(version: Transformation) -> None:
    """Judges a version of the transformation on a share of the days; exit 1 when it is refused."""
    from course.cli import releases

    releases.canary(version)


@app.command(
    help=_("Constrói uma versão da transformação ao lado da que está no ar, e troca se o canário deixa.")
)
def release(version: Transformation) -> None:
    """Judges a version, builds it beside the live one, switches readers to it."""
    from course.cli import releases

    releases.release(version)


@app.command(help=_("Volta na hora à release anterior."))
def rollback() -> None:
    """Switches readers back to the release that was live before."""
    from course.cli import releases

    releases.rollback()


@app.command(name="releases", help=_("As releases da transformação: qual está no ar, desde quando."))
def list_releases(
    discard: Annotated[bool, typer.Option(help=_("Antes, desmonta a que não está no ar."))] = False,
) -> None:
    """Lists the releases; with --discard gives up the one that is not live."""
    from course.cli import releases

    releases.discard() if discard else releases.listing()


@app.command(help=_("Libera um dia retido num portão: os dados estão certos, embora pareçam errados."))
def release_day(
    day: Annotated[str, typer.Option(help=_("O dia retido."), metavar="AAAA-MM-DD")],
    why: Annotated[str, typer.Option(help=_("Quem decidiu, e por quê; fica registrado."))],
) -> None:
    """Lets a held day pass with the data that it was held with, and runs it."""
    from course.cli import pipeline

    pipeline.release(day, why)


@app.command(help=_("Exercício de incidente: algo quebra, o alerta dispara, você acha a causa."))
def incident(
    fault: Annotated[
        str, typer.Option(help=_("A falha; sem ela, uma qualquer; none: controle sem falha."))
    ] = "",
    day: Day = "",
    cause: Annotated[str, typer.Option(help=_("O diagnóstico, para rodar sem perguntas."))] = "",
    evidence: Annotated[str, typer.Option(help=_("A evidência dele."))] = "",
    clear: Annotated[
        bool, typer.Option("--clear", help=_("Só desliga toda falha que tiver ficado."))
    ] = False,
) -> None:
    """A drill: fault, run, alert, diagnosis, fix, record. Ctrl-C clears the fault."""
    if clear:
        from course.incidents.faults import clear_all

        clear_all()
        return
    from course.cli import incident

    incident.drill(fault, day, cause, evidence)


@app.command(
    help=_("Um backup dos bancos e da lista de objetos, com data e hora, no bucket `backups` do MinIO.")
)
def backup_data() -> None:
    """A timestamped backup of the databases and the list of objects in MinIO's bucket `backups`."""
    from course.cli import recovery

    recovery.create()


@app.command(help=_("Os backups que há, com o que têm dentro."))
def backups() -> None:
    """The backups there are, with what is in them."""
    from course.cli import recovery

    recovery.show_all()


@app.command(help=_("Restaura um banco de um backup, conferido tabela por tabela, e o põe no lugar."))
def restore(
    backup: Annotated[str, typer.Argument(help=_("Nome do backup, como em `backups`."))],
    database: Annotated[str, typer.Option(help=_("Banco: warehouse ou airflow."))] = "warehouse",
    into: Annotated[str, typer.Option(help=_("Outro banco, novo, em vez do lugar do atual."))] = "",
) -> None:
    """Restores a database from a backup, compared table by table, and puts it in place."""
    from course.cli import recovery

    recovery.bring_back(backup, database, into)


@app.command(help=_("Ensaia a restauração do backup mais novo em bancos de rascunho."))
def restore_drill() -> None:
    """Restores the newest backup into scratch databases, compares them and drops them."""
    from course.cli import recovery

    recovery.rehearse()


@app.command(help=_("Recupera o banco como estava num momento, numa porta ao lado."))
def recover(
    to: Annotated[str, typer.Argument(help=_("Momento, por exemplo 2026-01-31T10:00."))],
    swap: Annotated[bool, typer.Option(help=_("Põe o warehouse recuperado no lugar do atual."))] = False,
) -> None:
    """Recovers the cluster as it was at a moment, on a side port."""
    from course.cli import recovery

    recovery.to_moment(to, swap=swap)


@app.command(help=_("As medidas de negócio contra as metas, o custo de um dia e o modelo de ROI."))
def business(
    definitions: Annotated[bool, typer.Option(help=_("Mostra fórmula, fonte e registros."))] = False,
) -> None:
    """The measures of business against their targets, a day's cost, the ROI model."""
    from course.cli import business as shown

    shown.show(definitions)


@app.command(help=_("Roda os controles da ISO 27001 e guarda, sob trava, o relatório assinado."))
def evidence(
    control: Annotated[str, typer.Argument(help=_("Um controle só, sem guardar relatório."))] = "",
) -> None:
    """Runs the ISO 27001 controls and keeps the signed report under lock; exit 1 when one failed to run."""
    from course.cli import governance

    governance.evidence(control)


@app.command(help=_("Confere a assinatura de um relatório de evidências; sem nome, do último."))
def verify_evidence(
    report: Annotated[str, typer.Argument(help=_("Pasta do relatório no bucket `audit`."))] = "",
) -> None:
    """Checks a report against its signatures; exit 1 when it is not what was signed here."""
    from course.cli import governance

    governance.verify(report)


@app.command(help=_("Tudo do zero: instala, liga, passa um dia pelo pipeline e mostra onde olhar."))
def demo() -> None:
    """Everything from nothing: set-up, services, one day through the pipeline, and where to look."""
    dev_setup()
    from course.cli import pipeline, show
    from course.stack import stack

    stack.up()
    pipeline.run_day("")
    show.pages(stack.status())


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
