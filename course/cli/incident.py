"""The verbs of the incident drill."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.prompt import IntPrompt, Prompt

from course.cli import Interrupted
from course.cli.show import table_of
from course.errors import CourseError, UsageError
from course.i18n import _
from course.incidents.drill import Drill
from course.incidents.fault import Fault
from course.incidents.faults import clear_all, fault, faults
from course.incidents.record import CONTROL, Record, abandon_open
from course.pipeline.days import parse_day
from course.stack.progress import Steps, console


def drill(fault_name: str, day_text: str, cause: str, evidence: str) -> None:
    """One drill from the fault to the record; raises `CourseError` when a given diagnosis is not accepted."""
    chosen, day = _chosen(fault_name), parse_day(day_text) if day_text else None
    if chosen and not (cause or sys.stdin.isatty()):
        raise UsageError(_("O exercício faz perguntas e não há quem responda."), _("Dê CAUSE= e EVIDENCE=."))
    with _left(Drill(chosen, day)) as running:
        with _step(_("Algo muda na plataforma; etl_pipeline roda o dia {day}").format(day=running.day)):
            running.inject()
        if running.fault is None:
            with _step(_("Controle: nada foi estragado; nenhum alerta deve disparar")):
                record = running.stay_quiet()
        else:
            _meet(running, cause, evidence)
            with _step(_("Removendo a causa")):
                running.fix()
            with _step(_("Rodando o dia de novo, até ele chegar e o alerta sumir")):
                record = running.wait_for_recovery()
    _show(record)


def clear() -> None:
    """Clears every fault, and ends the records of drills that were killed."""
    try:
        clear_all()
    finally:
        ended = abandon_open()
    print(_("Toda falha foi removida. Exercícios que tinham ficado abertos: {n}.").format(n=ended))


@contextmanager
def _left(drill: Drill) -> Iterator[Drill]:
    """The drill; who leaves it by Ctrl-C, Ctrl-D or with a wrong diagnosis is told what is left to do."""
    try:
        with drill:
            yield drill
    except (Interrupted, EOFError):
        raise Interrupted(_("Exercício abandonado: a falha foi removida."), _after(drill)) from None


def _after(drill: Drill) -> str:
    return _("Se o alerta ficar, rode `make trigger-dag DAY={day}`: com o dia no lugar, ele some.").format(
        day=drill.day
    )


@contextmanager
def _step(title: str) -> Iterator[None]:
    with Steps() as steps, steps.step(title):
        yield


def _meet(running: Drill, cause: str, evidence: str) -> None:
    """From the alert to the right diagnosis."""
    with _step(_("Esperando o alerta")):
        alert = running.wait_for_alert(120)
    console.print(f"[bold red]{alert.name}[/] ({alert.severity}) {alert.summary}")
    console.print(f"  {alert.description}\n  {alert.runbook}")
    if cause:
        _given(running, cause, evidence)
    else:
        _asked(running)


def _chosen(name: str) -> Fault | None:
    if name == CONTROL:
        return None
    return fault(name) if name else random.choice(list(faults().values()))  # noqa: S311  # no secret


def _given(running: Drill, cause: str, evidence: str) -> None:
    diagnosis = running.diagnose(cause, evidence)
    if not diagnosis.accepted:
        raise CourseError(diagnosis.told, _("A falha foi removida. {after}").format(after=_after(running)))
    console.print(f"[green]✓[/] {diagnosis.told}")


def _asked(running: Drill) -> None:
    """Asks until the diagnosis is accepted; Ctrl-C and Ctrl-D end the drill and clear the fault."""
    known = list(faults().values())
    for number, one in enumerate(known, start=1):
        console.print(f"  {number:2}. {one.title}")
    numbers = [str(number) for number in range(1, len(known) + 1)]
    named = None
    while True:
        if named is None:
            number = _Number.ask(_("Qual é a causa? (número)"), choices=numbers, show_choices=False)
            named = known[number - 1]
        evidence = Prompt.ask(_("Que evidência você tem? {asks}").format(asks=named.asks)).strip()
        if not evidence:
            continue
        diagnosis = running.diagnose(named.name, evidence)
        console.print(f"{'[green]✓[/]' if diagnosis.accepted else '[red]✗[/]'} {diagnosis.told}")
        if diagnosis.accepted:
            return
        named = named if diagnosis.right_cause else None


class _Number(IntPrompt):
    validate_error_message = "[prompt.invalid]" + _("Escreva um número.")
    illegal_choice_message = "[prompt.invalid.choice]" + _("Escreva um dos números da lista.")


def _show(record: Record) -> None:
    table = table_of(
        _("Falha"),
        _("Alerta"),
        _("Da falha ao alerta"),
        _("Do alerta ao diagnóstico"),
        _("Da falha ao fim"),
    )
    times = (record.seconds_to_detect, record.seconds_to_diagnose, record.seconds_to_recover)
    table.add_row(record.fault, record.alert or "—", *("—" if t is None else f"{t:.0f} s" for t in times))
    console.print(table)
