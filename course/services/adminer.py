"""Adminer: the warehouse's tables in the browser."""

import re

import requests

from course.errors import Unavailable
from course.i18n import _
from course.services import tls
from course.services.base import Local, Program, Purpose, Service
from course.services.http import listen, url
from course.services.postgres import WAREHOUSE, password
from course.settings import ROOT, settings


def ping() -> str:
    """Log in as the analyst and see the schema `mart`: a round trip through PHP to PostgreSQL."""
    with requests.Session() as session:
        form = session.get(url("adminer", "/"), timeout=5)
        form.raise_for_status()
        # Adminer's own way to PostgreSQL, which is another than ours when it runs in a container.
        server = re.search(r"name=.auth\[server\]. value=.([^\"']*)", form.text)
        login = {
            "auth[driver]": "pgsql",
            "auth[server]": server[1] if server else "",
            "auth[username]": "analyst",
            "auth[password]": password("analyst"),
            "auth[db]": WAREHOUSE,
        }
        answer = session.post(url("adminer", "/"), data=login, timeout=5)
    if "ns=mart" not in answer.text:
        raise Unavailable(_("o login no PostgreSQL pelo Adminer falhou"))
    return _("entrou no warehouse como analyst")


service = Service(
    name="adminer",
    title="Adminer",
    needs=("postgres",),
    purpose=Purpose(
        function=_("Mostra no navegador as tabelas do warehouse e roda SQL."),
        dataops=_("Quem revisa a carga vê as linhas sem instalar nada."),
        observability=_("Sessões abertas e tamanho de cada tabela."),
        value=_("A conferência do dado deixa de depender de quem programa."),
    ),
    ports=("adminer_port",),
    page=f"http://localhost:{settings.adminer_port}",
    login=_("papel analyst ou student; senhas em .env"),
    ping=ping,
    probe="/",
    local=Local(
        packages=("adminer", "php-cli", "php-cgi", "php-pgsql"),
        programs=(
            Program(
                "adminer",
                ("php", "-S", listen(settings.adminer_port), str(ROOT / "infra/adminer/index.php")),
                env={
                    "ADMINER_DEFAULT_SERVER": f"{settings.postgres_host}:{settings.postgres_port}",
                    "ADMINER_DEFAULT_DB": WAREHOUSE,
                    "PGSSLMODE": "verify-full",
                    "PGSSLROOTCERT": str(tls.CA_FILE),
                },
            ),
        ),
    ),
)
