"""What the doctor says of an address that would open the class-room log-ins to the network."""

import json
import os
import subprocess
import sys

import pandas as pd

from course.exercises.exercise import Exercise, Wrong
from course.exercises.kinds.choice import Prediction
from course.i18n import _
from course.settings import ROOT


def _examined() -> tuple[str, pd.DataFrame]:
    """`make doctor` with BIND_ADDRESS=0.0.0.0: the letter of what it did, and what it found."""
    done = subprocess.run(
        [sys.executable, "-m", "course", "doctor", "--json"],
        env={**os.environ, "BIND_ADDRESS": "0.0.0.0"},  # noqa: S104  # read by the doctor, opened by nobody
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = pd.DataFrame(json.loads(done.stdout)["findings"], columns=["check", "level", "what", "mend"])
    level = found.loc[found["check"] == "bind", "level"].tolist()
    letter = {"failed": "c", "warning": "b"}.get(level[0], "a") if level else "a"
    return letter, found.assign(exit_code=done.returncode)


exercise = Exercise(
    id="lab1.01-doctor-says",
    title=_("O que o doctor dirá"),
    answer="choice",
    starter='choice = ""\n',
    solution='choice = "c"\n',
    explains=_(
        "O doctor examina a máquina **e a configuração com que se subiria agora**, não a que está no ar. Com"
        " as senhas de `.env.example` em vigor, que qualquer um lê no repositório, outro endereço além de"
        " `127.0.0.1` entregaria a plataforma à rede: é uma falha, e `make up` não sobe. Trocadas as senhas"
        " em `.env`, o mesmo endereço passa a ser aceito."
    ),
    hints=(
        _(
            "Duas coisas decidem: quem alcança um serviço que escuta em `0.0.0.0`, em vez de em `127.0.0.1`,"
            " e quem conhece as senhas desta plataforma. A segunda está na tabela de logins mais abaixo, na"
            " última coluna."
        ),
        _(
            "`127.0.0.1` só se alcança de dentro da máquina; `0.0.0.0` escuta em todas as placas de rede. Um"
            " vizinho na rede da sala tentaria primeiro a senha que está no repositório. Pergunte o que um"
            " exame deve fazer quando seguir adiante seria um incidente, e não um incômodo."
        ),
        _(
            "O código de saída é o que um script lê; o texto é para pessoas.\n\n"
            "```python\n"
            "# 0: tudo bem    1: falha, `make up` não sobe    2: avisos, `make up` segue\n"
            "expected_exit_code = ____\n"
            "```\n\n"
            "Escolha a letra que combina com esse código."
        ),
    ),
    wrong={
        "a": Wrong(
            'choice = "a"\n',
            _(
                "O doctor não pergunta aos serviços em que endereço estão: lê a configuração com que o"
                " próximo `make up` os ligaria. Veja abaixo o que ele encontrou com a plataforma no ar o"
                " tempo todo."
            ),
        ),
        "b": Wrong(
            'choice = "b"\n',
            _(
                "Um aviso deixa o `make up` seguir. Veja o código de saída abaixo, e pense em quem lê avisos"
                " às oito da manhã: as senhas da aula já estariam abertas à rede."
            ),
        ),
        "d": Wrong(
            'choice = "d"\n',
            _(
                "Quem examina não mexe: um exame que muda a máquina não pode ser repetido sem medo, nem"
                " rodado em produção. Veja abaixo o que ele fez em vez disso; a coluna `mend` diz o que"
                " **você** faria."
            ),
        ),
    },
    kind=Prediction(
        _examined,
        showed=_(
            "O doctor acaba de rodar com `BIND_ADDRESS=0.0.0.0`, só para esta pergunta: saiu com 1 e nomeou"
            " as senhas da aula ainda em vigor. Nada mudou no seu `.env`."
        ),
    ),
)
