"""A counter is read through its rate; the rate first, then the sum."""

from random import randint

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.promql import Promql
from course.i18n import _
from course.lessons.architecture.promql_series import AT, restarted, rising

METRIC = "course_source_requests_total"


def _series() -> dict[str, str]:
    """Calls by path and status; the API restarts in the middle for one of the paths."""
    return {
        f'{METRIC}{{path="/v1/flights",status="200"}}': restarted(randint(10, 20), randint(30, 40)),
        f'{METRIC}{{path="/v1/weather",status="200"}}': rising(randint(50, 60)),
        f'{METRIC}{{path="/v1/flights",status="429"}}': rising(randint(1, 9)),
    }


exercise = Exercise(
    id="02.13-rate",
    title=_("Chamadas por segundo"),
    answer="calls_per_second",
    needs=("prometheus",),
    kind=Promql(
        _series,
        at=AT,
        showed=_("Inclusive quando a API reinicia no meio da janela, como nas séries de prova."),
    ),
    starter='calls_per_second = ""\n',
    solution='calls_per_second = "sum by (status) (rate(course_source_requests_total[5m]))"\n',
    explains=_(
        "`rate` olha cada série por si, vê onde o contador voltou a zero e corrige; só então as taxas se"
        " somam. A regra vale sempre: **primeiro `rate`, depois `sum`** ([Prometheus:"
        " rate](https://prometheus.io/docs/prometheus/latest/querying/functions/#rate)). A janela de 5"
        " minutos tem folga: com coletas a cada 5 s, perder algumas não a esvazia."
    ),
    hints=(
        _(
            "Olhe o tipo da métrica: `_total` no nome diz que é um contador, que só cresce até o programa"
            " reiniciar. O que interessa é quanto ele cresceu por segundo, não onde está."
        ),
        _(
            "São dois passos, de dentro para fora. Primeiro a taxa de **cada** série na janela pedida;"
            " depois a soma das taxas, guardando só o rótulo da pergunta. A janela vai entre colchetes"
            " depois do nome da métrica; o rótulo que fica vai em `sum by (…)`."
        ),
        _(
            "```python\n"
            "# rate(): por segundo, cada série com os seus reinícios\n"
            "# sum by (): junta as rotas, mantém o código da resposta\n"
            'calls_per_second = "sum by (status) (____(course_source_requests_total[5m]))"\n'
            "```"
        ),
    ),
    wrong={
        "total": Wrong(
            'calls_per_second = "sum by (status) (course_source_requests_total)"\n',
            _(
                "Isto é o total desde que a API subiu, não um ritmo. Um alerta sobre ele dispara uma vez e"
                " fica disparado até o próximo reinício, que o zera."
            ),
        ),
        "rate_of_sum": Wrong(
            'calls_per_second = "rate(sum by (status) (course_source_requests_total)[5m:5s])"\n',
            _(
                "Você somou antes de tirar a taxa. Nas séries de prova uma das rotas reinicia: a soma"
                " **cai**, mas não a zero, e `rate` toma a queda por um reinício de tudo. O ritmo dá um"
                " salto que nunca houve."
            ),
        ),
        "window_too_short": Wrong(
            'calls_per_second = "sum by (status) (rate(course_source_requests_total[5s]))"\n',
            _(
                "A janela é do tamanho do intervalo de coleta e contém uma amostra só; uma taxa precisa de"
                " duas. O resultado é vazio, e vazio não quer dizer que não houve chamadas."
            ),
        ),
        "increase": Wrong(
            'calls_per_second = "sum by (status) (increase(course_source_requests_total[5m]))"\n',
            _(
                "`increase` diz quantas chamadas houve nos 5 minutos: o número está 300 vezes maior que o"
                " ritmo por segundo, que é o que se pede. Num painel, a unidade tem de dizer qual dos dois é."
            ),
        ),
        "delta": Wrong(
            'calls_per_second = "sum by (status) (delta(course_source_requests_total[5m])) / 300"\n',
            _(
                "`delta` é para medidores (gauges): só compara as pontas da janela. Nas séries de prova uma"
                " das rotas volta a zero no meio; o que ela tinha contado até ali desaparece da conta, e o"
                " resultado sai menor do que o real."
            ),
        ),
        "last_two_points": Wrong(
            'calls_per_second = "sum by (status) (irate(course_source_requests_total[5m]))"\n',
            _(
                "`irate` usa só as **duas últimas** amostras da janela: é o ritmo dos últimos 5 segundos,"
                " não a média dos 5 minutos. Num alerta, ele oscila a cada coleta."
            ),
        ),
    },
)
