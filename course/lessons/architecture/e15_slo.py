"""A service level objective as one expression, put together from its lines (Parsons)."""

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.ordering import Ordering
from course.exercises.verdict import Status, Verdict, right
from course.i18n import _
from course.services import prometheus

LINES = {
    "A": 'rate(course_source_requests_total{status!~"5.."}[1h])',
    "B": ") < 0.995",
    "C": "avg by (path) (",
    "D": "sum by (path) (",
    "E": "rate(course_source_requests_total[1h])",
    "F": ") / sum by (path) (",
    "G": 'course_source_requests_total{status!~"5.."}',
}
_ORDER = "DAFEB"

exercise = Exercise(
    id="02.15-slo",
    title=_("Rotas abaixo da meta, montadas"),
    answer="order",
    needs=("prometheus",),
    starter='order = ""\n',
    solution=f'order = "{_ORDER}"\n',
    explains=_(
        "Primeiro a soma das boas e a de todas, só então a divisão: assim cada chamada pesa o mesmo. A"
        " comparação no fim filtra: sobram as rotas abaixo de 99,5 %, e é isso que um alerta pergunta. A meta"
        " (SLO) virou uma linha que se versiona ([SRE Workbook: alerting on"
        " SLOs](https://sre.google/workbook/alerting-on-slos/))."
    ),
    hints=(
        _(
            "Leia em voz alta: «boas dividido por todas, menor que a meta». Quais linhas são as boas, quais"
            " são todas, e qual abre cada parêntese que outra fecha?"
        ),
        _(
            "Uma razão de contadores tem três passos: a taxa de cada série, a soma do numerador e a do"
            " denominador pelo mesmo rótulo, a divisão. Média não serve no lugar da soma: ela divide por"
            " quantas séries há, e esse número muda de rota para rota. E um contador sem taxa carrega todo o"
            " passado."
        ),
        _(
            "```\n"
            "sum by (path) (            # abre o numerador\n"
            "    rate(… sem 5xx …)      # as boas\n"
            ") / sum by (path) (        # fecha um, abre o outro\n"
            "    ____                   # todas\n"
            ") < 0.995                  # fecha e compara\n"
            "```"
        ),
    ),
    wrong={
        "inverted": Wrong(
            'order = "DEFAB"\n',
            _(
                "Você dividiu todas pelas boas. A razão fica em 1 ou acima e nunca é menor que a meta: o"
                " alerta não dispararia nem com tudo em erro."
            ),
        ),
        "average": Wrong(
            'order = "CAFEB"\n',
            _(
                "`{line}` divide por quantas séries há. Uma rota com respostas 200 e 429 tem duas séries"
                " boas: a sua razão sai pela metade, e o alerta dispara sem motivo."
            ),
        ),
        "no_rate": Wrong(
            'order = "DGFEB"\n',
            _(
                "`{line}` é o total desde que a API subiu, dividido por um ritmo por segundo: a razão fica"
                " enorme e não diz nada da última hora."
            ),
        ),
        "limit_too_early": Wrong(
            'order = "DABFE"\n',
            _(
                "`{second}` fecha o que `{first}` ainda ia abrir: a meta se compara com a razão pronta, não"
                " com o numerador sozinho."
            ),
        ),
        "outside": Wrong(
            'order = "ADFEB"\n',
            _("`{second}` ficou fora do parêntese que `{first}` abre: não sobra o que somar."),
        ),
    },
)
_ordering = Ordering(
    lines=LINES,
    before=(
        ("A", "E", "inverted"),
        ("F", "B", "limit_too_early"),
        ("E", "B", "limit_too_early"),
        ("D", "A", "outside"),
        ("F", "E", "outside"),
        ("A", "F", "outside"),
        ("D", "F", "outside"),
    ),
    extra={"C": "average", "G": "no_rate"},
)


@exercise.check
def check(order: str) -> Verdict:
    """The order first; then the expression as it stands is asked of Prometheus."""
    verdict = _ordering.check(exercise, order)
    if verdict.status is not Status.RIGHT:
        return verdict
    expression = "".join(LINES[letter] for letter in _ORDER)
    below = [one["metric"]["path"] for one in prometheus.query(expression)]
    return right(
        _("O Prometheus aceita a sua expressão. Rotas abaixo da meta na última hora: {paths}.").format(
            paths=", ".join(below) or _("nenhuma")
        )
    )
