"""The hit ratio of a stretch of time, from two snapshots of the server's counters."""

import math
import random
import secrets
from collections.abc import Callable
from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.numbers import readings, shown
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.services import redis

Stats = dict[str, Any]

exercise = Exercise(
    id="02.08-hit-ratio",
    title=_("Taxa de acertos do cache"),
    answer="hit_ratio",
    needs=("redis",),
    starter='''\
def hit_ratio(before, after):
    """Share of lookups that hit between two `INFO stats` snapshots (dicts); None without any lookup."""
    ...
''',
    solution="""\
def hit_ratio(before, after):
    hits = after["keyspace_hits"] - before["keyspace_hits"]
    misses = after["keyspace_misses"] - before["keyspace_misses"]
    return hits / (hits + misses) if hits + misses else None
""",
    explains=_(
        "Acertos sobre **todas** as leituras, e só as do intervalo: o contador começa quando o servidor liga,"
        " e uma média desde então esconde a hora em que o cache parou de servir. Sem leituras não há taxa:"
        " `None` é a ausência de dado, 0 % seria uma afirmação. E 100 % não é saúde: um cache que ninguém"
        " invalida acerta sempre, com dado velho."
    ),
    hints=(
        _(
            "Imprima `redis.client().info('stats')` duas vezes, com uma leitura no meio, e compare"
            " `keyspace_hits` e `keyspace_misses`. Eles só sobem."
        ),
        _(
            "Contadores contam desde que o servidor ligou. O que aconteceu no intervalo é a diferença entre"
            " as duas fotos. Uma taxa é a parte dividida pelo todo: qual é o todo de quem pergunta ao cache?"
            " E quando ninguém perguntou, há taxa?"
        ),
        _(
            "```python\n"
            'hits = after["keyspace_hits"] - before["keyspace_hits"]\n'
            'misses = after["keyspace_misses"] - before["keyspace_misses"]\n'
            "lookups = ____                  # tudo o que foi perguntado\n"
            "return hits / lookups if lookups else None\n"
            "```"
        ),
    ),
    wrong={
        "per_miss": Wrong(
            """\
def hit_ratio(before, after):
    hits = after["keyspace_hits"] - before["keyspace_hits"]
    return hits / (after["keyspace_misses"] - before["keyspace_misses"])
""",
            _(
                "Com {hits} acertos e {misses} faltas sua função devolveu {given}. É a razão entre acertos e"
                " faltas: ela passa de 1 assim que mais da metade acerta. Falta o todo no denominador."
            ),
        ),
        "per_key": Wrong(
            """\
from course.services import redis

def hit_ratio(before, after):
    hits = after["keyspace_hits"] - before["keyspace_hits"]
    return hits / redis.client().dbsize()
""",
            _(
                "Sua função devolveu {given} para {hits} acertos: você dividiu pelo número de chaves. Quantas"
                " chaves há não diz quantas vezes alguém perguntou."
            ),
        ),
        "lifetime": Wrong(
            """\
def hit_ratio(before, after):
    hits, misses = after["keyspace_hits"], after["keyspace_misses"]
    return hits / (hits + misses)
""",
            _(
                "No intervalo houve {hits} acertos e {misses} faltas; sua função devolveu {given}, a média"
                " desde que o servidor ligou. Nela uma hora ruim desaparece."
            ),
        ),
        "miss_ratio": Wrong(
            """\
def hit_ratio(before, after):
    hits = after["keyspace_hits"] - before["keyspace_hits"]
    misses = after["keyspace_misses"] - before["keyspace_misses"]
    return misses / (hits + misses)
""",
            _(
                "Com {hits} acertos e {misses} faltas sua função devolveu {given}. O todo está certo, a parte"
                " não: isso é quanto o cache deixou de responder."
            ),
        ),
        "idle_is_zero": Wrong(
            """\
def hit_ratio(before, after):
    hits = after["keyspace_hits"] - before["keyspace_hits"]
    misses = after["keyspace_misses"] - before["keyspace_misses"]
    return hits / max(1, hits + misses)
""",
            _(
                "Com leituras está certo. Num intervalo sem nenhuma sua função devolveu {given}: de"
                " madrugada, sem ninguém perguntar, um alerta de taxa baixa acordaria alguém."
            ),
        ),
    },
)


@exercise.check
def check(hit_ratio: Callable[[Stats, Stats], Any]) -> Verdict:
    """On lookups made for it on the real server, as many as chance has it; then on a stretch without any."""
    if not callable(hit_ratio):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(hit_ratio).__name__))
    windows = [_window(*random.sample(range(3, 30), 2)) for _number in range(4)]
    given = [hit_ratio(*window) for window in windows]
    before, after = windows[0]
    figures: dict[str, Any] = {
        "hits": _hits(before, after),
        "misses": _misses(before, after),
        "given": _told(given[0]),
    }
    if all(_is(one, _ratio(*window)) for one, window in zip(given, windows, strict=True)):
        return _idle(hit_ratio(*_window(0, 0)), figures)
    for cause, wrong in _MISTAKES.items():
        if all(_is(one, wrong(*window)) for one, window in zip(given, windows, strict=True)):
            return mistake(cause, **figures)
    if _by_keys(given[0], figures["hits"]):
        return mistake("per_key", **figures)
    return not_yet(
        _("Com {hits} acertos e {misses} faltas sua função devolveu {given}; não é a taxa.").format(**figures)
    )


def _idle(given: Any, figures: dict[str, Any]) -> Verdict:
    if given is None or (isinstance(given, float) and math.isnan(given)):
        text = _("Em quatro intervalos do servidor, e num quinto sem leituras. No primeiro: {given}.")
        return right(text.format(**figures))
    return mistake("idle_is_zero", given=_told(given))


def _window(hits: int, misses: int) -> tuple[Stats, Stats]:
    """Two snapshots with exactly that between them: in a transaction nobody else is served."""
    key = f"course:exercise:{secrets.token_hex(8)}"
    lookups = random.sample([key] * hits + [f"{key}:missing"] * misses, hits + misses)
    told: Any = redis.client().pipeline(transaction=True)
    told.set(key, "here", ex=30).info("stats")
    for name in lookups:
        told.get(name)
    replies = told.info("stats").delete(key).execute()
    return replies[1], replies[-2]


def _hits(before: Stats, after: Stats) -> int:
    return int(after["keyspace_hits"] - before["keyspace_hits"])


def _misses(before: Stats, after: Stats) -> int:
    return int(after["keyspace_misses"] - before["keyspace_misses"])


def _ratio(before: Stats, after: Stats) -> float:
    hits, misses = _hits(before, after), _misses(before, after)
    return hits / (hits + misses)


def _lifetime(before: Stats, after: Stats) -> float:
    return _ratio(dict.fromkeys(before, 0), after)


def _by_keys(given: Any, hits: int) -> bool:
    """Whether it is hits over the number of keys, which others may have changed a little meanwhile."""
    keys = int(redis.client().dbsize())
    return any(_is(given, hits / number) for number in range(max(1, keys - 3), keys + 4))


_MISTAKES: dict[str, Callable[[Stats, Stats], float]] = {
    "per_miss": lambda before, after: _hits(before, after) / _misses(before, after),
    "miss_ratio": lambda before, after: 1 - _ratio(before, after),
    "lifetime": _lifetime,
}


def _is(given: Any, wanted: float) -> bool:
    """As a share or per cent."""
    return any(math.isclose(one.value, wanted, rel_tol=1e-3) for one in readings(given, "ratio"))


def _told(given: Any) -> str:
    return shown(given) if isinstance(given, (int, float)) else f"`{given!r}`"
