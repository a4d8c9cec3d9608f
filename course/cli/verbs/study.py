"""The verbs for who learns, teaches or develops the course."""

import os
from typing import Annotated

import typer

from course.cli.verbs.platform import set_up
from course.i18n import _

app = typer.Typer()


@app.command(help=_("Instala o que precisa e roda todos os testes na plataforma ligada."))
def test() -> None:
    """Sets up what it needs and runs every test on the live stack."""
    os.environ["STACK_MODE"] = "local"  # the tests look at processes; read by the settings, which come next
    set_up(for_tests=True)
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
    module: Annotated[str, typer.Argument(help=_("Módulo ou lab: 01, 02, lab1."))] = "",
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
