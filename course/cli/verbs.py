"""The verbs. Each is thin: it calls the library and prints. Imports are late, so that each starts fast."""

import os
from typing import Annotated

import typer

from course.errors import UsageError
from course.i18n import _

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=_("DataOps na Prática.")
)

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


@app.command(help=_("Acompanha os logs dos serviços."))
def logs(
    service: Annotated[str, typer.Argument(help=_("Serviço; sem ele, todos."))] = "",
    since: Annotated[str, typer.Option(help=_("Desde quando: 90s, 10m, 2h, ou 2026-01-31T10:00."))] = "10m",
    follow: Annotated[bool, typer.Option(help=_("Acompanha os logs novos."))] = True,
) -> None:
    """Follows the services' logs."""
    from course.stack import logs as stack_logs

    stack_logs.show(service, since, follow)


@app.command(help=_("Roda etl_pipeline para um dia, acompanha e resume; sai conforme o resultado."))
def trigger_dag(day: Day = "") -> None:
    """Runs etl_pipeline for a day, follows it, prints the summary; exits by its outcome."""
    from course.cli import pipeline

    pipeline.run_day(day)


@app.command(help=_("Roda etl_pipeline para cada dia de um período, pelo backfill do Airflow."))
def backfill(
    first: Annotated[str, typer.Option("--from", help=_("Primeiro dia."))],
    last: Annotated[str, typer.Option("--to", help=_("Último dia."))],
) -> None:
    """Runs etl_pipeline for every day of a span, by Airflow's own backfill."""
    from course.cli import pipeline

    pipeline.backfill(first, last)


@app.command(help=_("Roda um dia de ponta a ponta e prova que o warehouse é igual à fonte."))
def test_pipeline(day: Day = "") -> None:  # noqa: PT028  # a verb, not a test
    """Runs a day end to end and proves that the warehouse equals the source."""
    from course.cli import pipeline

    pipeline.test(day)


@app.command(help=_("Um backup do warehouse, com data e hora, no bucket `backups` do MinIO."))
def backup_data() -> None:
    """A timestamped backup of the warehouse in MinIO's bucket `backups`."""
    from course.cli import show
    from course.stack import backup

    show.backup(backup.create())


@app.command(help=_("Tudo do zero: instala, liga, passa um dia pelo pipeline e mostra onde olhar."))
def demo() -> None:
    """Everything from nothing: set-up, services, one day through the pipeline, and where to look."""
    dev_setup()
    from course.cli import pipeline, show
    from course.stack import stack

    stack.up()
    pipeline.run_day("")
    show.pages(stack.status())


@app.command(help=_("Instala o que precisa e roda todos os testes na plataforma ligada."))
def test() -> None:
    """Sets up what it needs and runs every test on the live stack."""
    os.environ["STACK_MODE"] = "local"  # the tests look at processes; read by the settings, which come next
    dev_setup()
    from course.cli import develop

    develop.test()


@app.command(help=_("Mostra o que você já fez nos exercícios."))
def progress(csv: Annotated[bool, typer.Option("--csv", help=_("Saída em CSV."))] = False) -> None:
    """Shows the student's progress, which is kept on this machine alone."""
    from course.cli import learning

    learning.progress(csv=csv)


@app.command(help=_("Prova exercícios: cada resposta certa e errada, num kernel de verdade."))
def prove(
    exercise: Annotated[str, typer.Argument(help=_("Começo do nome; sem ele, todos."))] = "",
) -> None:
    """Puts every right and wrong answer to the exercises' checks."""
    from course.cli import learning

    learning.prove(exercise)


@app.command(help=_("Os notebooks em outra língua."))
def edition(
    language: Annotated[str, typer.Argument(help=_("Língua, por exemplo en; sem ela, todas."))] = "",
) -> None:
    """The notebooks in another language, below editions/."""
    from course.cli import editions

    editions.build(language)


@app.command(help=_("Os notebooks resolvidos, em editions/."))
def solutions() -> None:
    """The solved edition, in the reader's language."""
    from course.cli import editions

    editions.solve()


@app.command(help=_("Entrega os exercícios de novo, sem respostas; o que você fez vai antes para saved/."))
def student() -> None:
    """Every answer as it was handed out; the student's own work is saved aside first."""
    from course.cli import editions

    editions.reset()


@app.command(help=_("Um módulo em slides, para a turma e para o instrutor."))
def teach(
    module: Annotated[str, typer.Argument(help=_("Módulo ou lab: 01, 02, lab1."))],
    run: Annotated[bool, typer.Option(help=_("Executa antes o notebook, para números ao vivo."))] = True,
) -> None:
    """A module as slides, served until interrupted."""
    from course.cli import editions

    editions.teach(module, run=run)


@app.command(help=_("Mede lado a lado e mostra as razões."))
def bench() -> None:
    """Measures side by side and prints the ratios."""
    from course.cli import develop

    develop.bench()


@app.command(help=_("Verifica estilo, tipos e camadas."))
def lint() -> None:
    """Checks style, types and layers."""
    from course.cli import develop

    develop.lint()


@app.command(help=_("Recolhe, junta e compila os catálogos de mensagens."))
def messages() -> None:
    """Collects, merges and compiles the message catalogs."""
    from course.cli import develop

    develop.messages()


@app.command(help=_("Resolve requirements.lock de novo a partir de pyproject.toml."))
def lock() -> None:
    """Resolves requirements.lock anew from pyproject.toml."""
    from course.cli import develop

    develop.lock()


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
