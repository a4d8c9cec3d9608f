"""A day's run told to somebody who was not there, with its figures."""

import re

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.written import Point, Written, figure, mentions
from course.i18n import _
from course.lessons.labs import day_report

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}(?:/\d{4})?\b")
_STARTER = """\
from course.lessons.labs import day_report

r = day_report.latest()
report = ""
"""
_HEAD = _STARTER.replace('report = ""\n', "")

# Why the rows of a changeover are set aside: by its name, or as an hour that was leapt over.
_names_the_cause = mentions(
    *("nonexistent", "inexist", "não exist", "not exist", "horário de verão", "mudança de hor"),
    *("relógio", "clock", "daylight", "dst"),
)
_leaps = mentions("pulou", "pulad", "pulo", "salt", "adiant", "skip")
_hour = mentions("hora", "horário", "hour", "2 h", "2h", "02h", "2:", "02:")


def _names_the_day(text: str) -> bool:
    day = day_report.latest().day
    return any(day.strftime(form) in text for form in ("%Y-%m-%d", "%d/%m/%Y"))


def _rows_in(text: str) -> bool:
    return figure(lambda: day_report.latest().rows_in("flights"), tolerance=0)(_DATE.sub("", text))


def _rejected(text: str) -> bool:
    rejected = sum(day_report.latest().rejected.values())
    return figure(lambda: rejected, tolerance=0)(_DATE.sub("", text))


def _why(text: str) -> bool:
    return not day_report.latest().rejected or _names_the_cause(text) or (_leaps(text) and _hour(text))


def _score(text: str) -> bool:
    return figure(lambda: day_report.latest().score, unit="ratio", tolerance=0.002)(_DATE.sub("", text))


exercise = Exercise(
    id="lab2.10-report",
    title=_("O relato do dia"),
    answer="report",
    needs=("postgres",),
    starter=_STARTER,
    solution=_HEAD
    + """\
report = (
    f"{r.day}: flights {r.rows_in('flights')}, rejected {sum(r.rejected.values())}"
    f" ({', '.join(r.rejected)}), score {r.score:.1%}"
)
""",
    explains=_(
        "Verde diz que as tarefas terminaram. O relato diz **o que** fizeram: de que dia, quanto veio, quanto"
        " ficou de fora e por quê, e com que qualidade. Nesta noite o relógio de Nova York saltou das 2 h"
        " para as 3 h; a fonte serve as leituras de 2013, em que aquela hora existiu, e o pipeline as guardou"
        " à parte em vez de inventar um instante. Nada disso está na cor da execução."
    ),
    hints=(
        _(
            "Mostre `r` inteiro: `r.day`, `r.datasets`, `r.rejected` e `r.score`. O motivo das linhas"
            " rejeitadas tem nome; a linha como veio está em `quality.reject`. Que hora ela traz?"
        ),
        _(
            "Responda a cinco perguntas, uma frase cada: de que dia é a execução; quantos voos vieram da"
            " fonte; quantas linhas foram rejeitadas; por quê, em palavras que um colega entenda; que nota"
            " teve a qualidade dos voos. Use os números de `r`, escritos à mão ou por uma f-string."
        ),
        _(
            "```python\n"
            "report = (\n"
            "    f\"{r.day}: {r.rows_in('flights')} ...\"            # o dia, e o que veio\n"
            '    f"{sum(r.rejected.values())} ... {r.rejected}"    # o que ficou de fora, e por quê\n'
            '    f"{____:.1%}"                                     # a nota dos voos\n'
            ")\n"
            "```"
        ),
    ),
    wrong={
        "only_green": Wrong(
            _HEAD + 'report = "etl_pipeline: success, 4/4"\n',
            _(
                "Seu relato não diz **de que dia** são os dados, em AAAA-MM-DD ou DD/MM/AAAA. “Deu"
                " certo” sem dia não se confere: verde só diz que as tarefas terminaram."
            ),
        ),
        "no_rows": Wrong(
            _HEAD + 'report = f"{r.day}: success, score {r.score:.1%}"\n',
            _(
                "Falta **quantos voos vieram** da fonte. Num pipeline sem barreiras um dia vazio também fica"
                " verde (o deste curso o retém), e uma nota alta sobre quase nada não vale muito."
            ),
        ),
        "no_rejects": Wrong(
            _HEAD + "report = f\"{r.day}: flights {r.rows_in('flights')}, score {r.score:.1%}\"\n",
            _(
                "Falta **quantas linhas ficaram de fora**. Quem somar as do warehouse vai achar menos do que"
                " a fonte mandou, e procurar um defeito que não há."
            ),
        ),
        "no_reason": Wrong(
            _HEAD
            + """\
rejected = sum(r.rejected.values())
report = f"{r.day}: flights {r.rows_in('flights')}, rejected {rejected}, score {r.score:.1%}"
""",
            _(
                "Diz quantas linhas ficaram de fora, e não **por quê**. Sem o motivo não se sabe se é defeito"
                " da fonte, do pipeline ou do calendário. Que horas eram nas linhas rejeitadas?"
            ),
        ),
        "no_score": Wrong(
            _HEAD
            + """\
rejected = f"rejected {sum(r.rejected.values())} ({', '.join(r.rejected)})"
report = f"{r.day}: flights {r.rows_in('flights')}, {rejected}"
""",
            _("Falta a **nota** da qualidade dos voos: ela resume as regras que o dia cumpriu e as que não."),
        ),
    },
    kind=Written(
        (
            Point("only_green", _names_the_day),
            Point("no_rows", _rows_in),
            Point("no_rejects", _rejected),
            Point("no_reason", _why),
            Point("no_score", _score),
        ),
        showed=_(
            "O relato tem o dia, o que veio, o que ficou de fora e por quê, e a nota: dá para conferir."
        ),
    ),
)
