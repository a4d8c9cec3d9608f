"""What the columns of this module's tables are called when they are only looked at."""

import pandas as pd

from course.i18n import _

_HEADS = {
    "run_id": _("execução"),
    "kind": _("tipo"),
    "state": _("estado"),
    "started_at": _("começou (UTC)"),
    "minutes": _("minutos"),
    "attempts": _("tentativas"),
    "failed_attempts": _("tentativas que falharam"),
    "dimension": _("dimensão"),
    "rules": _("regras"),
    "share": _("parte que cumpre"),
    "worst_rule": _("pior regra"),
    "worst_share": _("parte que cumpre a pior"),
    "role": _("papel"),
    "reads_flights": _("lê os voos"),
    "deletes_flights": _("apaga voos"),
    "reads_quality": _("lê a qualidade"),
    "reads_audit": _("lê a auditoria"),
    "deletes_audit": _("apaga a auditoria"),
    "manufacturer": _("fabricante"),
    "model": _("modelo"),
    "seats": _("lugares"),
    "day": _("dia"),
    "score": _("nota"),
    "measured_at": _("medida em (UTC)"),
    "number_2013": _("número de 2013"),
    "in_the_plan": _("no roteiro"),
    "subject_2013": _("assunto em 2013"),
    "number": _("número"),
    "theme": _("tema"),
    "title": _("título"),
}


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with its columns, and its index if that has a name, called in the reader's language.

    Tables that a student's code works on keep the names that the code uses.
    """
    named = frame.set_axis([_HEADS[name] for name in frame.columns], axis=1)
    return named.rename_axis(_HEADS[str(frame.index.name)]) if frame.index.name else named
