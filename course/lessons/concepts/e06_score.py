"""One figure for quality: a mean of dimensions hides a zero."""

import math
import random
from statistics import fmean, harmonic_mean
from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.function import Function
from course.i18n import _

Shares = list[float]


def _geometric(dimensions: Shares) -> float:
    return math.prod(dimensions) ** (1 / len(dimensions))


def _draw() -> tuple[Shares]:
    """Three to six shares, and in a third of the draws a zero among them."""
    shares = [round(random.uniform(0.3, 1), 3) for _dimension in range(random.randrange(3, 7))]
    if random.random() < 1 / 3:
        shares[random.randrange(len(shares))] = 0.0
    return (shares,)


def _same(one: Any, other: Any) -> bool:
    try:
        return abs(float(one) - float(other)) < 1e-6
    except (TypeError, ValueError):
        return False


exercise = Exercise(
    id="01.06-score",
    title=_("Uma nota que não esconde o zero"),
    answer="score",
    starter='''\
def score(dimensions):
    """One figure, 0 to 1, from the shares of the dimensions (each 0 to 1)."""
    ...
''',
    solution="""\
import math

def score(dimensions):
    return math.prod(dimensions) ** (1 / len(dimensions))
""",
    explains=_(
        "É a média geométrica: o produto, e a raiz de tantas dimensões quantas há. Se uma é zero, tudo é"
        " zero, porque dado completo e válido, mas de uma versão que a fonte já corrigiu, não serve. Entre"
        " valores próximos ela quase não difere da aritmética. O Índice de Desenvolvimento Humano trocou uma"
        " pela outra em 2010 pelo mesmo motivo."
    ),
    hints=(
        _(
            "Ponha à prova o que você tem com `[1, 1, 1, 1, 0]` e com `[0.5, 0.5]`. O primeiro tem de dar"
            " 0; o segundo, 0,5."
        ),
        _(
            "Somar deixa quatro dimensões boas pagarem por uma em zero; multiplicar não deixa. Mas um"
            " produto diminui a cada dimensão que se acrescenta, mesmo boa. Para voltar à escala de uma"
            " dimensão, tire a raiz: elevar a um sobre o número de dimensões."
        ),
        _(
            "```python\n"
            "import math\n\n"
            "def score(dimensions):\n"
            "    product = math.prod(dimensions)          # um zero o zera\n"
            "    return product ** (1 / ____)             # de volta à escala de uma dimensão\n"
            "```"
        ),
    ),
    wrong={
        "mean": Wrong(
            "def score(dimensions):\n    return sum(dimensions) / len(dimensions)\n",
            _(
                "É a média aritmética: nela as dimensões boas pagam pela ruim. Para {arguments} você deu"
                " `{given}`; troque o pior destes valores por 0 e veja quanto ela ainda elogia o dado."
            ),
        ),
        "worst": Wrong(
            "def score(dimensions):\n    return min(dimensions)\n",
            _(
                "Você ficou só com a pior. O zero aparece, mas melhorar qualquer outra dimensão não muda a"
                " nota. Para {arguments} você deu `{given}`."
            ),
        ),
        "product": Wrong(
            "import math\n\ndef score(dimensions):\n    return math.prod(dimensions)\n",
            _(
                "Falta voltar à escala: cinco dimensões em 0,9 dariam 0,59, e cada dimensão nova derrubaria"
                " a nota. Para {arguments} você deu `{given}`."
            ),
        ),
        "harmonic": Wrong(
            "from statistics import harmonic_mean\n\n"
            "def score(dimensions):\n    return harmonic_mean(dimensions)\n",
            _(
                "É a média harmônica, a das velocidades. Ela também zera, mas pune demais um valor baixo:"
                " para {arguments} você deu `{given}`. Procure a que vem de um produto."
            ),
        ),
        "square_root": Wrong(
            "import math\n\ndef score(dimensions):\n    return math.sqrt(math.prod(dimensions))\n",
            _(
                "A raiz é sempre a quadrada, seja qual for o número de dimensões. Para {arguments} você"
                " deu `{given}`."
            ),
        ),
    },
    kind=Function(
        reference=_geometric,
        draw=_draw,
        mistakes={
            "mean": fmean,
            "worst": min,
            "product": math.prod,
            "harmonic": harmonic_mean,
            "square_root": lambda dimensions: math.sqrt(math.prod(dimensions)),
        },
        same=_same,
        showed=_("Com um zero, a nota é zero. É a fórmula da plataforma; compare na próxima célula."),
    ),
)
