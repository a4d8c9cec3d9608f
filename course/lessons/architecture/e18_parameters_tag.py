"""What papermill does with a notebook without the tag `parameters`, predicted before it happens."""

import random

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.choice import Prediction
from course.i18n import _
from course.lessons.architecture import jupyter_demos


def _demonstrate() -> tuple[str, pd.DataFrame]:
    passed = random.choice(("AA", "B6", "DL", "WN"))
    used, rows = jupyter_demos.untagged(passed)
    if used != passed:
        return "b", rows
    return ("a" if jupyter_demos.UNTAGGED in rows.iloc[:, 1].tolist() else "d"), rows


exercise = Exercise(
    id="02.18-parameters-tag",
    title=_("Sem a etiqueta parameters"),
    answer="tag_prediction",
    starter='tag_prediction = ""\n',
    solution='tag_prediction = "b"\n',
    explains=_(
        "O papermill não edita células: insere uma, com a etiqueta `injected-parameters`, **depois** da que"
        " tem a etiqueta `parameters`. Sem etiqueta ela vai para o topo, e a sua célula, que roda a seguir,"
        " desfaz o parâmetro. Nada fica vermelho: o relatório de uma companhia sai com os números de outra."
        " Fonte: [papermill,"
        " parameterize](https://papermill.readthedocs.io/en/latest/usage-parameterize.html)."
    ),
    hints=(
        _(
            "Pense na ordem em que as células rodam, de cima para baixo, e em qual delas atribui `carrier`"
            " por último."
        ),
        _(
            "O papermill não conhece a sua intenção, só etiquetas. Ele escreve uma célula nova com o valor"
            " passado. Com a etiqueta, sabe depois de qual célula a pôr. Sem ela, onde a poria quem não quer"
            " quebrar nada?"
        ),
        _(
            "```python\n"
            'carrier = "AA"   # a célula que o papermill inseriu\n'
            'carrier = "UA"   # a sua, sem etiqueta\n'
            "carrier          # vale ____\n"
            "```"
        ),
    ),
    wrong={
        "a": Wrong(
            'tag_prediction = "a"\n',
            _(
                "Um parâmetro não é mais forte do que uma atribuição: os dois são código, e vale o que roda"
                " por último. Veja em que ordem as células rodaram."
            ),
        ),
        "c": Wrong(
            'tag_prediction = "c"\n',
            _(
                "Não há erro, só um aviso no log, e a execução termina verde. É isso que torna o engano caro:"
                " ninguém é chamado."
            ),
        ),
        "d": Wrong(
            'tag_prediction = "d"\n',
            _(
                "As suas células ficam como estão: a tabela mostra as duas, e uma a mais que não estava no"
                " notebook. Olhe onde ela entrou."
            ),
        ),
    },
    kind=Prediction(
        _demonstrate,
        showed=_(
            "O parâmetro foi inserido no topo e desfeito pela célula seguinte. A etiqueta é o que diz onde."
        ),
    ),
)
