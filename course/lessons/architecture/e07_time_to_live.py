"""What a write does to a key's time to live, predicted before it happens."""

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.choice import Prediction
from course.i18n import _
from course.lessons.architecture import redis_demos

# By letter, the TTL in seconds after INCR and after SET.
_OUTCOMES = {(300, 300): "a", (120, 120): "b", (120, -1): "c", (120, -2): "d", (-1, -1): "e"}


def _demonstrate() -> tuple[str, pd.DataFrame]:
    outcome, rows = redis_demos.lives()
    return _OUTCOMES[outcome], rows


exercise = Exercise(
    id="02.07-time-to-live",
    title=_("O que uma escrita faz com a validade"),
    answer="ttl_prediction",
    needs=("redis",),
    starter='ttl_prediction = ""\n',
    solution='ttl_prediction = "c"\n',
    explains=_(
        "`INCR` altera o valor que está lá: o prazo continua correndo. `SET` troca a chave por outra, e a"
        " nova nasce sem prazo: `TTL` responde -1. Para manter o prazo, `SET … KEEPTTL`; para dar outro, `SET"
        " … EX`. Um -1 inesperado num cache costuma ser um `SET` sem `EX`, ou um `INCR` que chegou depois do"
        " prazo: a chave já não existia, e ele a criou de novo, sem validade. Fonte:"
        " [EXPIRE](https://redis.io/docs/latest/commands/expire/)."
    ),
    hints=(
        _(
            "Olhe a resposta de `TTL` como código: um número positivo são segundos; -1 e -2 são dois avisos"
            " diferentes. Qual deles fala de uma chave que existe?"
        ),
        _(
            "Pergunte a cada comando: ele muda o valor da chave que está lá, ou põe outra chave no lugar"
            " dela? O prazo pertence à chave. `INCR`, `HSET` e `LPUSH` são do primeiro tipo."
        ),
        _(
            "```python\n"
            "cache.set('k', 41, ex=300)  # nasce com prazo\n"
            "cache.expire('k', 120)      # passaram 3 minutos\n"
            "cache.incr('k')             # o mesmo valor, mais um\n"
            "cache.set('k', 50)          # outro valor, e nenhum ex\n"
            "cache.ttl('k')              # ____\n"
            "```"
        ),
    ),
    wrong={
        "a": Wrong(
            'ttl_prediction = "a"\n',
            _(
                "Nenhuma escrita renova a validade por si. Se renovasse, um contador de acessos movimentado"
                " nunca expiraria. Veja a coluna `TTL` depois do `INCR`."
            ),
        ),
        "b": Wrong(
            'ttl_prediction = "b"\n',
            _(
                "O `INCR` deixou mesmo o prazo em paz. O `SET` não é uma alteração: é uma chave nova no lugar"
                " da velha. Compare as duas últimas linhas."
            ),
        ),
        "d": Wrong(
            'ttl_prediction = "d"\n',
            _(
                "-2 quer dizer que a chave não existe, e ela está lá: a última linha mostra o seu valor."
                " O código para uma chave sem prazo é outro."
            ),
        ),
        "e": Wrong(
            'ttl_prediction = "e"\n',
            _(
                "Nem toda escrita mexe no prazo. Depois do `INCR` ele segue correndo: a tabela mostra quanto"
                " faltava. Um contador com prazo depende disso."
            ),
        ),
    },
    kind=Prediction(
        _demonstrate,
        showed=_(
            "O prazo é da chave: quem altera o valor o deixa correr, quem troca a chave o apaga. Um `SET` sem"
            " `EX` esquecido torna eterno o que devia expirar."
        ),
    ),
)
