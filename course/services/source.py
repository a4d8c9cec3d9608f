"""The flights API: the source that the pipeline reads."""

import requests

from course.i18n import _
from course.services.base import Local, Program, Purpose, Scrape, Service
from course.services.http import uvicorn
from course.settings import settings


def url(path: str = "") -> str:
    """The API's address; `path` starts with a slash."""
    return f"http://{settings.source_host}:{settings.source_port}{path}"


def headers() -> dict[str, str]:
    """What every request to the data has to carry."""
    return {"X-API-Key": settings.source_api_key.get_secret_value()}


def ping() -> str:
    """Ask for the data's version, which takes the API key."""
    response = requests.get(url("/v1/version"), headers=headers(), timeout=5)
    response.raise_for_status()
    return _("versão dos dados {version}").format(version=response.json()["version"])


service = Service(
    name="source",
    title=_("API de voos"),
    purpose=Purpose(
        function=_("A fonte: os voos de Nova York de 2013, servidos como se fossem de hoje."),
        dataops=_("Páginas, chave, limite de chamadas e falhas: como se comporta uma fonte de verdade."),
        observability=_("Chamadas por resposta, tempo de resposta e chamadas recusadas."),
        value=_("Todo dia tem dado novo, e os números são reais."),
    ),
    ports=("source_port",),
    page=f"http://localhost:{settings.source_port}/docs",
    login=_("cabeçalho X-API-Key; chave em .env"),
    ping=ping,
    scrape=Scrape("source", "source_port"),
    local=Local(
        programs=(Program("source", uvicorn("course.source.app:app", settings.source_port)),),
    ),
)
