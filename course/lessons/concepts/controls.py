"""Controls of ISO/IEC 27001, Annex A, by the numbers of both editions (ISO/IEC 27002:2022, Annex B)."""

from dataclasses import dataclass

import pandas as pd

from course.i18n import _


@dataclass(frozen=True)
class Moved:
    """A number of 2013. called: by the class plan; subject: what it is about; number: its number of 2022."""

    called: str
    subject: str
    number: str


PLAN = {
    "A.9.1.1": Moved(_("política de controle de acesso"), _("política de controle de acesso"), "5.15"),
    "A.9.2.1": Moved(
        _("registro e cancelamento de usuários"), _("registro e cancelamento de usuários"), "5.16"
    ),
    "A.12.1.2": Moved(_("controle de software malicioso"), _("gestão de mudanças"), "8.32"),
    "A.12.3.1": Moved(_("backup de informações"), _("cópias de segurança"), "8.13"),
    "A.12.4.1": Moved(_("registro de eventos (logging)"), _("registro de eventos"), "8.15"),
    "A.12.6.1": Moved(
        _("gestão de vulnerabilidades técnicas"), _("gestão de vulnerabilidades técnicas"), "8.8"
    ),
    "A.18.1.4": Moved(_("proteção de dados e privacidade"), _("privacidade e dados pessoais"), "5.34"),
}

# Some of the 93 controls of 2022: those of the plan, and their neighbours.
TITLES = {
    "5.1": _("políticas de segurança da informação"),
    "5.9": _("inventário de informações e outros ativos"),
    "5.15": _("controle de acesso"),
    "5.16": _("gestão de identidade"),
    "5.18": _("direitos de acesso"),
    "5.22": _("mudanças nos serviços de fornecedores"),
    "5.31": _("requisitos legais, estatutários e contratuais"),
    "5.34": _("privacidade e proteção de dados pessoais"),
    "8.6": _("gestão de capacidade"),
    "8.7": _("proteção contra malware"),
    "8.8": _("gestão de vulnerabilidades técnicas"),
    "8.9": _("gestão de configuração"),
    "8.11": _("mascaramento de dados"),
    "8.13": _("backup de informações"),
    "8.15": _("registro de logs"),
    "8.16": _("atividades de monitoramento"),
    "8.32": _("gestão de mudanças"),
}

_THEMES = {
    "5": _("organizacionais"),
    "6": _("de pessoas"),
    "7": _("físicos"),
    "8": _("tecnológicos"),
}


def class_plan() -> pd.DataFrame:
    """The class plan's controls: number of 2013, what the plan calls it, what it was about in 2013."""
    rows = [(old, moved.called, moved.subject) for old, moved in PLAN.items()]
    return pd.DataFrame(rows, columns=["number_2013", "in_the_plan", "subject_2013"])


def edition_2022() -> pd.DataFrame:
    """Some controls of the 2022 edition: number, theme, title."""
    rows = [(number, _THEMES[number.partition(".")[0]], title) for number, title in TITLES.items()]
    return pd.DataFrame(rows, columns=["number", "theme", "title"])
