"""The class plan's controls, numbered as in 2013, by the numbers of the edition in force."""

from typing import Any

from course.exercises.engine import Missing
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.concepts.controls import PLAN, TITLES

_RIGHT = {old: moved.number for old, moved in PLAN.items()}
# How many controls each theme of 2022 has.
_THEMES = {5: 37, 6: 8, 7: 14, 8: 34}
# What a wrong number for an old one tells of how it was found.
_CAUSES = {
    ("A.12.1.2", "8.7"): "believed_the_plan",
    ("A.12.4.1", "8.16"): "monitoring",
    ("A.18.1.4", "5.31"): "legal",
    ("A.9.2.1", "5.18"): "rights",
}


def _code(answers: dict[str, str]) -> str:
    """The answer cell with these answers, and the right ones for the rest."""
    lines = [f'    "{old}": "{new}",\n' for old, new in {**_RIGHT, **answers}.items()]
    return f"current = {{\n{''.join(lines)}}}\n"


def _where_to_look(answer: Any) -> str:
    done = sum(bool(value) for value in answer.values()) if isinstance(answer, dict) else 0
    return _(
        "Você preencheu {n} de sete. Procure pelo **assunto** na tabela de 2022, nunca pelos algarismos: o"
        " A.8 de 2013 era gestão de ativos, o 8 de 2022 são os controles tecnológicos."
    ).format(n=done)


exercise = Exercise(
    id="01.09-controls",
    title=_("Os controles do roteiro na edição de 2022"),
    answer="current",
    starter=_code(dict.fromkeys(_RIGHT, "")),
    solution=_code({}),
    explains=_(
        "Os 114 controles de 2013 viraram 93: uns se fundiram, onze são novos, nenhum assunto sumiu. O"
        " A.12.1.2 do roteiro vem com o nome de outro: o **número** é gestão de mudanças (8.32); software"
        " malicioso era o A.12.2.1 (8.7). Uma evidência arquivada sob o número errado é uma evidência que o"
        " auditor não encontra."
    ),
    hints=(
        _where_to_look,
        _(
            "Para cada número, leia antes a coluna *assunto em 2013*. Depois"
            " ache em `edition_2022()` o título com o mesmo assunto. Cuidado com vizinhos: registrar eventos"
            " não é vigiar eventos; criar uma identidade não é dar um direito; dado pessoal não é a lei em"
            " geral."
        ),
        _(
            "```python\n"
            "current = {\n"
            '    "A.9.1.1": "5.15",    # política de controle de acesso -> controle de acesso\n'
            '    "A.12.1.2": "____",   # gestão de mudanças -> que título fala de mudança?\n'
            "    # siga por assunto: identidade, backup, logs, vulnerabilidades, dados pessoais\n"
            "}\n"
            "```"
        ),
    ),
    wrong={
        "believed_the_plan": Wrong(
            _code({"A.12.1.2": "8.7"}),
            _(
                "`A.12.1.2` → `{given}`: você seguiu o texto do roteiro, que chama esse número de controle"
                " de software malicioso. Em 2013 o A.12.1.2 tratava de outra coisa; veja a coluna do"
                " assunto."
            ),
        ),
        "monitoring": Wrong(
            _code({"A.12.4.1": "8.16"}),
            _(
                "`A.12.4.1` → `{given}`: vigiar é usar os registros. O controle antigo pedia que eles"
                " **existam**, e há um título só para isso."
            ),
        ),
        "legal": Wrong(
            _code({"A.18.1.4": "5.31"}),
            _(
                "`A.18.1.4` → `{given}` trata de leis e contratos em geral. A LGPD é uma delas, mas o"
                " controle antigo era só sobre pessoas."
            ),
        ),
        "rights": Wrong(
            _code({"A.9.2.1": "5.18"}),
            _(
                "`A.9.2.1` → `{given}`: antes de dar direitos a alguém, é preciso saber quem é. O controle"
                " antigo era esse passo anterior: cadastrar e descadastrar."
            ),
        ),
        "digits": Wrong(
            _code({"A.9.1.1": "9.1.1"}),
            _(
                "`{old}` → `{given}` não existe em 2022: os números vão de 5.1 a 8.34, em quatro temas. A"
                " numeração antiga não se converte, se procura."
            ),
        ),
    },
)


@exercise.check
def check(current: Any) -> Verdict:
    """The first number that is not the current one is named."""
    if current is Missing or not isinstance(current, dict):
        return not_yet(_("A resposta é o dicionário `current`, com um texto para cada número antigo."))
    given = {old: str(current.get(old, "")).strip().upper().removeprefix("A").strip(". ") for old in _RIGHT}
    if blank := [old for old in _RIGHT if not given[old]]:
        return not_yet(_("Ainda sem número: {numbers}.").format(numbers=", ".join(blank)))
    for old, new in given.items():
        if new == _RIGHT[old]:
            continue
        if not _exists(new):
            return mistake("digits", old=old, given=new)
        if cause := _CAUSES.get((old, new)):
            return mistake(cause, given=new)
        return not_yet(
            _("`{old}` era sobre {subject}; `{new}` é sobre {title}.").format(
                old=old, subject=PLAN[old].subject, new=new, title=TITLES.get(new, _("outro assunto"))
            )
        )
    return right(
        _(
            "Sete de sete. Em auditoria cite o número de 2022; o de 2013 só ao lado, para quem procura o"
            " antigo."
        )
    )


def _exists(number: str) -> bool:
    theme, _dot, place = number.partition(".")
    return theme.isdigit() and place.isdigit() and 1 <= int(place) <= _THEMES.get(int(theme), 0)
