"""Failure rate of runs and of attempts: a retry hides a failure from the first, not from the second."""

import random
from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.function import Function
from course.i18n import _

Runs = list[list[str]]


def _rates(runs: Runs) -> tuple[float, float]:
    ended = [run for run in runs if run[-1] != "running"]
    attempts = [outcome for run in runs for outcome in run if outcome != "running"]
    failed = sum(run[-1] == "failed" for run in ended)
    return failed / len(ended), attempts.count("failed") / len(attempts)


def _any_failure(runs: Runs) -> tuple[float, float]:
    ended = [run for run in runs if run[-1] != "running"]
    return sum("failed" in run for run in ended) / len(ended), _rates(runs)[1]


def _counts_running(runs: Runs) -> tuple[float, float]:
    attempts = [outcome for run in runs for outcome in run]
    failed = sum(run[-1] == "failed" for run in runs)
    return failed / len(runs), attempts.count("failed") / len(attempts)


def _mean_of_rates(runs: Runs) -> tuple[float, float]:
    shares = []
    for run in runs:
        ended = [outcome for outcome in run if outcome != "running"]
        shares += [ended.count("failed") / len(ended)] if ended else []
    return _rates(runs)[0], sum(shares) / len(shares)


def _per_run(runs: Runs) -> tuple[float, float]:
    failures = sum(run.count("failed") for run in runs)
    return _rates(runs)[0], failures / len([run for run in runs if run[-1] != "running"])


def _draw() -> tuple[Runs]:
    """A run that a retry saved, one that failed for good, one under way, and some more, in any order."""
    steps = random.randrange(1, 4)
    saved = [*["success"] * steps, *["failed"] * random.randrange(1, 3), *["success"] * (4 - steps)]
    runs = [saved, ["failed"] * random.randrange(2, 5), ["success", "running"]]
    runs += [["success"] * 4 for _more in range(random.randrange(3))]
    random.shuffle(runs)
    return (runs,)


def _same(one: Any, other: Any) -> bool:
    try:
        return len(one) == len(other) and all(abs(a - b) < 1e-6 for a, b in zip(one, other, strict=True))
    except TypeError:
        return False


exercise = Exercise(
    id="01.03-failure-rates",
    title=_("Taxa de falha: execuções e tentativas"),
    answer="failure_rates",
    starter='''\
def failure_rates(runs):
    """Of ended runs: the share that failed; of ended attempts: the share that failed."""
    ...
''',
    solution="""\
def failure_rates(runs):
    ended = [run for run in runs if run[-1] != "running"]
    failed = [run for run in ended if run[-1] == "failed"]
    attempts = [outcome for run in runs for outcome in run if outcome != "running"]
    return len(failed) / len(ended), attempts.count("failed") / len(attempts)
""",
    explains=_(
        "Uma execução falhou quando a **última** tentativa falhou: foi o que o negócio viu. As outras"
        " falhas a nova tentativa escondeu, e são elas que avisam antes: uma fonte que cai toda noite"
        " aparece na segunda taxa semanas antes da primeira. O que ainda está em curso não terminou, e fica"
        " fora dos dois denominadores."
    ),
    hints=(
        _(
            "Imprima `outcomes()` e procure uma lista com `failed` que termina em `success`. Essa execução"
            " falhou? E a tentativa?"
        ),
        _(
            "São duas frações com denominadores diferentes. Na primeira contam-se execuções terminadas, e"
            " só a última palavra da lista decide. Na segunda contam-se tentativas terminadas, de todas as"
            " execuções juntas, sem média de médias. `running` não é um fim."
        ),
        _(
            "```python\n"
            'ended = [run for run in runs if run[-1] != "running"]\n'
            'failed = [run for run in ended if run[____] == "failed"]  # que tentativa decide?\n'
            'attempts = [outcome for run in runs for outcome in run if outcome != "running"]\n'
            'return len(failed) / len(ended), attempts.count("failed") / len(attempts)\n'
            "```"
        ),
    ),
    wrong={
        "any_failure": Wrong(
            """\
def failure_rates(runs):
    ended = [run for run in runs if run[-1] != "running"]
    failed = [run for run in ended if "failed" in run]
    attempts = [outcome for run in runs for outcome in run if outcome != "running"]
    return len(failed) / len(ended), attempts.count("failed") / len(attempts)
""",
            _(
                "Sua primeira taxa conta como falha uma execução que uma nova tentativa salvou: o dia"
                " chegou, e você diz que não. Num dos sorteios você devolveu `{given}`."
            ),
        ),
        "counts_running": Wrong(
            """\
def failure_rates(runs):
    failed = [run for run in runs if run[-1] == "failed"]
    attempts = [outcome for run in runs for outcome in run]
    return len(failed) / len(runs), attempts.count("failed") / len(attempts)
""",
            _(
                "O que ainda está em curso entrou nos seus denominadores como se tivesse dado certo. Com o"
                " pipeline cheio de trabalho, a taxa cairia sozinha. Num dos sorteios: `{given}`."
            ),
        ),
        "mean_of_rates": Wrong(
            """\
def failure_rates(runs):
    ended = [run for run in runs if run[-1] != "running"]
    failed = [run for run in ended if run[-1] == "failed"]
    done = [[outcome for outcome in run if outcome != "running"] for run in runs]
    shares = [run.count("failed") / len(run) for run in done if run]
    return len(failed) / len(ended), sum(shares) / len(shares)
""",
            _(
                "Sua segunda taxa é uma média de taxas: uma execução de duas tentativas pesa tanto quanto"
                " uma de seis. Num dos sorteios: `{given}`."
            ),
        ),
        "per_run": Wrong(
            """\
def failure_rates(runs):
    ended = [run for run in runs if run[-1] != "running"]
    failed = [run for run in ended if run[-1] == "failed"]
    failures = sum(run.count("failed") for run in runs)
    return len(failed) / len(ended), failures / len(ended)
""",
            _(
                "Sua segunda taxa divide tentativas por execuções: as unidades não combinam, e ela pode"
                " passar de 1. Num dos sorteios: `{given}`."
            ),
        ),
    },
    kind=Function(
        reference=_rates,
        draw=_draw,
        mistakes={
            "any_failure": _any_failure,
            "counts_running": _counts_running,
            "mean_of_rates": _mean_of_rates,
            "per_run": _per_run,
        },
        same=_same,
        showed=_(
            "Vale para qualquer histórico. Rode a próxima célula e veja as duas taxas do Airflow daqui."
        ),
    ),
)
