"""Which service answers which question; each of them is asked."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.architecture.overview import TOOLS
from course.pipeline import dag_run
from course.pipeline.warehouse import read
from course.services import minio, prometheus, redis
from course.services.registry import services


def _raw() -> str:
    objects = list(minio.client().list_objects(minio.RAW, recursive=True))
    size = sum(one.size or 0 for one in objects)
    return _("{n} objetos, {kb:.0f} KB").format(n=len(objects), kb=size / 1024)


def _flights() -> str:
    newest = read("SELECT max(flight_date) AS day, count(*) AS n FROM mart.flight", ttl=0).iloc[0]
    return _("{n} voos, até {day}").format(n=newest["n"], day=newest["day"])


def _queue() -> str:
    waiting = redis.client(redis.BROKER_DB).llen(redis.QUEUE)
    return _("{n} mensagens na fila").format(n=waiting)


def _memory() -> str:
    expression = "{which}_over_time(redis_memory_used_bytes[1h]) / 2^20"
    low, high = (
        float(prometheus.query(expression.format(which=which))[0]["value"][1]) for which in ("min", "max")
    )
    return _("de {low:.1f} a {high:.1f} MiB na última hora").format(low=low, high=high)


def _run() -> str:
    newest = dag_run.latest(1)
    return f"{newest[0].run_id}: {newest[0].state}" if newest else _("nenhuma execução ainda")


# By the key of the student's dictionary: who answers, and the question as we put it to them.
ANSWERS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "raw_bytes": ("minio", _raw),
    "flights": ("postgres", _flights),
    "queue": ("redis", _queue),
    "memory_history": ("prometheus", _memory),
    "run_state": ("airflow", _run),
}


def _written(**other: str) -> str:
    who = {key: name for key, (name, _ask) in ANSWERS.items()} | other
    lines = "".join(f'    "{key}": "{name}",\n' for key, name in who.items())
    return f"who = {{\n{lines}}}\n"


exercise = Exercise(
    id="02.20-who-answers",
    title=_("Quem responde"),
    answer="who",
    needs=("airflow", "postgres", "redis", "minio", "prometheus"),
    starter=_written(**dict.fromkeys(ANSWERS, "")),
    solution=_written(),
    explains=_(
        "Cada dado mora num lugar, e cada lugar foi escolhido por uma propriedade: o objeto guarda bytes sem"
        " perguntar o que são; o banco garante tipos e chaves; a fila esquece o que entregou; a série"
        " temporal lembra como foi. Grafana e Jupyter não guardam nada disso: eles **perguntam**. E ao"
        " Airflow se pergunta pela API, não pelas tabelas ([Airflow: interface"
        " pública](https://airflow.apache.org/docs/apache-airflow/stable/public-airflow-interface.html))."
    ),
    hints=(
        _(
            "Procure, na tabela «quem faz o quê», a palavra da pergunta: bytes, SQL, fila, séries temporais,"
            " execução. Comece pelas que só um serviço poderia responder."
        ),
        _(
            "Separe quem **guarda** de quem **mostra** e de quem **manda fazer**. Um painel não tem dados"
            " seus. Um servidor sabe como está agora; para saber como esteve, alguém precisa ter anotado. E"
            " o estado de uma execução se pergunta a quem a executa, não às tabelas dele."
        ),
        _(
            "```python\n"
            "who = {\n"
            '    "raw_bytes": "minio",            # bytes são objetos\n'
            '    "flights": "postgres",           # tipos, chaves, SQL\n'
            '    "queue": "____",                 # por onde os workers recebem\n'
            '    "memory_history": "prometheus",  # guarda como foi\n'
            '    "run_state": "airflow",          # quem executa\n'
            "}\n"
            "```"
        ),
    ),
    wrong={
        "raw_bytes_postgres": Wrong(
            _written(raw_bytes="postgres"),
            _(
                "`raw_bytes`: no warehouse só entra o que passou por tipos e regras. Os bytes como a fonte"
                " os mandou, rejeitados inclusive, estão em outro lugar: {answer}."
            ),
        ),
        "flights_minio": Wrong(
            _written(flights="minio"),
            _(
                "`flights`: o objeto curado tem as mesmas linhas, mas é um arquivo: não há chave que recuse"
                " um voo repetido, nem papel que leia só parte. Quem a pergunta em SQL alcança diz:"
                " {answer}."
            ),
        ),
        "queue_airflow": Wrong(
            _written(queue="airflow"),
            _(
                "`queue`: o Airflow decide e anota, mas a mensagem que o worker pega passa por outro"
                " serviço. Ele diz agora: {answer}."
            ),
        ),
        "memory_history_redis": Wrong(
            _written(memory_history="redis"),
            _(
                "`memory_history`: o servidor sabe quanta memória usa **agora** e não anota como foi. Quem a"
                " leu a cada 5 s diz: {answer}."
            ),
        ),
        "memory_history_grafana": Wrong(
            _written(memory_history="grafana"),
            _(
                "`memory_history`: o painel desenha, mas não guarda um número sequer; a cada atualização ele"
                " pergunta a outro. Esse outro diz: {answer}."
            ),
        ),
        "queue_prometheus": Wrong(
            _written(queue="prometheus"),
            _(
                "`queue`: o Prometheus tem uma cópia do número, da última coleta. A pergunta é a quem o dado"
                " pertence; esse diz, agora: {answer}."
            ),
        ),
        "run_state_prometheus": Wrong(
            _written(run_state="prometheus"),
            _(
                "`run_state`: o Prometheus tem uma cópia, da última coleta, e só em números. A pergunta é a"
                " quem o dado pertence; esse diz, agora: {answer}."
            ),
        ),
        "run_state_postgres": Wrong(
            _written(run_state="postgres"),
            _(
                "`run_state`: as tabelas existem, num banco à parte, mas são assunto interno e mudam a cada"
                " versão. O contrato é a API de quem executa. Ela diz: {answer}."
            ),
        ),
    },
)


@exercise.check
def check(who: dict[str, Any]) -> Verdict:
    """The first wrong name, in the order of the questions, with what the right service says now."""
    if not isinstance(who, dict) or ANSWERS.keys() - who.keys():
        return not_yet(_("A resposta é o dicionário `who`, com todas as chaves que ele tinha."))
    for key, (name, ask) in ANSWERS.items():
        given = str(who[key]).strip().lower()
        if not given:
            return not_yet(_("Falta `{key}`.").format(key=key))
        if given not in TOOLS:
            return not_yet(
                _("`{key}`: não há serviço `{given}`. Os nomes: {names}.").format(
                    key=key, given=given, names=", ".join(TOOLS)
                )
            )
        if given != name:
            if f"{key}_{given}" in exercise.wrong:
                return mistake(f"{key}_{given}", answer=ask())
            return not_yet(
                _("`{key}`: não é {title} quem guarda isso. Para que serve: {function}").format(
                    key=key,
                    title=services()[given].title,
                    function=services()[given].purpose.function,
                )
            )
    rows = [(key, services()[name].title, ask()) for key, (name, ask) in ANSWERS.items()]
    return right(
        _("Perguntei a cada um agora:"),
        rows=pd.DataFrame(rows, columns=[_("pergunta"), _("serviço"), _("resposta")]),
    )
