"""The words of the board, handed to its JavaScript as data."""

from typing import Any

from course.i18n import _, language
from course.settings import settings
from course.widgets.board.units import UNITS


def texts() -> dict[str, Any]:
    """By the name that board.js, live.js and page.js know them under; `units` is `UNITS`."""
    return {
        "locale": language().replace("_", "-"),
        "zone": settings.course_timezone.key,
        "units": UNITS,
        "about": _("Sobre este painel"),
        "noData": _("sem dados"),
        "refused": _("O Prometheus recusou a consulta: {why}"),
        "cut": _("As primeiras {n} de {all} séries."),
        "range": _("Intervalo"),
        "refresh": _("Atualizar a cada"),
        "paused": _("pausado"),
        "now": _("Atualizar agora"),
        "updated": _("Atualizado às {time}"),
        "waiting": _("Consultando…"),
        "stale": _("O que se vê é de {time}."),
        "retry": _("Nova tentativa em {seconds} s."),
        "gone": _("O servidor dos painéis não responde; `make up` o sobe."),
        "light": _("Tema claro"),
        "dark": _("Tema escuro"),
    }
