"""How long `make up` takes: each service starts as soon as those it needs have answered."""

import random
from collections.abc import Collection, Mapping

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.function import Function
from course.i18n import _

Needs = Mapping[str, Collection[str]]
Seconds = Mapping[str, float]


def up_seconds(needs: Needs, seconds: Seconds) -> float:
    """Seconds until every service answers, when each starts once those it needs do: the longest chain."""

    def answers_at(name: str) -> float:
        return seconds[name] + max(map(answers_at, needs[name]), default=0)

    return max(map(answers_at, needs))


def _one_by_one(needs: Needs, seconds: Seconds) -> float:
    return sum(seconds[name] for name in needs)


def _all_at_once(needs: Needs, seconds: Seconds) -> float:
    return max(seconds[name] for name in needs)


def _by_waves(needs: Needs, seconds: Seconds) -> float:
    """As if nobody of a wave started before the slowest of the wave before has answered."""
    total, done = 0.0, set[str]()
    while len(done) < len(needs):
        wave = {name for name in needs if name not in done and set(needs[name]) <= done}
        total, done = total + max(seconds[name] for name in wave), done | wave
    return total


_MISTAKES = {"one_by_one": _one_by_one, "all_at_once": _all_at_once, "by_waves": _by_waves}


def _draw() -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """Seven services on which the mistakes come to other figures than the longest chain does."""
    while True:
        names = random.sample(("store", "queue", "lake", "source", "jobs", "report", "board", "alerts"), k=7)
        needs = {
            name: tuple(random.sample(names[:n], k=min(n, random.randint(0, 2))))
            for n, name in enumerate(names)
        }
        seconds = {name: random.randint(1, 30) for name in names}
        times = [function(needs, seconds) for function in (up_seconds, *_MISTAKES.values())]
        if len(set(times)) == len(times):
            return dict(random.sample(list(needs.items()), k=len(needs))), seconds


exercise = Exercise(
    id="lab1.03-up-seconds",
    title=_("Quanto demora o make up"),
    answer="up_seconds",
    starter='''\
def up_seconds(needs, seconds):
    """Seconds until all services answer; `needs` maps each to those it needs, `seconds` to its own time."""
    ...
''',
    solution="""\
def up_seconds(needs, seconds):
    def answers_at(name):
        return seconds[name] + max((answers_at(one) for one in needs[name]), default=0)

    return max(answers_at(name) for name in needs)
""",
    explains=_(
        "Cada serviço fica pronto depois do **mais demorado** dos que ele espera, somado ao próprio tempo; o"
        " conjunto, quando fica pronto o último. É o **caminho crítico**: acelerar um serviço fora dele não"
        " adianta nada. `make up` faz assim, em `course/stack/local.py`: não espera por ondas, espera por"
        " quem precisa."
    ),
    hints=(
        _(
            "Faça à mão com três serviços: `b` precisa de `a`, `c` não precisa de ninguém, e cada um leva 10"
            " s. Quando responde `b`? Quando responde `c`? E quando estão todos no ar?"
        ),
        _(
            "Pergunte de um serviço só: a partir do zero, quando ele responde? Ele começa quando responde o"
            " último dos que ele espera, e leva o próprio tempo. Uma função pode fazer essa pergunta a si"
            " mesma sobre cada um desses. Quem não espera ninguém começa no zero."
        ),
        _(
            "```python\n"
            "def up_seconds(needs, seconds):\n"
            "    def answers_at(name):\n"
            "        # começa quando responde o último dos que espera; sem nenhum, no zero\n"
            "        return seconds[name] + ____((answers_at(one) for one in needs[name]), default=0)\n"
            "\n"
            "    return max(answers_at(name) for name in needs)\n"
            "```"
        ),
    ),
    wrong={
        "one_by_one": Wrong(
            """\
def up_seconds(needs, seconds):
    return sum(seconds.values())
""",
            _(
                "Para ({arguments}) sua função dá {given} s: um serviço **depois do outro**. Os que não"
                " precisam um do outro sobem ao mesmo tempo; em fila, a turma esperaria minutos por nada."
            ),
        ),
        "all_at_once": Wrong(
            """\
def up_seconds(needs, seconds):
    return max(seconds.values())
""",
            _(
                "Para ({arguments}) sua função dá {given} s: **todos ao mesmo tempo**. Quem precisa de outro"
                " e não espera encontra a porta fechada, e cai."
            ),
        ),
        "by_waves": Wrong(
            """\
def up_seconds(needs, seconds):
    total, done = 0, set()
    while len(done) < len(needs):
        wave = {one for one in needs if one not in done and set(needs[one]) <= done}
        total += max(seconds[one] for one in wave)
        done |= wave
    return total
""",
            _(
                "Para ({arguments}) sua função dá {given} s: em **ondas**, em que todos esperam o mais lento"
                " da onda anterior, mesmo quem não precisa dele. `make up` não tem essa barreira."
            ),
        ),
    },
    kind=Function(
        up_seconds,
        _draw,
        mistakes=_MISTAKES,
        same=lambda given, wanted: isinstance(given, (int, float)) and abs(given - wanted) < 1e-6,
        showed=_("Em 25 plataformas sorteadas sua função deu o tempo do caminho mais longo."),
    ),
)
