"""What proves that a second load changed nothing: the same rows, each as often."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _

Answer = Callable[[pd.DataFrame, pd.DataFrame], Any]

# In which ways what stands there afterwards may differ.
_CHANGES = ("nothing", "order", "doubled", "one_for_another", "value", "lost")


def same_rows(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether both hold the same rows, each as often, in any order."""
    columns = list(before.columns)
    one, other = (frame.sort_values(columns, ignore_index=True) for frame in (before, after))
    return bool(one.equals(other))


def _pair(change: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A small load, drawn anew, and what stands there afterwards."""
    flights = random.sample(range(1, 999), k=4)
    before = pd.DataFrame({"flight": flights, "delay": [random.randrange(90) for _flight in flights]})
    before = pd.concat([before, before.iloc[[0]]], ignore_index=True)  # a row that stands there twice already
    after = before.copy()
    match change:
        case "order":
            after = before.iloc[::-1].reset_index(drop=True)
        case "doubled":
            after = pd.concat([before, before], ignore_index=True)
        case "one_for_another":
            after.loc[4] = before.loc[1]
        case "value":
            after["delay"] += [0, 0, 100, 0, 0]
        case "lost":
            after = before.iloc[1:].reset_index(drop=True)
    return before, after


def _as_sets(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    return set(before.itertuples(index=False, name=None)) == set(after.itertuples(index=False, name=None))


_MISTAKES: dict[str, Answer] = {
    "as_sets": _as_sets,
    "only_counts": lambda before, after: len(before) == len(after),
    "order_counts": lambda before, after: bool(before.equals(after)),
}

exercise = Exercise(
    id="lab2.06-same-rows",
    title=_("As mesmas linhas, tantas vezes quantas"),
    answer="same_rows",
    starter='''\
def same_rows(before, after):
    """Whether two DataFrames hold the same rows, each as often; their order does not count."""
    ...
''',
    solution="""\
def same_rows(before, after):
    columns = list(before.columns)
    before = before.sort_values(columns, ignore_index=True)
    after = after.sort_values(columns, ignore_index=True)
    return before.equals(after)
""",
    explains=_(
        "**Idempotente** é: rodar de novo deixa o mesmo estado. O estado são as linhas *e* quantas vezes cada"
        " uma aparece; a ordem, num banco, não é parte dele. Um conjunto esquece as repetições, uma contagem"
        " esquece o conteúdo, e “não deu erro” esquece os dois. O curso compara contagem e soma de"
        " verificação, em `course/pipeline/prove.py`."
    ),
    hints=(
        _(
            "Ponha à prova o que você pensou com três casos pequenos: as linhas em outra ordem (é o mesmo),"
            " uma linha em dobro (não é), e o mesmo número de linhas com um valor trocado (não é). Qual deles"
            " sua ideia erra?"
        ),
        _(
            "Tire do caminho o que não conta, a ordem, e compare tudo o que conta. Ordene as duas tabelas por"
            " **todas** as colunas, com índice novo, e compare-as inteiras: `equals` olha cada célula, e por"
            " isso também vê uma linha a mais."
        ),
        _(
            "```python\n"
            "def same_rows(before, after):\n"
            "    columns = list(before.columns)\n"
            "    before = before.sort_values(____, ignore_index=True)   # não sobram duas ordens\n"
            "    after = after.sort_values(columns, ignore_index=True)\n"
            "    return before.equals(after)\n"
            "```"
        ),
    ),
    wrong={
        "as_sets": Wrong(
            """\
def same_rows(before, after):
    one, other = (set(map(tuple, frame.values)) for frame in (before, after))
    return one == other
""",
            _(
                "Para as tabelas abaixo sua função diz `{given}`. Um"
                " **conjunto** guarda cada linha uma vez só. Uma carga que dobrou tudo passaria na sua prova,"
                " e o painel mostraria o dobro dos voos."
            ),
        ),
        "only_counts": Wrong(
            """\
def same_rows(before, after):
    return len(before) == len(after)
""",
            _(
                "Para as tabelas abaixo sua função diz `{given}`. A **contagem**"
                " é a mesma, e o conteúdo? Uma carga que trocou um dia por outro de igual tamanho passaria."
            ),
        ),
        "order_counts": Wrong(
            """\
def same_rows(before, after):
    return before.equals(after)
""",
            _(
                "Para as tabelas abaixo sua função diz `{given}`. São as mesmas"
                " linhas em outra **ordem**, e uma tabela de banco não tem ordem. Sua prova acusaria uma"
                " carga que nada mudou."
            ),
        ),
    },
)


@exercise.check
def check(same: Answer) -> Verdict:
    """On pairs that differ in every way in turn; shows the first on which it is wrong."""
    if not callable(same):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(same).__name__))
    pairs = [_pair(change) for change in _CHANGES for _again in range(4)]
    given = [same(before.copy(), after.copy()) for before, after in pairs]
    if others := [type(one).__name__ for one in given if not isinstance(one, (bool, np.bool_))]:
        return not_yet(_("Sua função devolve {kind}, e não `True` ou `False`.").format(kind=others[0]))
    answers = [bool(one) for one in given]
    wrong = [n for n, pair in enumerate(pairs) if answers[n] != same_rows(*pair)]
    if not wrong:
        return right(
            _(
                "Sua prova resistiu a {n} pares: outra ordem, linhas em dobro, uma trocada por outra, um"
                " valor mudado, uma linha perdida."
            ).format(n=len(pairs))
        )
    before, after = pairs[wrong[0]]
    rows = pd.concat([before.add_prefix("before."), after.add_prefix("after.")], axis=1).astype("Int64")
    said = answers[wrong[0]]
    for cause, function in _MISTAKES.items():
        if answers == [function(*pair) for pair in pairs]:
            return mistake(cause, rows=rows, given=said)
    return not_yet(_("Para as tabelas abaixo sua função diz `{given}`.").format(given=said), rows=rows)
