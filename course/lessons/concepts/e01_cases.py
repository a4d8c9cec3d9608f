"""DevOps and DataOps told apart on six incidents that happened."""

from typing import Any

from course.exercises.engine import Missing
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _

_PRACTICES = ("devops", "dataops", "both")
_RIGHT = {
    "knight": "devops",
    "phe": "dataops",
    "unity": "dataops",
    "facebook": "devops",
    "equifax": "both",
    "crowdstrike": "both",
}


def _code(answers: dict[str, str]) -> str:
    """The answer cell with these answers, and the right ones for the rest."""
    lines = [f'    "{case}": "{practice}",\n' for case, practice in {**_RIGHT, **answers}.items()]
    return f"practice = {{\n{''.join(lines)}}}\n"


def _where_to_look(answer: Any) -> str:
    given = answer if isinstance(answer, dict) else {}
    wrong = [case for case in _RIGHT if given.get(case) != _RIGHT[case]]
    filled = sum(bool(value) for value in given.values())
    if filled < len(_RIGHT):
        return _(
            "Você marcou {n} dos seis. Releia, em cada caso, o que mudou de um dia para o outro: o programa"
            " (código, configuração, rede), o conteúdo dos dados, ou um depois do outro?"
        ).format(n=filled)
    if not wrong:
        return _("Os seis estão marcados, e cada um se sustenta. Execute a verificação.")
    return _(
        "Os seis estão marcados; releia primeiro o caso `{case}`. Ponha numa lista o que ali mudou de um dia"
        " para o outro e, noutra, o que ficou como estava. O que há na primeira: o que roda, os dados, ou uma"
        " entrega que publicou dado errado?"
    ).format(case=wrong[0])


exercise = Exercise(
    id="01.01-cases",
    title=_("DevOps, DataOps ou os dois"),
    answer="practice",
    starter=_code(dict.fromkeys(_RIGHT, "")),
    solution=_code({}),
    explains=_(
        "**Knight** (um programa) e **Facebook** (um comando) mudaram o que roda, sem um teste que barrasse"
        " o erro nem reversão rápida: DevOps. Na **PHE** e na **Unity** o programa era o de ontem e o dado"
        " não; faltou contar, comparar e recusar: DataOps. Na **Equifax** e na **CrowdStrike** uma entrega"
        " pôs na rua um dado errado que outros usaram: a entrega gradual teria limitado o dano, e uma"
        " checagem do dado teria parado o erro na origem. São os dois. Outras defesas cabiam (da Knight a"
        " SEC cobrou também limites sobre as ordens); o que separa os casos é a causa."
    ),
    hints=(
        _where_to_look,
        _(
            "Pergunte só o que mudou. Programa, configuração ou rede: `devops`. O conteúdo ou o volume dos"
            " dados, com o programa de ontem: `dataops`. Uma entrega que publicou dado errado: `both`. Quase"
            " todo caso teria outra defesa possível; a pergunta é pela causa."
        ),
        _(
            "```python\n"
            "practice = {\n"
            '    "knight": "____",  # naquela manhã: outras ordens, ou outro programa?\n'
            "    # phe, unity: o programa era outro que na véspera?\n"
            "    # facebook: havia número errado, ou nada respondia?\n"
            "    # equifax, crowdstrike: o que se entregou, e o que havia de errado no que saiu?\n"
            "}\n"
            "```"
        ),
    ),
    wrong={
        "knight": Wrong(
            _code({"knight": "dataops"}),
            _(
                "**Knight**: você respondeu `{given}`. As ordens dos clientes estavam certas. O que chegou a"
                " 7 de 8 servidores? Certos: {right} de 6."
            ),
        ),
        "phe": Wrong(
            _code({"phe": "devops"}),
            _(
                "**PHE**: você respondeu `{given}`. Nenhum programa foi trocado naquela semana, e nenhum"
                " parou. O que cresceu até não caber mais, e quem comparou as linhas que saíram com as que"
                " entraram? Certos: {right} de 6."
            ),
        ),
        "unity": Wrong(
            _code({"unity": "devops"}),
            _(
                "**Unity**: você respondeu `{given}`. O serviço respondia e a versão era a mesma. Desfazer"
                " a última entrega teria resolvido o quê? Certos: {right} de 6."
            ),
        ),
        "facebook": Wrong(
            _code({"facebook": "both"}),
            _(
                "**Facebook**: você respondeu `{given}`. Que dado estava errado, atrasado ou a mais?"
                " Ninguém leu um número falso; ninguém leu nada. Certos: {right} de 6."
            ),
        ),
        "equifax": Wrong(
            _code({"equifax": "dataops"}),
            _(
                "**Equifax**: você respondeu `{given}`. Isso conta metade da história. O que chegou ao"
                " servidor, e o que saiu dele, por três semanas, para quem decidia créditos? Certos: {right}"
                " de 6."
            ),
        ),
        "crowdstrike": Wrong(
            _code({"crowdstrike": "devops"}),
            _(
                "**CrowdStrike**: você respondeu `{given}`. Isso conta metade da história. O que havia no"
                " arquivo que o programa não esperava, e de que maneira ele chegou a 8,5 milhões de máquinas?"
                " Certos: {right} de 6."
            ),
        ),
    },
)


@exercise.check
def check(practice: Any) -> Verdict:
    """The first case that is told wrongly is named."""
    if practice is Missing or not isinstance(practice, dict):
        return not_yet(_("A resposta é o dicionário `practice`, com um texto para cada caso."))
    given = {case: str(practice.get(case, "")).strip().lower() for case in _RIGHT}
    for case, answer in given.items():
        if answer not in _PRACTICES:
            return not_yet(
                _("`{case}` está com `{given}`; escolha `devops`, `dataops` ou `both`.").format(
                    case=case, given=answer
                )
            )
    wrong = [case for case in _RIGHT if given[case] != _RIGHT[case]]
    if wrong:
        return mistake(wrong[0], given=given[wrong[0]], right=len(_RIGHT) - len(wrong))
    return right(
        _("Seis de seis. A pergunta que separa: o que mudou, a entrega, o dado, ou um por causa do outro?")
    )
