"""Cache-aside: ask the cache, else the warehouse, and leave the result behind for a while."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

from course.exercises.engine import Missing
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.services import redis

_LEFT = 30  # seconds that the key still has when it is read again


def _where_to_look(cached: Any) -> str:
    calls = cached.__code__.co_names if hasattr(cached, "__code__") and cached is not Missing else ()
    if "get" not in calls:
        return _(
            "Olhe a ordem: quem responde primeiro, o cache ou `compute`? Sua função ainda não lê do cache."
        )
    if not {"set", "setex"} & set(calls):
        return _("Sua função lê do cache. Olhe o que fica nele depois da primeira chamada: quem o grava?")
    return _(
        "Sua função lê e grava. Olhe o que resta dela no Redis: `redis.client().ttl(key)` logo depois da"
        " chamada, e o que acontece na segunda quando o valor guardado é um texto vazio."
    )


exercise = Exercise(
    id="02.09-cache-aside",
    title=_("Cache-aside com validade"),
    answer="cached",
    needs=("redis",),
    starter='''\
def cached(cache, key, compute):
    """The value of `key` in `cache`; when it is not there, that of compute(), which then stays for 60 s."""
    ...
''',
    solution="""\
def cached(cache, key, compute):
    value = cache.get(key)
    if value is None:
        value = compute()
        cache.set(key, value, ex=60)
    return value
""",
    explains=_(
        "Primeiro o cache, depois a fonte; o que veio da fonte fica no cache **com validade**, no mesmo"
        " comando. A validade é o limite do erro: se alguém esquecer de invalidar a chave, o dado velho dura"
        " no máximo 60 segundos. E é o que deixa o Redis despejar a chave quando a memória acaba"
        " (`volatile-lru` só tira as que expiram). Se muitas chaves nascem juntas, encurte cada prazo por um"
        " sorteio, para não expirarem juntas: é o que faz `course/pipeline/cache.py`."
    ),
    hints=(
        _where_to_look,
        _(
            "São três passos. Pergunte ao cache. Se ele devolver `None`, calcule e guarde, com validade."
            " Devolva o valor. O comando `SET` do Redis aceita a validade em segundos na mesma chamada"
            " (`ex`), de modo que não há instante em que a chave exista sem prazo."
        ),
        _(
            "```python\n"
            "value = cache.get(key)          # None quando a chave não existe\n"
            "if value is None:\n"
            "    value = compute()           # só agora o caminho caro\n"
            "    cache.set(key, value, ____) # guarda com validade de 60 s\n"
            "return value\n"
            "```"
        ),
    ),
    wrong={
        "never_expires": Wrong(
            """\
def cached(cache, key, compute):
    value = cache.get(key)
    if value is None:
        value = compute()
        cache.set(key, value)
    return value
""",
            _(
                "A chave ficou sem validade (`TTL` {ttl}). Uma invalidação esquecida e o dado velho fica para"
                " sempre; e nem quando a memória acabar o Redis daqui a despeja."
            ),
        ),
        "always_computes": Wrong(
            """\
def cached(cache, key, compute):
    value = compute()
    cache.set(key, value, ex=60)
    return value
""",
            _("Chamei duas vezes e `compute` rodou {times} vezes: o cache é gravado, mas nunca consultado."),
        ),
        "never_stores": Wrong(
            """\
def cached(cache, key, compute):
    value = cache.get(key)
    return compute() if value is None else value
""",
            _("Depois da chamada a chave não existe no Redis: a próxima leitura volta ao warehouse."),
        ),
        "renews": Wrong(
            """\
def cached(cache, key, compute):
    value = cache.get(key)
    if value is None:
        value = compute()
    cache.set(key, value, ex=60)
    return value
""",
            _(
                "Quando faltavam {left} s, li de novo, e a chave voltou a ter {ttl} s: o prazo recomeça a"
                " cada leitura. Uma chave muito lida nunca expira, e o dado velho fica para sempre."
            ),
        ),
        "empty_is_a_miss": Wrong(
            """\
def cached(cache, key, compute):
    value = cache.get(key)
    if not value:
        value = compute()
        cache.set(key, value, ex=60)
    return value
""",
            _(
                "Com um valor cheio está certo. Com um texto vazio, `compute` rodou {times} vezes em duas"
                " chamadas: a resposta estava no cache e foi tomada por falta. Um dia sem voos iria sempre ao"
                " warehouse."
            ),
        ),
    },
)


@exercise.check
def check(cached: Callable[..., object]) -> Verdict:
    """On a key and a value drawn anew: computed once, kept, and for 60 s, read or not; also an empty one."""
    if not callable(cached):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(cached).__name__))
    wanted = f"{random.random():.12f}"
    calls = _called_twice(cached, wanted)
    if calls.computed == 0:
        return not_yet(_("`compute` nunca foi chamada, e o cache estava vazio."))
    if calls.kept is None:
        return mistake("never_stores")
    if calls.computed > 1:
        return mistake("always_computes", times=calls.computed)
    if endless := [ttl for ttl in calls.ttls if ttl < 0]:
        return mistake("never_expires", ttl=endless[0])
    if set(calls.returned) != {wanted}:
        first, second = calls.returned
        text = _("As chamadas devolveram `{first!r}` e `{second!r}`; `compute` deu `{value!r}`.")
        return not_yet(text.format(first=first, second=second, value=wanted))
    return _ends(cached, *calls.ttls)


def _ends(cached: Callable[..., object], ttl: int, later: int) -> Verdict:
    """What is left to see of a function that computes once and keeps: the time, and a value that is empty."""
    if not 50 <= ttl <= 60:
        return not_yet(_("A validade ficou em {ttl} s; o pedido era 60.").format(ttl=ttl))
    if later > _LEFT:
        return mistake("renews", left=_LEFT, ttl=later)
    times = _called_twice(cached, "").computed
    if times > 1:
        return mistake("empty_is_a_miss", times=times)
    text = _(
        "`compute` rodou uma vez; a segunda resposta veio do Redis, que a esquece {ttl} s depois da primeira."
    )
    return right(text.format(ttl=ttl))


@dataclass(frozen=True)
class _Calls:
    """What two calls returned; the key's TTL in seconds after each; what is kept; how often `compute` ran."""

    returned: tuple[object, object]
    ttls: tuple[int, int]
    kept: object
    computed: int


def _called_twice(cached: Callable[..., object], value: str) -> _Calls:
    """The second call when half of the key's time, if it has any, is over."""
    cache, key = redis.client(), f"course:exercise:{secrets.token_hex(8)}"
    compute = mock.Mock(return_value=value)
    try:
        first, ttl = cached(cache, key, compute), int(cache.ttl(key))
        if ttl > _LEFT:
            cache.expire(key, _LEFT)
        second, later = cached(cache, key, compute), int(cache.ttl(key))
        return _Calls((first, second), (ttl, later), cache.get(key), compute.call_count)
    finally:
        cache.delete(key)
