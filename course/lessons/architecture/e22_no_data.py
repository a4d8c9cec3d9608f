"""No series is not the value zero."""

from random import randint

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.promql import Promql
from course.i18n import _
from course.lessons.architecture.promql_series import AT, rising

METRIC = "course_source_requests_total"


def _series() -> dict[str, str]:
    """Three paths that answer; one of them has never failed, so its errors have no series."""
    return {
        f'{METRIC}{{path="/v1/flights",status="200"}}': rising(randint(20, 40)),
        f'{METRIC}{{path="/v1/flights",status="503"}}': rising(randint(1, 5)),
        f'{METRIC}{{path="/v1/planes",status="200"}}': rising(randint(10, 20)),
        f'{METRIC}{{path="/v1/planes",status="500"}}': rising(randint(1, 5)),
        f'{METRIC}{{path="/v1/weather",status="200"}}': rising(randint(10, 20)),
    }


exercise = Exercise(
    id="02.22-no-data",
    title=_("Sem dados não é zero"),
    answer="errors_per_second",
    needs=("prometheus",),
    kind=Promql(
        _series,
        at=AT,
        showed=_("Uma linha por rota, com 0 onde nunca houve erro."),
    ),
    starter='errors_per_second = ""\n',
    solution=(
        "errors_per_second = '''sum by (path) (rate(course_source_requests_total{status=~\"5..\"}[5m]))\n"
        "    or 0 * sum by (path) (rate(course_source_requests_total[5m]))'''\n"
    ),
    explains=_(
        "`or` fica com a esquerda e completa com a direita o que falta. A direita tem todas as rotas, e"
        " vezes 0 vale zero. O melhor é o programa exportar o 0 desde o começo ([Prometheus: avoid missing"
        " metrics](https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics)); a API"
        " deste curso faz isso para as respostas 200, 500 e 503, mas não pode saber de antemão que outros"
        " erros virão."
    ),
    hints=(
        _(
            "Nas séries de prova três rotas têm chamadas, e duas já falharam: quantas aparecem quando você"
            " filtra os códigos 5xx? A que falta não falhou; a série dela é que nunca nasceu. Ao vivo você"
            " não vê isso: a API mostra 200, 500 e 503 de cada rota com 0 desde o começo."
        ),
        _(
            "Precisa de duas partes. A esquerda: os erros por segundo das rotas que já falharam. A direita:"
            " todas as rotas, com o valor 0. O operador `or` une as duas e, onde ambas têm a rota, fica com"
            " a esquerda. Para as duas casarem, os rótulos têm de ser os mesmos."
        ),
        _(
            "```python\n"
            "# erros das rotas que os têm; 0 para as outras, com o mesmo rótulo\n"
            "errors_per_second = '''sum by (path) (rate(course_source_requests_total{status=~\"5..\"}[5m]))\n"
            "    or 0 * sum by (____) (rate(course_source_requests_total[5m]))'''\n"
            "```"
        ),
    ),
    wrong={
        "path_is_absent": Wrong(
            "errors_per_second = 'sum by (path) (rate(course_source_requests_total{status=~\"5..\"}[5m]))'\n",
            _(
                "Nas séries de prova sua expressão devolve {n} rotas, e três recebem chamadas. A que falta"
                " nunca deu erro e por isso não tem série: num painel ela não aparece, e um alerta que a"
                " compara com um limite nunca é avaliado. Ao vivo aparecem todas, só porque a API mostra"
                " 200, 500 e 503 com 0 desde o começo."
            ),
        ),
        "zero_without_a_path": Wrong(
            "errors_per_second = '''sum by (path) (rate(course_source_requests_total{status=~\"5..\"}[5m]))\n"
            "    or vector(0)'''\n",
            _(
                "`vector(0)` não tem rótulos: ele entra como mais uma linha, sem rota, e a rota que faltava"
                " continua faltando. Serve só quando a soma não tem `by`."
            ),
        ),
        "zero_wins": Wrong(
            "errors_per_second = '''0 * sum by (path) (rate(course_source_requests_total[5m]))\n"
            "    or sum by (path) (rate(course_source_requests_total{status=~\"5..\"}[5m]))'''\n",
            _(
                "As rotas estão todas, mas todas com zero: `or` fica com o lado esquerdo, e o seu lado"
                " esquerdo é o dos zeros. Os erros que houve sumiram."
            ),
        ),
        "all_calls": Wrong(
            'errors_per_second = "sum by (path) (rate(course_source_requests_total[5m]))"\n',
            _("Estas são todas as chamadas, as boas também. Falta escolher só os códigos 5xx."),
        ),
    },
)
