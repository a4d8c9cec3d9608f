"""Which of three values of a setting is in force: the environment's, .env's, or .env.example's."""

import random
from collections.abc import Mapping
from itertools import cycle

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.function import Function
from course.i18n import _

Values = Mapping[str, str]

# Where the setting stands with a value, where it stands empty; each case comes up in every check.
_CASES = cycle(
    [(has, empty) for has in ("", "x", "f", "e", "xf", "xe", "fe", "xfe") for empty in ("", "f", "e", "fe")]
)


def in_force(name: str, example: Values, env_file: Values, environment: Values) -> str | None:
    """The value of a setting as `course.settings` reads it; None when nobody gives one."""
    return environment.get(name) or env_file.get(name) or example.get(name) or None


def _draw() -> tuple[str, dict[str, str], dict[str, str], dict[str, str]]:
    name = random.choice(["AIRFLOW_PASSWORD", "STUDENT_PASSWORD", "JUPYTER_TOKEN", "SOURCE_API_KEY"])
    has, empty = next(_CASES)
    x, f, e = (
        ({name: f"{random.randrange(2**32):08x}"} if place in has else {name: ""} if place in empty else {})
        for place in "xfe"
    )
    return name, x, f, e


def _file_wins(name: str, example: Values, env_file: Values, environment: Values) -> str | None:
    return env_file.get(name) or environment.get(name) or example.get(name) or None


def _example_wins(name: str, example: Values, env_file: Values, environment: Values) -> str | None:
    return example.get(name) or env_file.get(name) or environment.get(name) or None


def _empty_counts(name: str, example: Values, env_file: Values, environment: Values) -> str | None:
    return {**example, **env_file, **environment}.get(name)


def _only_the_file(name: str, example: Values, env_file: Values, environment: Values) -> str | None:
    del example, environment
    return env_file.get(name) or None


exercise = Exercise(
    id="lab1.02-which-value",
    title=_("De onde vem o valor que vale"),
    answer="in_force",
    starter='''\
def in_force(name, example, env_file, environment):
    """The value in force: each argument but the first is a dict; None when nobody gives one."""
    ...
''',
    solution="""\
def in_force(name, example, env_file, environment):
    for values in (environment, env_file, example):
        if values.get(name):
            return values[name]
    return None
""",
    explains=_(
        "Do mais específico ao mais geral: a variável de ambiente vale para um comando, `.env` para esta"
        " máquina, `.env.example` para todos. Um valor **vazio** é uma linha por preencher, não uma senha"
        " vazia: por isso `.env.example` pode listar os segredos sem os ter. É a ordem de"
        " `course/settings.py`. O [Twelve-Factor App](https://12factor.net/config) pede que a configuração"
        " venha do ambiente; os dois arquivos são só uma comodidade para preenchê-la."
    ),
    hints=(
        _(
            "Leia `.env.example` (num terminal, na raiz do repositório: `less .env.example`): as três linhas"
            " do alto dizem quem ganha de quem. Depois procure `POSTGRES_PASSWORD=`: o que está"
            " à direita do sinal de igual, e o que isso teria de significar?"
        ),
        _(
            "Pergunte às três fontes em ordem, da mais específica à mais geral, e pare na primeira que tenha"
            " **algo a dizer**. Um texto vazio não diz nada: trate-o como se a linha não existisse. Se"
            " nenhuma diz nada, o valor é `None`."
        ),
        _(
            "```python\n"
            "def in_force(name, example, env_file, environment):\n"
            "    for values in (____):          # a mais específica primeiro\n"
            "        if values.get(name):       # nem ausente nem vazio\n"
            "            return values[name]\n"
            "    return None\n"
            "```"
        ),
    ),
    wrong={
        "file_wins": Wrong(
            """\
def in_force(name, example, env_file, environment):
    return env_file.get(name) or environment.get(name) or example.get(name) or None
""",
            _(
                "Para ({arguments}) sua função devolveu `{given}`. Com `.env` acima do ambiente,"
                " `COURSE_LANG=en make up` não mudaria nada: ninguém poderia variar um valor para um só"
                " comando."
            ),
        ),
        "example_wins": Wrong(
            """\
def in_force(name, example, env_file, environment):
    for values in (example, env_file, environment):
        if values.get(name):
            return values[name]
""",
            _(
                "Para ({arguments}) sua função devolveu `{given}`. Assim trocar a senha em `.env` não teria"
                " efeito: valeria para sempre a que está no repositório, que todos conhecem."
            ),
        ),
        "empty_counts": Wrong(
            """\
def in_force(name, example, env_file, environment):
    return {**example, **env_file, **environment}.get(name)
""",
            _(
                "Para ({arguments}) sua função devolveu `{given}`. A ordem está boa, mas uma linha em branco"
                " como `POSTGRES_PASSWORD=` apagou um valor que existia."
            ),
        ),
        "only_the_file": Wrong(
            """\
def in_force(name, example, env_file, environment):
    return env_file.get(name) or None
""",
            _(
                "Para ({arguments}) sua função devolveu `{given}`. `.env` não é a única fonte: num clone"
                " recém-feito ele ainda nem existe, e as portas já têm valor."
            ),
        ),
    },
    kind=Function(
        in_force,
        _draw,
        mistakes={
            "file_wins": _file_wins,
            "example_wins": _example_wins,
            "empty_counts": _empty_counts,
            "only_the_file": _only_the_file,
        },
        showed=_(
            "Sua função dá, em 25 casos sorteados, o valor que `course/settings.py` usaria: ambiente, depois"
            " `.env`, depois `.env.example`, e vazio não conta."
        ),
    ),
)
