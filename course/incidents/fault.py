"""What a fault declares of itself; a drill, the labs and the tests loop over the declarations."""

from collections.abc import Callable
from dataclasses import dataclass

from course.i18n import _

# Won Kim et al.: A Taxonomy of Dirty Data, Data Mining and Knowledge Discovery 7 (2003), 81-99, the three
# classes at its top: https://doi.org/10.1023/A:1021564703268
KIM = "Kim et al. 2003"
KIM_MISSING, KIM_WRONG, KIM_UNUSABLE = (
    _("dado que falta"),
    _("dado errado"),
    _("dado certo que não se pode usar"),
)
# The five pillars of data observability: freshness, volume, distribution, schema, lineage.
# https://www.montecarlodata.com/blog-what-is-data-observability/
PILLARS = _("cinco pilares da observabilidade de dados")
FRESHNESS, VOLUME, DISTRIBUTION, SCHEMA = _("atualidade"), _("volume"), _("distribuição"), _("esquema")
# Libraries that corrupt data on purpose: https://github.com/calgo-lab/tab_err, https://github.com/schelterlabs/jenga
TAB_ERR, JENGA = "tab_err", "Jenga"
# What is not in the data: the causes of failure of a service in the SRE book's terms.
# https://sre.google/sre-book/addressing-cascading-failures/
SRE = "SRE"


@dataclass(frozen=True)
class Kind:
    """A class in a published taxonomy."""

    taxonomy: str
    name: str


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong when it is told to.

    name: as in commands and tables. title: the cause in a line, as who diagnoses it would say.
    kinds: its class in published taxonomies. alert: the one that it must fire. seen: where a student
    sees it. asks, evidence: what a diagnosis has to show, and the pattern by which it is recognised.
    inject and clear can be repeated; clear works from another process as well.
    """

    name: str
    title: str
    kinds: tuple[Kind, ...]
    alert: str
    seen: str
    asks: str
    evidence: str
    inject: Callable[[], None]
    clear: Callable[[], None]
