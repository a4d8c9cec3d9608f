"""What a wrong figure costs: the decision made with it beside the one made with the right figure."""

import math
from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.value import Value
from course.i18n import _
from course.lessons.concepts.decision import CREW_COST, FLIGHTS_PER_CREW, UNATTENDED_COST, figures

_STARTER = """\
from course.lessons.concepts.decision import figures

table = figures()
cost = ...
"""
_CREWS = """\
import math
from course.lessons.concepts.decision import CREW_COST, FLIGHTS_PER_CREW, UNATTENDED_COST, figures

table = figures()
needed = (table["late"] / FLIGHTS_PER_CREW).apply(math.ceil)
hired = (table["seen"] / FLIGHTS_PER_CREW).apply(math.ceil)
unattended = (table["late"] - hired * FLIGHTS_PER_CREW).clip(lower=0)
"""


def _crews() -> tuple[Any, Any, Any]:
    """By airport: crews needed, crews hired on the wrong figure, late flights left without one."""
    table = figures()
    needed = (table["late"] / FLIGHTS_PER_CREW).apply(math.ceil)
    hired = (table["seen"] / FLIGHTS_PER_CREW).apply(math.ceil)
    return needed, hired, (table["late"] - hired * FLIGHTS_PER_CREW).clip(lower=0)


def _cost() -> float:
    needed, hired, unattended = _crews()
    return float(((hired - needed) * CREW_COST + unattended * UNATTENDED_COST).sum())


def _figure() -> float:
    table = figures()
    return float(((table["seen"] - table["late"]).abs() * UNATTENDED_COST).sum())


def _only_idle() -> float:
    needed, hired, _unattended = _crews()
    return float(((hired - needed).clip(lower=0) * CREW_COST).sum())


def _nothing_saved() -> float:
    needed, hired, unattended = _crews()
    return float(((hired - needed).clip(lower=0) * CREW_COST + unattended * UNATTENDED_COST).sum())


def _whole_bill() -> float:
    _needed, hired, unattended = _crews()
    return float((hired * CREW_COST + unattended * UNATTENDED_COST).sum())


exercise = Exercise(
    id="01.07-cost",
    title=_("Quanto custou o número errado"),
    answer="cost",
    starter=_STARTER,
    solution=_CREWS + "cost = ((hired - needed) * CREW_COST + unattended * UNATTENDED_COST).sum()\n",
    explains=_(
        "O custo de um número errado é o da decisão que ele provocou, menos o da decisão que o certo teria"
        " provocado. Por isso a equipe que não se pagou no LGA abate do prejuízo. Os dois erros não se"
        " compensam: sobra gente no EWR enquanto falta no LGA. O JFK, com o número certo, não custou nada"
        " **a mais**."
    ),
    hints=(
        _(
            "Comece por um aeroporto só. No JFK as duas colunas são iguais: quanto a mais se gastou ali?"
            " Depois o EWR, que foi contado em dobro."
        ),
        _(
            "Decida duas vezes, com cada coluna: equipes = atrasados dividido por 5, arredondado para cima."
            " Depois julgue as duas decisões com os atrasos **verdadeiros**: cada equipe se paga, cada"
            " atrasado sem equipe se paga. O custo do erro é a diferença das duas contas. Com o número certo"
            " ninguém fica sem equipe."
        ),
        _(
            "```python\n"
            'needed = (table["late"] / FLIGHTS_PER_CREW).apply(math.ceil)   # a decisão certa\n'
            'hired = (table["seen"] / FLIGHTS_PER_CREW).apply(math.ceil)    # a que se tomou\n'
            'unattended = (table["late"] - hired * FLIGHTS_PER_CREW).clip(lower=0)\n'
            "cost = ((____) * CREW_COST + unattended * UNATTENDED_COST).sum()  # pode dar negativo num só\n"
            "```"
        ),
    ),
    wrong={
        "figure": Wrong(
            "from course.lessons.concepts.decision import UNATTENDED_COST, figures\n\n"
            "table = figures()\n"
            'cost = ((table["seen"] - table["late"]).abs() * UNATTENDED_COST).sum()\n',
            _(
                "{given} reais põe preço na diferença entre os números. Número não se paga; paga-se o que se"
                " decidiu com ele. Quantas equipes foram?"
            ),
        ),
        "only_idle": Wrong(
            _CREWS + "cost = ((hired - needed).clip(lower=0) * CREW_COST).sum()\n",
            _(
                "{given} reais é só o que se pagou por equipes paradas. E os voos atrasados que ficaram"
                " sem equipe, onde o número veio baixo?"
            ),
        ),
        "nothing_saved": Wrong(
            _CREWS
            + "idle = (hired - needed).clip(lower=0)\n"
            + "cost = (idle * CREW_COST + unattended * UNATTENDED_COST).sum()\n",
            _(
                "{given} reais soma os dois prejuízos, mas esquece que a equipe que não se chamou também não"
                " se pagou. Compare com o que a decisão certa teria custado."
            ),
        ),
        "whole_bill": Wrong(
            _CREWS + "cost = (hired * CREW_COST + unattended * UNATTENDED_COST).sum()\n",
            _(
                "{given} reais é a conta inteira do dia. Parte dela se pagaria de qualquer jeito: os atrasos"
                " existiram."
            ),
        ),
    },
    kind=Value(
        expected=_cost,
        mistakes={
            "figure": _figure,
            "only_idle": _only_idle,
            "nothing_saved": _nothing_saved,
            "whole_bill": _whole_bill,
        },
        showed=_(
            "Em reais, num dia, em três aeroportos; num pipeline sem barreiras, sem que uma execução ficasse"
            " vermelha."
        ),
    ),
    needs=("postgres",),
)
