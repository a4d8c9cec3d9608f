"""Completeness: a value that cannot exist is not missing."""

from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.sql import Sql
from course.i18n import _

# In a warehouse with a single day, part of it becomes the day before: by day and in all are then two figures.
_DISTURBED = """
UPDATE mart.flight
SET flight_date = flight_date - 1
WHERE (SELECT min(flight_date) = max(flight_date) FROM mart.flight) AND random() < 0.3;
UPDATE mart.flight
SET cancelled = true, actual_departure = NULL, actual_arrival = NULL,
    dep_delay_min = NULL, arr_delay_min = NULL, air_time_min = NULL
WHERE flight_date = (SELECT max(flight_date) FROM mart.flight) AND random() < 0.05;
UPDATE mart.flight
SET arr_delay_min = NULL
WHERE flight_date = (SELECT max(flight_date) FROM mart.flight) AND random() < 0.05 + 0.1 * random();
"""


def _where_to_look(answer: Any) -> str:
    if isinstance(answer, str) and "cancelled" in answer.lower():
        return _(
            "Você já olha para `cancelled`. Agora confira o denominador: de quais voos se espera um atraso"
            " na chegada?"
        )
    return _(
        "Olhe `cancelled` ao lado de `arr_delay_min` em alguns voos do dia: em quais deles um atraso na"
        " chegada poderia existir?"
    )


exercise = Exercise(
    id="01.04-completeness",
    title=_("Completude do atraso na chegada"),
    answer="completeness",
    starter='completeness = """\n"""\n',
    solution='''\
completeness = """
SELECT flight_date, avg((arr_delay_min IS NOT NULL)::int) AS completeness
FROM flight
WHERE NOT cancelled
GROUP BY flight_date
"""
''',
    explains=_(
        "Completude é a parte do que **devia** existir e existe. Voo cancelado não chega: o seu nulo é a"
        " verdade, não uma falta. Misturar os dois faz a nota cair em dia de neve e ninguém mais olha para"
        " ela. O voo **desviado** fica na conta, porque a fonte não diz quais são: a regra da plataforma,"
        " `flown_has_arrival_delay`, é esta mesma conta, e por isso pede 95 %, não 100 %. O que ela não vê é"
        " o voo que nem linha tem: para isso se comparam as chaves com as da fonte."
    ),
    hints=(
        _where_to_look,
        _(
            "Completude é uma fração: em cima os voos com valor, embaixo os voos que deviam ter valor. O"
            " filtro entra no `WHERE`, antes da conta. Uma condição lógica convertida em `int` vale 0 ou 1,"
            " e a média de zeros e uns é a fração, sem divisão inteira."
        ),
        _(
            "```sql\n"
            "SELECT flight_date,\n"
            "       avg((arr_delay_min IS NOT NULL)::int) AS completeness  -- a média de zeros e uns\n"
            "FROM flight\n"
            "WHERE ____             -- de quais voos se espera um atraso?\n"
            "GROUP BY flight_date   -- uma linha por dia\n"
            "```"
        ),
    ),
    wrong={
        "counts_cancelled": Wrong(
            '''\
completeness = """
SELECT flight_date, avg((arr_delay_min IS NOT NULL)::int) AS completeness
FROM flight
GROUP BY flight_date
"""
''',
            _(
                "Sua conta cobra atraso na chegada também de quem nunca saiu. Em dia de neve a nota"
                " despenca sem que falte um único dado. Diferem {missing} dia(s)."
            ),
        ),
        "integer_division": Wrong(
            '''\
completeness = """
SELECT flight_date, count(arr_delay_min) / count(*) AS completeness
FROM flight
WHERE NOT cancelled
GROUP BY flight_date
"""
''',
            _(
                "Inteiro dividido por inteiro dá inteiro no PostgreSQL: 890/912 vira 0. Diferem {missing}"
                " dia(s), e neles você diz que falta tudo."
            ),
        ),
        "missing_share": Wrong(
            '''\
completeness = """
SELECT flight_date, avg((arr_delay_min IS NULL)::int) AS completeness
FROM flight
WHERE NOT cancelled
GROUP BY flight_date
"""
''',
            _("Você mediu o que falta. Completude é o contrário: 1 quer dizer que nada falta."),
        ),
        "only_present": Wrong(
            '''\
completeness = """
SELECT flight_date, avg((arr_delay_min IS NOT NULL)::int) AS completeness
FROM flight
WHERE NOT cancelled AND arr_delay_min IS NOT NULL
GROUP BY flight_date
"""
''',
            _(
                "O `WHERE` jogou fora os nulos antes da conta: dá 1 em todos os dias, aconteça o que"
                " acontecer. Medida que não pode cair não mede."
            ),
        ),
        "one_figure": Wrong(
            '''\
completeness = """
SELECT max(flight_date) AS flight_date, avg((arr_delay_min IS NOT NULL)::int) AS completeness
FROM flight
WHERE NOT cancelled
"""
''',
            _(
                "Sua consulta dá uma linha para o warehouse inteiro. Um dia ruim some na média de todos os"
                " outros."
            ),
        ),
    },
    kind=Sql(
        disturbed=_DISTURBED,
        showed=_("Conferi num dia com faltas e cancelamentos sorteados, numa transação já desfeita."),
    ),
    needs=("postgres",),
)
