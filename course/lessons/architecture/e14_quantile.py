"""A quantile from a histogram: rate, then sum by le, then the quantile."""

from itertools import accumulate
from random import randint

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.promql import Promql
from course.i18n import _
from course.lessons.architecture.promql_series import AT, rising

METRIC = "course_source_request_duration_seconds"
_BOUNDS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "+Inf")


def _series() -> dict[str, str]:
    """Many quick calls, few slow ones, and a slow past that the last five minutes do not know."""
    quick = [randint(60, 70), randint(20, 30), randint(4, 8), 0, 0, 0, 0]
    slow = [0, 0, randint(1, 2), randint(5, 7), randint(3, 5), 1, 0]
    return _histogram("/v1/airlines", quick) | _histogram("/v1/flights", slow)


def _histogram(path: str, per_step: list[int]) -> dict[str, str]:
    past = [randint(100, 200) for _bound in _BOUNDS[:-1]] + [0]
    buckets = zip(_BOUNDS, accumulate(per_step), accumulate(past), strict=True)
    made = {f'{METRIC}_bucket{{path="{path}",le="{le}"}}': rising(now, before) for le, now, before in buckets}
    seconds = sum(count * float(le) for count, le in zip(per_step, _BOUNDS[:-1], strict=False))
    return made | {
        f'{METRIC}_sum{{path="{path}"}}': f"40+{seconds:.3f}x60",
        f'{METRIC}_count{{path="{path}"}}': rising(sum(per_step), sum(past)),
    }


exercise = Exercise(
    id="02.14-quantile",
    title=_("O percentil 95 de todas as chamadas"),
    answer="p95",
    needs=("prometheus",),
    kind=Promql(_series, at=AT, showed=_("Em segundos, sobre todas as rotas juntas.")),
    starter='p95 = ""\n',
    solution=(
        'p95 = "histogram_quantile(0.95, sum by (le)'
        ' (rate(course_source_request_duration_seconds_bucket[5m])))"\n'
    ),
    explains=_(
        "Cada `_bucket` conta as chamadas que levaram **até** `le` segundos. `rate` fica com as dos últimos"
        " 5 minutos, `sum by (le)` junta as rotas faixa a faixa, e `histogram_quantile` acha a faixa em que"
        " cai a 95ª de cada 100 e interpola dentro dela. O valor é uma estimativa, tão fina quanto as faixas"
        " ([Prometheus:"
        " histogramas](https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation))."
    ),
    hints=(
        _(
            "Veja na célula acima os rótulos das séries `_bucket`: `path` diz a rota, `le` o limite da"
            " faixa. De qual dos dois a função do percentil não pode abrir mão?"
        ),
        _(
            "De dentro para fora, três passos. As faixas são contadores: tire a taxa de 5 minutos, para que"
            " o passado não conte. Junte as rotas, faixa por faixa. Só no fim peça o percentil, que é um"
            " número de 0 a 1. Percentis já prontos não se juntam mais; faixas, sim."
        ),
        _(
            "```python\n"
            "# rate: só as chamadas dos últimos 5 minutos\n"
            "# sum by: uma distribuição só, com as suas faixas\n"
            'p95 = "histogram_quantile(0.95, sum by (____)'
            ' (rate(course_source_request_duration_seconds_bucket[5m])))"\n'
            "```"
        ),
    ),
    wrong={
        "since_start": Wrong(
            'p95 = "histogram_quantile(0.95, sum by (le) (course_source_request_duration_seconds_bucket))"\n',
            _(
                "Sem taxa, as faixas contam desde que a API subiu. Nas séries de prova o passado foi lento e"
                " os últimos 5 minutos são rápidos: o seu número mal se move, e um alerta ficaria preso a"
                " ele."
            ),
        ),
        "le_dropped": Wrong(
            'p95 = "histogram_quantile(0.95,'
            ' sum(rate(course_source_request_duration_seconds_bucket[5m])))"\n',
            _(
                "A soma jogou fora o rótulo que diz o limite de cada faixa. Sem ele não há histograma, e a"
                " função devolve vazio, sem erro."
            ),
        ),
        "average_of_p95": Wrong(
            'p95 = "avg(histogram_quantile(0.95,'
            ' sum by (le, path) (rate(course_source_request_duration_seconds_bucket[5m]))))"\n',
            _(
                "Você tirou a média dos percentis das rotas. A rota com 100 chamadas pesa como a que tem 12,"
                " e o resultado não é o percentil de nada: a documentação do Prometheus marca esta conta com"
                " BAD."
            ),
        ),
        "per_path": Wrong(
            'p95 = "histogram_quantile(0.95,'
            ' sum by (le, path) (rate(course_source_request_duration_seconds_bucket[5m])))"\n',
            _(
                "Sua expressão devolve {n} percentis, um por rota. A pergunta é sobre todas as chamadas"
                " juntas: uma série."
            ),
        ),
        "mean": Wrong(
            'p95 = "sum(rate(course_source_request_duration_seconds_sum[5m]))'
            ' / sum(rate(course_source_request_duration_seconds_count[5m]))"\n',
            _(
                "Isto é a **média**. Nas séries de prova uma em cada dez chamadas é lenta, e a média quase"
                " não a mostra: quem espera está na cauda, não no meio."
            ),
        ),
        "not_a_ratio": Wrong(
            'p95 = "histogram_quantile(95, sum by (le)'
            ' (rate(course_source_request_duration_seconds_bucket[5m])))"\n',
            _(
                "O percentil entra como número de 0 a 1. Para tudo acima de 1 a função responde `+Inf`, sem"
                " reclamar."
            ),
        ),
    },
)
