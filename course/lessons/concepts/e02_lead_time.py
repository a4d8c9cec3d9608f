"""Data lead time: from the end of the day that the data are of to the moment when they can be read."""

from typing import Any

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.value import Value
from course.exercises.numbers import readings
from course.i18n import _
from course.lessons.concepts.history import last_delivery

_HOUR = pd.Timedelta(hours=1)
_STARTER = """\
from course.lessons.concepts.history import last_delivery

attempts = last_delivery()
lead_time = ...
"""
_LOAD = """\
import pandas as pd

from course.lessons.concepts.history import last_delivery

attempts = last_delivery()
load = attempts[(attempts["step"] == "load") & (attempts["outcome"] == "success")].iloc[0]
"""


def _load() -> Any:
    """The attempt that made the day readable."""
    attempts = last_delivery()
    return attempts[(attempts["step"] == "load") & (attempts["outcome"] == "success")].iloc[0]


def _lead_time() -> float:
    load = _load()
    return float((load["finished_at"] - load["day_ended_at"]) / _HOUR)


def _duration() -> float:
    attempts = last_delivery()
    return float((attempts["finished_at"].max() - attempts["started_at"].min()) / _HOUR)


def _load_alone() -> float:
    load = _load()
    return float((load["finished_at"] - load["started_at"]) / _HOUR)


def _since_the_day_began() -> float:
    load = _load()
    return float((load["finished_at"] - pd.Timestamp(load["day"], tz="UTC")) / _HOUR)


def _where_to_look(answer: Any) -> str:
    given = "".join(reading.shown for reading in readings(answer, "hours")[:1])
    text = _(
        "Duas colunas de horário bastam, e uma linha: a da etapa que põe o dia no schema `mart`. A unidade"
        " é hora."
    )
    return _("Você chegou a {given}. ").format(given=given) + text if given else text


exercise = Exercise(
    id="01.02-lead-time",
    title=_("Lead time de dados"),
    answer="lead_time",
    starter=_STARTER,
    solution=_LOAD + 'lead_time = load["finished_at"] - load["day_ended_at"]\n',
    explains=_(
        "Quem decide espera desde o fim do dia, não desde o início da execução. O pipeline trabalha"
        " segundos; o resto é espera até alguém, ou a agenda, disparar a execução. Para encurtar este lead"
        " time, dispare mais cedo antes de acelerar o código. O fim da `quality` daria quase o mesmo número,"
        " mas o dia já se lê enquanto é medido."
    ),
    hints=(
        _where_to_look,
        _(
            "Lead time é espera. O relógio começa quando o dia acaba (`day_ended_at`) e para quando uma"
            " consulta ao `mart` já encontra o dia: o fim da `load` com `success`. A diferença de dois"
            " horários do pandas é um `Timedelta`, e a resposta pode ser ele mesmo, sem conversão."
        ),
        _(
            "```python\n"
            'done = attempts["outcome"] == "success"\n'
            'load = attempts[done & (attempts["step"] == "load")].iloc[0]  # o dia já pode ser lido\n'
            'lead_time = load["finished_at"] - load["____"]  # quando começou a espera?\n'
            "```"
        ),
    ),
    wrong={
        "duration": Wrong(
            _STARTER.replace("...", 'attempts["finished_at"].max() - attempts["started_at"].min()'),
            _(
                "{given} é quanto o pipeline **trabalhou**. Quem espera o número não começou a esperar"
                " quando a execução começou."
            ),
        ),
        "since_the_day_began": Wrong(
            _LOAD + 'lead_time = load["finished_at"] - pd.Timestamp(load["day"], tz="UTC")\n',
            _(
                "{given} conta desde a meia-noite UTC em que o dia **começou**. O último voo desse dia"
                " só sairia horas depois; e a meia-noite do curso não é a de Greenwich."
            ),
        ),
        "minutes": Wrong(
            _LOAD + 'lead_time = (load["finished_at"] - load["day_ended_at"]) / pd.Timedelta(minutes=1)\n',
            _("{given}: o intervalo é o certo, o número está em outra unidade."),
        ),
        "days": Wrong(
            _LOAD + 'lead_time = (load["finished_at"] - load["day_ended_at"]) / pd.Timedelta(days=1)\n',
            _("{given}: o intervalo é o certo, mas o número conta dias, não a unidade da pergunta."),
        ),
        "load_alone": Wrong(
            _LOAD + 'lead_time = load["finished_at"] - load["started_at"]\n',
            _(
                "{given} é só o que a `load` levou. Antes de ela começar, o dia já tinha acabado, e quem"
                " decide já esperava."
            ),
        ),
        "backwards": Wrong(
            _LOAD + 'lead_time = load["day_ended_at"] - load["finished_at"]\n',
            _(
                "{given}: negativo, como se o dado chegasse antes de o dia acabar. Qual dos dois horários é"
                " o último?"
            ),
        ),
    },
    kind=Value(
        expected=_lead_time,
        unit="hours",
        mistakes={
            "duration": _duration,
            "since_the_day_began": _since_the_day_began,
            "minutes": lambda: 60 * _lead_time(),
            "days": lambda: _lead_time() / 24,
            "load_alone": _load_alone,
            "backwards": lambda: -_lead_time(),
        },
        showed=_(
            "Esse é o tempo que a decisão espera. Compare com a duração da execução: quase tudo é espera por"
            " quem a dispara."
        ),
    ),
    needs=("postgres",),
)
