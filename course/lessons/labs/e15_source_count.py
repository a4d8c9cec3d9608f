"""How many flights the source has for a day: it answers in pages, and the last one is shorter."""

import datetime as dt
import json
import random
from collections.abc import Callable
from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.numbers import readings
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.labs import runs
from course.pipeline.client import SourceClient
from course.pipeline.datasets import DATASETS
from course.pipeline.days import FIRST_DAY, yesterday

_STARTER = '''\
import json

from course.pipeline.client import SourceClient
from course.pipeline.datasets import DATASETS


def source_count(day):
    """How many flights the source has for `day`; page(...).body is JSON with `pages` and `rows`."""
    ...
'''
_HEAD = """\
import json

from course.pipeline.client import SourceClient
from course.pipeline.datasets import DATASETS


def source_count(day):
    with SourceClient() as source:
"""

exercise = Exercise(
    id="lab2.05-source-count",
    title=_("Contar na fonte"),
    answer="source_count",
    needs=("source",),
    starter=_STARTER,
    solution=_HEAD
    + """\
        page = json.loads(source.page(DATASETS["flights"], day, 1).body)
        for number in range(2, page["pages"] + 1):
            page["rows"] += json.loads(source.page(DATASETS["flights"], day, number).body)["rows"]
        return len(page["rows"])
""",
    explains=_(
        "Uma API que pagina só diz a verdade inteira a quem pede **todas** as páginas. Por isso a extração"
        " grava, com cada página, quantas são ao todo, e recusa um dia incompleto. A conferência pergunta de"
        " novo à fonte, em vez de confiar no que a extração guardou: se as duas pontas usassem a mesma cópia,"
        " o erro apareceria igual nas duas."
    ),
    hints=(
        _(
            'Olhe uma página antes de contar: `json.loads(SourceClient().page(DATASETS["flights"], day,'
            " 1).body)`. Quanto vale `pages`? E quantas linhas há em `rows`?"
        ),
        _(
            "A primeira página diz quantas há. Peça as outras, de 2 até a última **inclusive** (`range` não"
            " inclui o fim), e some o tamanho de cada `rows`. Não multiplique: a última página vem com o que"
            " sobrou."
        ),
        _(
            "```python\n"
            "with SourceClient() as source:\n"
            '    page = json.loads(source.page(DATASETS["flights"], day, 1).body)\n'
            '    count = len(page["rows"])\n'
            "    for number in range(2, ____):          # até a última página, inclusive\n"
            '        more = json.loads(source.page(DATASETS["flights"], day, number).body)\n'
            '        count += len(more["rows"])\n'
            "```"
        ),
    ),
    wrong={
        "first_page": Wrong(
            _HEAD
            + """\
        return len(json.loads(source.page(DATASETS["flights"], day, 1).body)["rows"])
""",
            _(
                "Para {day} sua função conta {given}: é a **primeira página**, de {pages}. Comparado com"
                " isso, um warehouse com o dia pela metade pareceria ter linhas de sobra."
            ),
        ),
        "full_pages": Wrong(
            _HEAD
            + """\
        page = json.loads(source.page(DATASETS["flights"], day, 1).body)
        return page["pages"] * len(page["rows"])
""",
            _(
                "Para {day} sua função conta {given}: {pages} páginas **cheias**. A última quase nunca está"
                " cheia, e a diferença apareceria como perda de dados que ninguém perdeu."
            ),
        ),
        "last_page_missed": Wrong(
            _HEAD
            + """\
        page, count = json.loads(source.page(DATASETS["flights"], day, 1).body), 0
        for number in range(1, page["pages"]):
            count += len(json.loads(source.page(DATASETS["flights"], day, number).body)["rows"])
        return count
""",
            _(
                "Para {day} sua função conta {given}: falta a **última página**, de {pages}. São os voos do"
                " fim da noite, os que mais atrasam: a média do dia ficaria boa demais."
            ),
        ),
    },
)


@exercise.check
def check(source_count: Callable[[dt.date], Any]) -> Verdict:
    """On a day drawn from all that the source has."""
    if not callable(source_count):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(source_count).__name__))
    day, sizes = _drawn()
    given = source_count(day)
    read = readings(given)
    if read and read[0].value == sum(sizes):
        have = runs.loaded(day, day).get(day)
        in_mart = _("o warehouse ainda não tem esse dia") if have is None else f"mart.flight: {have}"
        return right(
            _("Fonte em {day}: {n} voos em {pages} páginas; {in_mart}.").format(
                day=day, n=sum(sizes), pages=len(sizes), in_mart=in_mart
            )
        )
    known = {
        "first_page": sizes[0],
        "full_pages": len(sizes) * sizes[0],
        "last_page_missed": sum(sizes[:-1]),
    }
    for cause, count in known.items():
        if read and read[0].value == count:
            return mistake(cause, day=day, given=given, pages=len(sizes))
    return not_yet(_("Para {day} sua função devolveu `{given}`.").format(day=day, given=given))


def _drawn() -> tuple[dt.date, list[int]]:
    """A day of which the last page is not full, and how many flights are on each of its pages."""
    while True:
        day = FIRST_DAY + dt.timedelta(days=random.randrange((yesterday() - FIRST_DAY).days + 1))
        sizes = _sizes(day)
        if len(sizes) > 2 and sizes[-1] < sizes[0]:
            return day, sizes


def _sizes(day: dt.date) -> list[int]:
    with SourceClient() as source:
        first = json.loads(source.page(DATASETS["flights"], day, 1).body)
        more = (source.page(DATASETS["flights"], day, n).body for n in range(2, first["pages"] + 1))
        return [len(first["rows"]), *(len(json.loads(body)["rows"]) for body in more)]
