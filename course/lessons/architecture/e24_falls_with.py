"""What cannot work while one service is away: the graph of needs, followed to its end."""

import random
from graphlib import TopologicalSorter

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.function import Function
from course.i18n import _
from course.lessons.architecture.overview import Needs, falls_with


def _direct(needs: Needs, name: str) -> set[str]:
    return {service for service, needed in needs.items() if name in needed}


def _other_way(needs: Needs, name: str) -> set[str]:
    found = set(needs.get(name, ()))
    for service in reversed(list(TopologicalSorter(needs).static_order())):
        if service in found:
            found |= set(needs.get(service, ()))
    return found


def _two_steps(needs: Needs, name: str) -> set[str]:
    direct = _direct(needs, name)
    return direct | {service for service, needed in needs.items() if direct & set(needed)}


def _draw() -> tuple[Needs, str]:
    """A graph of six services with a chain of three steps or more, and one near the chain's beginning."""
    names = random.sample("abcdefghij", 6)
    needs = {
        name: (names[n - 1], *random.sample(names[: n - 1], random.randint(0, 1)))
        if n > 1
        else tuple(names[:n])
        for n, name in enumerate(names)
    }
    return dict(random.sample(list(needs.items()), len(needs))), random.choice(names[:3])


exercise = Exercise(
    id="02.24-falls-with",
    title=_("Quem cai junto"),
    answer="falls_with",
    kind=Function(
        falls_with,
        _draw,
        mistakes={
            "direct_only": _direct,
            "other_way": _other_way,
            "itself_too": lambda needs, name: falls_with(needs, name) | {name},
            "two_steps": _two_steps,
        },
        same=lambda one, other: isinstance(one, (set, frozenset, list, tuple)) and set(one) == set(other),
        showed=_("Conferi com grafos sorteados, de até cinco passos."),
    ),
    starter='''\
def falls_with(needs, name):
    """The set of services that cannot work while `name` is down."""
    ...
''',
    solution="""\
def falls_with(needs, name):
    found, news = set(), {name}
    while news:
        news = {one for one in needs if news & set(needs[one])} - found
        found |= news
    return found
""",
    explains=_(
        "A cada volta entram os que precisam de alguém que acabou de entrar, até não entrar mais ninguém: o"
        " fecho transitivo. É a conta do raio de impacto de uma parada, e a mesma que o Airflow faz quando"
        " uma tarefa falha e as de depois ficam `upstream_failed`."
    ),
    hints=(
        _(
            "Leia a seta: `needs[x]` são os serviços de que `x` precisa. A pergunta anda no outro sentido:"
            " quem tem `name` na sua lista?"
        ),
        _(
            "Guarde dois conjuntos: os já encontrados e os novos desta volta. Na primeira volta o novo é o"
            " próprio `name`. A cada volta, novos são os serviços que precisam de algum dos novos de antes e"
            " ainda não estavam entre os encontrados. Pare quando não houver novos; devolva os encontrados."
        ),
        _(
            "```python\n"
            "def falls_with(needs, name):\n"
            "    found, news = set(), {name}\n"
            "    while news:                      # até não cair mais ninguém\n"
            "        news = {one for one in needs if news & set(____)} - found\n"
            "        found |= news\n"
            "    return found\n"
            "```"
        ),
    ),
    wrong={
        "direct_only": Wrong(
            """\
def falls_with(needs, name):
    return {one for one in needs if name in needs[one]}
""",
            _(
                "Para `({arguments})` você devolveu `{given}`: só os vizinhos diretos. Quem precisa deles"
                " também não funciona, nem quem precisa desses."
            ),
        ),
        "other_way": Wrong(
            """\
def falls_with(needs, name):
    found, news = set(), {name}
    while news:
        news = {low for one in news for low in needs.get(one, ())} - found
        found |= news
    return found
""",
            _(
                "Para `({arguments})` você devolveu `{given}`: são os serviços de que ele precisa. Esses"
                " continuam de pé; a pergunta é quem precisa **dele**."
            ),
        ),
        "itself_too": Wrong(
            """\
def falls_with(needs, name):
    found, news = {name}, {name}
    while news:
        news = {one for one in needs if news & set(needs[one])} - found
        found |= news
    return found
""",
            _(
                "Para `({arguments})` você devolveu `{given}`, com o próprio serviço dentro. Ele já caiu;"
                " conte só os que caem por causa dele."
            ),
        ),
        "two_steps": Wrong(
            """\
def falls_with(needs, name):
    direct = {one for one in needs if name in needs[one]}
    return direct | {one for one in needs if direct & set(needs[one])}
""",
            _(
                "Para `({arguments})` você devolveu `{given}`: parou no segundo passo. Uma cadeia pode ser"
                " mais longa; repita até não entrar ninguém."
            ),
        ),
    },
)
