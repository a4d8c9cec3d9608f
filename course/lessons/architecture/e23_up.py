"""`up` says whether a scrape worked, not whether what it tells of is well."""

import socket

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.choice import Prediction
from course.i18n import _
from course.services.http import get, metric

_PAGE = "/probe?module=page&target=http://127.0.0.1:{port}/"


def _demonstrate() -> tuple[str, pd.DataFrame]:
    """The blackbox exporter is asked, as Prometheus asks it, for a page on a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        page = _PAGE.format(port=free.getsockname()[1])
        status = get("blackbox_exporter", page).status_code
        success = metric("blackbox_exporter", "probe_success", page)
    up = int(status == 200)
    letters = {(1, 0): "b", (0, 0): "a", (1, 1): "c", (0, 1): "d"}
    rows = pd.DataFrame(
        [
            (_("coleta da sonda"), f"HTTP {status}", f"up = {up}"),
            (_("o que a sonda viu"), "probe_success", f"{success:g}"),
        ],
        columns=[_("pergunta"), _("resposta"), _("valor")],
    )
    return letters[up, int(success)], rows


exercise = Exercise(
    id="02.23-up",
    title=_("O que up não diz"),
    answer="choice",
    needs=("blackbox-exporter",),
    kind=Prediction(
        _demonstrate,
        showed=_(
            "A coleta deu certo: o Prometheus falou com a sonda. Que a página não responde está em outra"
            " métrica."
        ),
    ),
    starter='choice = ""\n',
    solution='choice = "b"\n',
    explains=_(
        "`up` é do alvo que o Prometheus **lê**. Para Airflow, Grafana, Adminer e Jupyter ele lê a sonda;"
        " para o PostgreSQL e o Redis, um exporter. Por isso um alerta sobre eles usa `probe_success`,"
        " `pg_up` e `redis_up`. O mesmo vale para o Pushgateway: `up` igual a 1 não diz que o job rodou"
        " ([Prometheus: quando usar o Pushgateway](https://prometheus.io/docs/practices/pushing/))."
    ),
    hints=(
        _(
            "Siga o caminho: quem o Prometheus chama para saber do Airflow? Olhe a coluna `lê de` na tabela"
            " acima."
        ),
        _(
            "São duas perguntas encadeadas. O Prometheus pergunta à sonda, e a sonda pergunta à página. `up`"
            " é o resultado da primeira pergunta; o da segunda vem escrito dentro da resposta, como mais uma"
            " métrica. Uma pode ir bem e a outra não."
        ),
        _(
            "```\n"
            "Prometheus --coleta--> sonda      # up: esta seta funcionou?\n"
            "sonda ------abre-----> página     # ____: e esta?\n"
            "```"
        ),
    ),
    wrong={
        "a": Wrong(
            'choice = "a"\n',
            _(
                "Você esperava `up` em 0. Veja a primeira linha: a sonda respondeu bem à coleta. Um alerta"
                " sobre `up` não veria esta página fora do ar."
            ),
        ),
        "c": Wrong(
            'choice = "c"\n',
            _("Você esperava tudo em 1. Na segunda linha a sonda diz que não conseguiu abrir a página."),
        ),
        "d": Wrong(
            'choice = "d"\n',
            _(
                "Se `up` fosse 0, a resposta da sonda não teria chegado, e não haveria `probe_success`"
                " nenhum para ler."
            ),
        ),
    },
)
