"""Governance, risk and conformity of this very platform."""

import pandas as pd

from course.i18n import _
from course.lessons.concepts.questions import sql
from course.pipeline.warehouse import read

# What is scored is a judgement, 1 to 5, and belongs to whoever answers for the risk. The control is the
# number in Annex A of ISO/IEC 27001:2022; none of them is about a day that is counted twice.
_RISKS = (
    (_("vulnerabilidade conhecida numa dependência"), 4, 4, "8.8"),
    (_("backup que ninguém restaurou"), 3, 5, "8.13"),
    (_("a fonte muda o formato sem avisar"), 4, 3, "5.22"),
    (_("dia contado em dobro"), 3, 4, "–"),
    (_("nome de pessoa no cadastro de aviões"), 5, 2, "5.34"),
    (_("disco cheio para o pipeline"), 2, 4, "8.6"),
    (_("papel com mais acesso do que precisa"), 2, 3, "5.15"),
    (_("logins de aula expostos na rede"), 1, 5, "8.9"),
)


def register() -> pd.DataFrame:
    """The platform's risk register: name, likelihood and impact (1 to 5 each), control (2022 number)."""
    return pd.DataFrame(_RISKS, columns=["name", "likelihood", "impact", "control"])


def access() -> pd.DataFrame:
    """By role of the warehouse: what it may read and delete. Raises `Unavailable` without the warehouse."""
    return read(sql("access"), role="etl", ttl=0)


def two_seaters() -> pd.DataFrame:
    """The register's two-seat aircraft: manufacturer (masked), model, seats."""
    return read(sql("two_seaters"), ttl=0)
