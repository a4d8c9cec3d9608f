"""Uniqueness: a key without duplicates does not mean that nothing in the world is counted twice."""

from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.sql import Sql
from course.i18n import _

# Flights of the newest day get another number or two, as codeshares would; and tail numbers are lost,
# so that unknown aircraft leave at the same minute.
_DISTURBED = """
UPDATE mart.flight
SET tailnum = NULL
WHERE flight_date = (SELECT max(flight_date) FROM mart.flight) AND random() < 0.15;
INSERT INTO mart.flight
SELECT (jsonb_populate_record(NULL::mart.flight, to_jsonb(f) || jsonb_build_object('flight', number))).*
FROM (
    SELECT *, row_number() OVER (ORDER BY random()) AS place FROM mart.flight
    WHERE flight_date = (SELECT max(flight_date) FROM mart.flight) AND tailnum IS NOT NULL
    ORDER BY place LIMIT 10 + (random() * 20)::int
) AS f
CROSS JOIN (VALUES (10000), (20000)) AS more (added)
CROSS JOIN LATERAL (SELECT f.flight + added AS number) AS renamed
WHERE added < 20000 OR place <= 4;
"""


def _where_to_look(answer: Any) -> str:
    if isinstance(answer, str) and "flight" in answer.lower().partition("from")[0].replace("flight_date", ""):
        return _(
            "O número do voo está na chave primária, e a chave não se repete nunca. O que identifica o"
            " **avião** que saiu?"
        )
    return _("Que duas colunas, juntas, um avião de verdade não pode repetir?")


exercise = Exercise(
    id="01.05-uniqueness",
    title=_("Unicidade além da chave"),
    answer="surplus",
    starter='surplus = """\n"""\n',
    solution='''\
surplus = """
SELECT count(*) - count(DISTINCT (tailnum, scheduled_departure)) AS surplus
FROM flight
WHERE flight_date = (SELECT max(flight_date) FROM flight)
  AND tailnum IS NOT NULL
"""
''',
    explains=_(
        "A chave primária garante que a **linha** não se repete. Quem conta voos quer saber do voo: o mesmo"
        " avião na mesma hora, vendido com dois números, são duas linhas e uma partida. Unicidade se mede na"
        " coisa, não na chave. E dois desconhecidos não são iguais: matrícula nula fica fora da conta."
    ),
    hints=(
        _where_to_look,
        _(
            "Um avião (`tailnum`) não sai duas vezes no mesmo instante (`scheduled_departure`). Sobram"
            " tantas linhas quantas há, menos quantos pares diferentes há. Um par com três linhas sobra em"
            " duas. Linhas sem matrícula não dizem de que avião são: tire-as antes de contar."
        ),
        _(
            "```sql\n"
            "SELECT count(*) - count(DISTINCT (____)) AS surplus  -- linhas menos partidas diferentes\n"
            "FROM flight\n"
            "WHERE flight_date = (SELECT max(flight_date) FROM flight)\n"
            "  AND tailnum IS NOT NULL   -- dois desconhecidos não são o mesmo avião\n"
            "```"
        ),
    ),
    wrong={
        "primary_key": Wrong(
            '''\
surplus = """
SELECT count(*) - count(DISTINCT (carrier, flight, origin)) AS surplus
FROM flight
WHERE flight_date = (SELECT max(flight_date) FROM flight)
  AND tailnum IS NOT NULL
"""
''',
            _(
                "Você contou repetições da chave primária, que o PostgreSQL já recusa: dá 0, e daria 0"
                " sempre. O avião que aparece com dois números de voo passou."
            ),
        ),
        "unknown_are_equal": Wrong(
            '''\
surplus = """
SELECT count(*) - count(DISTINCT (tailnum, scheduled_departure)) AS surplus
FROM flight
WHERE flight_date = (SELECT max(flight_date) FROM flight)
"""
''',
            _(
                "Dois voos sem matrícula às 6 h contaram como o mesmo avião. Desconhecido não é igual a"
                " desconhecido."
            ),
        ),
        "groups": Wrong(
            '''\
surplus = """
SELECT count(*) FILTER (WHERE n > 1) AS surplus
FROM (SELECT count(*) AS n FROM flight
      WHERE flight_date = (SELECT max(flight_date) FROM flight) AND tailnum IS NOT NULL
      GROUP BY tailnum, scheduled_departure) AS departure
"""
''',
            _(
                "Você contou partidas repetidas, não linhas que sobram: uma partida com três linhas vale 1"
                " na sua conta."
            ),
        ),
        "all_of_them": Wrong(
            '''\
surplus = """
SELECT coalesce(sum(n) FILTER (WHERE n > 1), 0) AS surplus
FROM (SELECT count(*) AS n FROM flight
      WHERE flight_date = (SELECT max(flight_date) FROM flight) AND tailnum IS NOT NULL
      GROUP BY tailnum, scheduled_departure) AS departure
"""
''',
            _(
                "Você contou todas as linhas das partidas repetidas. Uma de cada é legítima; se apagasse"
                " todas, perderia o voo."
            ),
        ),
    },
    kind=Sql(
        disturbed=_DISTURBED,
        showed=_(
            "Conferi com voos renumerados e matrículas apagadas por sorteio, numa transação já desfeita."
        ),
    ),
    needs=("postgres",),
)
