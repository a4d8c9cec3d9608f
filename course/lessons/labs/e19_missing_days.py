"""The days of a month without a single flight: what is not there makes no group."""

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.sql import Sql
from course.i18n import _

# Of January 2030, which no pipeline has run yet, 22 days drawn at random come to hold flights, one of them
# none but cancelled ones; eight others and the 31st hold nothing.
_DISTURBED = """
WITH drawn AS MATERIALIZED (
    SELECT day, row_number() OVER (ORDER BY random()) AS place
    FROM generate_series(timestamp '2030-01-01', timestamp '2030-01-30', interval '1 day') AS day
)
INSERT INTO mart.flight (flight_date, carrier, flight, origin, dest, scheduled_departure,
    scheduled_departure_local, departure_hour, distance_miles, cancelled)
SELECT day::date, 'XX', number, 'JFK', 'MIA', day + interval '11 hours', day + interval '6 hours',
    day + interval '11 hours', 1089, place = 1
FROM drawn, generate_series(1, 3) AS number
WHERE place <= 22
"""

exercise = Exercise(
    id="lab2.09-missing-days",
    title=_("Os dias que faltam"),
    answer="missing_days",
    needs=("postgres",),
    starter='missing_days = """\n"""\n',
    solution='''\
missing_days = """
SELECT d.date
FROM mart.date AS d
WHERE d.date BETWEEN '2030-01-01' AND '2030-01-31'
  AND NOT EXISTS (SELECT FROM mart.flight AS f WHERE f.flight_date = d.date)
"""
''',
    explains=_(
        "Um dia sem linhas não está em `mart.flight`, e por isso nenhum `GROUP BY` sobre ela pode mostrá-lo."
        " É preciso partir de quem conhece todos os dias, o calendário `mart.date`, e perguntar a cada um se"
        " **não existe** voo. É assim que se confere um backfill: não pelo que veio, mas pelo que devia ter"
        " vindo."
    ),
    hints=(
        _(
            "Rode `SELECT count(*) FROM mart.date WHERE date BETWEEN '2030-01-01' AND '2030-01-31'`. De onde"
            " vêm esses dias, se nenhum deles foi carregado?"
        ),
        _(
            "Comece pela tabela que tem **todos** os dias, `mart.date`, só com os do mês, o primeiro e o"
            " último incluídos. Fique com os que não têm par em `mart.flight`: `NOT EXISTS`, ou um `LEFT"
            " JOIN` em que o lado dos voos veio nulo. Um voo cancelado também é uma linha carregada."
        ),
        _(
            "```sql\n"
            "SELECT d.date\n"
            "FROM mart.date AS d                    -- todos os dias que há\n"
            "WHERE d.date BETWEEN '2030-01-01' AND '2030-01-31'\n"
            "  AND ____ (SELECT FROM mart.flight AS f WHERE f.flight_date = d.date)\n"
            "```"
        ),
    ),
    wrong={
        "empty_groups": Wrong(
            '''\
missing_days = """
SELECT flight_date
FROM mart.flight
WHERE flight_date BETWEEN '2030-01-01' AND '2030-01-31'
GROUP BY flight_date
HAVING count(*) = 0
"""
''',
            _(
                "Sua consulta devolve {n} linhas, e há dias faltando. Um dia que não está na tabela não forma"
                " grupo: não há grupo de tamanho zero."
            ),
        ),
        "last_day_out": Wrong(
            '''\
missing_days = """
SELECT d.date
FROM mart.date AS d
LEFT JOIN mart.flight AS f ON f.flight_date = d.date
WHERE d.date >= '2030-01-01' AND d.date < '2030-01-31'
  AND f.flight_date IS NULL
"""
''',
            _("Quase: sua consulta devolve {n} dias e falta {missing}. Até que dia do mês ela olha?"),
        ),
        "cancelled_too": Wrong(
            '''\
missing_days = """
SELECT d.date
FROM mart.date AS d
WHERE d.date BETWEEN '2030-01-01' AND '2030-01-31'
  AND NOT EXISTS (
    SELECT FROM mart.flight AS f WHERE f.flight_date = d.date AND NOT f.cancelled)
"""
''',
            _(
                "O dia abaixo não falta: foi carregado, e todos os seus voos foram cancelados. Um aeroporto"
                " fechado pela neve é um fato; um dia que não veio é um defeito. Não os confunda."
            ),
        ),
        "days_there": Wrong(
            '''\
missing_days = """
SELECT DISTINCT d.date
FROM mart.date AS d
JOIN mart.flight AS f ON f.flight_date = d.date
WHERE d.date BETWEEN '2030-01-01' AND '2030-01-31'
"""
''',
            _(
                "Estes são os dias que **há**: {n}. O `JOIN` guarda só os que têm par; a pergunta é pelos"
                " outros."
            ),
        ),
    },
    kind=Sql(
        _DISTURBED,
        showed=_(
            "Num janeiro inventado, com buracos sorteados, sua consulta achou todos os dias que faltam, o"
            " último do mês incluído."
        ),
    ),
)
