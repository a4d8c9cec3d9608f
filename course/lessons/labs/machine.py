"""What lab 1 shows of this machine: where each log-in comes from, and what the services weigh."""

import pandas as pd
from dotenv import dotenv_values
from pydantic import SecretStr

from course.i18n import _
from course.services import prometheus
from course.settings import ENV_EXAMPLE, ENV_FILE, settings

_MIB = 2**20


def logins() -> pd.DataFrame:
    """One row a password, token or key: from where its value comes, and who knows it. Never the value."""
    own, public = dotenv_values(ENV_FILE), dotenv_values(ENV_EXAMPLE)
    rows = []
    for field, value in settings:
        if isinstance(value, SecretStr):
            name, secret = field.upper(), value.get_secret_value()
            source = ".env" if own.get(name) == secret else ".env.example"
            if secret not in (own.get(name), public.get(name)):
                source = _("variável de ambiente")
            known = _("todos: está no repositório") if public.get(name) == secret else _("só esta máquina")
            rows.append((name, source, known))
    return pd.DataFrame(rows, columns=[_("variável"), _("vem de"), _("quem a conhece")])


def memory() -> pd.DataFrame:
    """MiB that each program which tells Prometheus of itself takes (RSS), the greatest first."""
    found = prometheus.query("sort_desc(process_resident_memory_bytes)")
    rows = [(series["metric"]["job"], float(series["value"][1]) / _MIB) for series in found]
    return pd.DataFrame(rows, columns=[_("programa"), "MiB"]).round({"MiB": 0})
