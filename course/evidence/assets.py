"""The catalogue: each dataset of the platform with its sensitivity, how long it is kept, and who answers.

Patterns as in a shell: `mart*.flight` is that table in every release. Where several fit, the first counts.
"""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from course.i18n import _


class Sensitivity(StrEnum):
    """How much harm it does in the wrong hands; `label` says it to a reader."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"

    @property
    def label(self) -> str:
        """In the reader's language."""
        return {"public": _("pública"), "internal": _("interna"), "personal": _("pessoal")}[self.value]


@dataclass(frozen=True)
class Asset:
    """A dataset. where: pattern of a table (schema.table) or of a place in a bucket (s3://bucket/prefix).

    holds: what it is. days: how long it is kept; None for as long as the platform stands. owner: the
    function that answers for it, not a person's name.
    """

    where: str
    holds: str
    sensitivity: Sensitivity
    owner: str
    days: int | None = None


_DATA, _PLATFORM, _COMPLIANCE, _CLASS = (
    _("engenharia de dados"),
    _("operação da plataforma"),
    _("segurança e conformidade"),
    _("turma"),
)

CATALOGUE = (
    # The warehouse.
    Asset("mart*.flight", _("voos programados"), Sensitivity.PUBLIC, _DATA),
    Asset("mart*.weather", _("tempo por hora e aeroporto"), Sensitivity.PUBLIC, _DATA),
    Asset("mart*.airline", _("companhias aéreas"), Sensitivity.PUBLIC, _DATA),
    Asset("mart*.airport", _("aeroportos"), Sensitivity.PUBLIC, _DATA),
    Asset(
        "mart*.plane",
        _("aviões; o fabricante de um avião artesanal é o nome de uma pessoa"),
        Sensitivity.PERSONAL,
        _DATA,
    ),
    Asset("mart*.date", _("calendário"), Sensitivity.PUBLIC, _DATA),
    Asset("mart*.release", _("qual versão do mart os leitores veem"), Sensitivity.INTERNAL, _DATA),
    Asset("mart_all.serving", _("qual versão do mart os leitores veem"), Sensitivity.INTERNAL, _DATA),
    Asset("quality.reject", _("linhas separadas, como vieram da fonte"), Sensitivity.PERSONAL, _DATA),
    Asset("*.reject", _("linhas separadas de uma versão do mart"), Sensitivity.PERSONAL, _DATA),
    Asset("*.loaded", _("o que cada versão do mart carregou"), Sensitivity.INTERNAL, _DATA),
    Asset("quality.*", _("resultados das regras de qualidade"), Sensitivity.INTERNAL, _DATA),
    Asset("ops.*", _("o que a plataforma fez"), Sensitivity.INTERNAL, _PLATFORM),
    Asset("audit.*", _("trilha de auditoria"), Sensitivity.INTERNAL, _COMPLIANCE, days=365),
    Asset("privacy.*", _("passageiros sintéticos"), Sensitivity.PERSONAL, _COMPLIANCE, days=1),
    Asset("sandbox.*", _("tabelas dos alunos"), Sensitivity.INTERNAL, _CLASS),
    # The object store.
    Asset("s3://raw/passengers/*", _("passageiros sintéticos"), Sensitivity.PERSONAL, _COMPLIANCE, days=1),
    Asset("s3://*/planes/*", _("aviões, com nomes de pessoas"), Sensitivity.PERSONAL, _DATA),
    Asset("s3://*/rejects/*", _("linhas separadas"), Sensitivity.PERSONAL, _DATA),
    Asset("s3://raw/*", _("páginas da fonte, como vieram"), Sensitivity.PUBLIC, _DATA),
    Asset("s3://curated/*", _("tabelas tratadas, em Parquet"), Sensitivity.PUBLIC, _DATA),
    Asset("s3://notebooks/*", _("notebooks executados"), Sensitivity.INTERNAL, _DATA),
    Asset("s3://backups*", _("cópias do warehouse"), Sensitivity.PERSONAL, _PLATFORM),
    Asset("s3://audit/*", _("evidências e cópia da trilha"), Sensitivity.INTERNAL, _COMPLIANCE, days=365),
)


def retention_days(where: str) -> int | None:
    """For how many days the catalogue has it kept; None for as long as the platform stands."""
    asset = asset_of(where)
    return asset.days if asset else None


def asset_of(where: str) -> Asset | None:
    """What the catalogue says of a table or a place in a bucket; None for what is not in it."""
    return next((asset for asset in CATALOGUE if fnmatchcase(where, asset.where)), None)
