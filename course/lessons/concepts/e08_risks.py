"""A risk register: scored, cut at the appetite, the worst first."""

import random
from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.function import Function
from course.i18n import _

Risks = list[dict[str, Any]]
# The same score twice, an appetite that one risk just reaches, and others; each pair stands once.
_TIES = (((4, 3), (3, 4)), ((5, 2), (2, 5)), ((5, 3), (3, 5)), ((5, 4), (4, 5)))
_REACHED = ((2, 4), (4, 2), (3, 3))
_OTHERS = ((1, 5), (5, 1), (1, 2), (2, 3), (5, 5), (4, 4))


def _ranked(risks: Risks, appetite: int, score: Any, key: Any) -> list[str]:
    above = [risk for risk in risks if score(risk) > appetite]
    return [risk["name"] for risk in sorted(above, key=key, reverse=True)]


def _score(risk: dict[str, Any]) -> int:
    return int(risk["likelihood"] * risk["impact"])


def _sum(risk: dict[str, Any]) -> int:
    return int(risk["likelihood"] + risk["impact"])


def _reference(risks: Risks, appetite: int) -> list[str]:
    return _ranked(risks, appetite, _score, lambda risk: (_score(risk), risk["impact"]))


def _unsorted(risks: Risks, appetite: int) -> list[str]:
    return [risk["name"] for risk in risks if _score(risk) > appetite]


def _same(given: Any, wanted: list[str]) -> bool:
    """Whether these are the names, in whatever holds them in order: a tuple, a Series."""
    try:
        return list(given) == wanted
    except TypeError:  # a number, or nothing at all
        return False


def _draw() -> tuple[Risks, int]:
    first, second = random.sample(_TIES, 2)
    reached = random.choice(_REACHED)
    pairs = [*first, *second, reached, *random.sample(_OTHERS, 2)]
    random.shuffle(pairs)
    risks = [
        {"name": f"R{number}", "likelihood": likelihood, "impact": impact}
        for number, (likelihood, impact) in enumerate(pairs, 1)
    ]
    return risks, reached[0] * reached[1]


exercise = Exercise(
    id="01.08-risks",
    title=_("Riscos a tratar, o pior primeiro"),
    answer="to_treat",
    starter='''\
def to_treat(risks, appetite):
    """Names of the risks whose score is above the appetite, the worst first."""
    ...
''',
    solution="""\
def to_treat(risks, appetite):
    scored = [(risk["likelihood"] * risk["impact"], risk["impact"], risk["name"]) for risk in risks]
    above = [one for one in scored if one[0] > appetite]
    return [name for score, impact, name in sorted(above, reverse=True)]
""",
    explains=_(
        "Probabilidade vezes impacto é convenção, não lei: a ISO/IEC 27001 (6.1.2) pede critérios escritos,"
        " que deem o mesmo resultado na mão de outra pessoa, e uma ordem para tratar. O desempate pelo"
        " impacto é um critério desses: 5 × 2 incomoda toda semana, 2 × 5 fecha a empresa uma vez. O que"
        " não passa do apetite se aceita, por escrito e com dono."
    ),
    hints=(
        _(
            'Chame sua função com `register().to_dict("records")` e apetite 8, e confira à mão: dois riscos'
            " têm nota 12, e um"
            " tem exatamente 8."
        ),
        _(
            "Três passos. A nota é `likelihood` vezes `impact`. Ficam os riscos com nota acima do apetite;"
            " igual ao apetite se aceita. A ordem é decrescente por nota e, com a mesma nota, pelo impacto:"
            " uma tupla como chave ordena pelos dois."
        ),
        _(
            "```python\n"
            'scored = [(risk["likelihood"] * risk["impact"], risk["impact"], risk["name"])\n'
            "          for risk in risks]\n"
            "above = [one for one in scored if one[0] > appetite]  # o que só o alcança se aceita\n"
            "ordered = sorted(above, reverse=____)                 # o pior primeiro; no empate, o impacto\n"
            "return [name for score, impact, name in ordered]\n"
            "```"
        ),
    ),
    wrong={
        "sum": Wrong(
            """\
def to_treat(risks, appetite):
    scored = [(risk["likelihood"] + risk["impact"], risk["impact"], risk["name"]) for risk in risks]
    above = [one for one in scored if one[0] > appetite]
    return [name for score, impact, name in sorted(above, reverse=True)]
""",
            _(
                "Você somou. Na soma, 5 e 1 valem o mesmo que 3 e 3, e nada passa de 10. Num dos sorteios"
                " você devolveu {given}."
            ),
        ),
        "ties": Wrong(
            """\
def to_treat(risks, appetite):
    above = [risk for risk in risks if risk["likelihood"] * risk["impact"] > appetite]
    worst = sorted(above, key=lambda risk: risk["likelihood"] * risk["impact"], reverse=True)
    return [risk["name"] for risk in worst]
""",
            _(
                "As notas estão em ordem, os empates não: ficaram como vieram. Entre frequente e grave, com"
                " a mesma nota, qual vai primeiro? Você devolveu {given}."
            ),
        ),
        "includes_equal": Wrong(
            """\
def to_treat(risks, appetite):
    scored = [(risk["likelihood"] * risk["impact"], risk["impact"], risk["name"]) for risk in risks]
    above = [one for one in scored if one[0] >= appetite]
    return [name for score, impact, name in sorted(above, reverse=True)]
""",
            _(
                "Você trata também o risco cuja nota é exatamente o apetite, que a organização declarou"
                " aceitar: {given}."
            ),
        ),
        "equal_ties": Wrong(
            """\
def to_treat(risks, appetite):
    above = [risk for risk in risks if risk["likelihood"] * risk["impact"] >= appetite]
    worst = sorted(above, key=lambda risk: risk["likelihood"] * risk["impact"], reverse=True)
    return [risk["name"] for risk in worst]
""",
            _(
                "São duas coisas: entra um risco cuja nota é exatamente o apetite, que se aceita; e, com a"
                " mesma nota, os riscos ficaram como vieram. Você devolveu {given}."
            ),
        ),
        "unsorted": Wrong(
            """\
def to_treat(risks, appetite):
    return [risk["name"] for risk in risks if risk["likelihood"] * risk["impact"] > appetite]
""",
            _(
                "São os riscos certos, na ordem em que estavam no registro: {given}. Quem lê a lista começa a"
                " gastar pelo primeiro."
            ),
        ),
        "equal_unsorted": Wrong(
            """\
def to_treat(risks, appetite):
    return [risk["name"] for risk in risks if risk["likelihood"] * risk["impact"] >= appetite]
""",
            _(
                "São duas coisas: entra um risco cuja nota é exatamente o apetite, que se aceita; e a ordem é"
                " a do registro, não a da gravidade. Você devolveu {given}."
            ),
        ),
        "mildest_first": Wrong(
            """\
def to_treat(risks, appetite):
    scored = [(risk["likelihood"] * risk["impact"], risk["impact"], risk["name"]) for risk in risks]
    above = [one for one in scored if one[0] > appetite]
    return [name for score, impact, name in sorted(above)]
""",
            _(
                "São os riscos certos, do mais brando ao pior: {given}. O dinheiro acaba antes de chegar ao"
                " pior."
            ),
        ),
        "no_appetite": Wrong(
            """\
def to_treat(risks, appetite):
    scored = [(risk["likelihood"] * risk["impact"], risk["impact"], risk["name"]) for risk in risks]
    return [name for score, impact, name in sorted(scored, reverse=True)]
""",
            _("Vieram todos os riscos: {given}. Quem trata tudo não escolhe nada; onde entrou o apetite?"),
        ),
    },
    kind=Function(
        reference=_reference,
        draw=_draw,
        mistakes={
            "sum": lambda risks, appetite: _ranked(
                risks, appetite, _sum, lambda risk: (_sum(risk), risk["impact"])
            ),
            "ties": lambda risks, appetite: _ranked(risks, appetite, _score, _score),
            "includes_equal": lambda risks, appetite: _reference(risks, appetite - 1),
            "equal_ties": lambda risks, appetite: _ranked(risks, appetite - 1, _score, _score),
            "unsorted": _unsorted,
            "equal_unsorted": lambda risks, appetite: _unsorted(risks, appetite - 1),
            "mildest_first": lambda risks, appetite: _reference(risks, appetite)[::-1],
            "no_appetite": lambda risks, _appetite: _reference(risks, 0),
        },
        same=_same,
        showed=_("Agora aplique-a ao registro da plataforma, na próxima célula."),
    ),
)
