"""Technical vulnerabilities: every installed package is looked up where advisories are published."""

from collections.abc import Iterator
from importlib.metadata import distributions

import requests

from course.evidence.control import Control, Observation, few
from course.i18n import _
from course.settings import settings

control = Control(
    id="vulnerabilities",
    iso_2013=("A.12.6.1",),
    iso_2022=("8.8",),
    title=_("Gestão de vulnerabilidades técnicas"),
    shows=_("Nenhum pacote Python instalado tem vulnerabilidade publicada no OSV (osv.dev)."),
    limits=_(
        "Só vê o que já foi publicado, e só Python: os módulos Go e os pacotes do Debian têm seus próprios"
        " avisos. O projeto de origem do MinIO foi arquivado: nele não virá mais correção. Sem rede até o OSV"
        " o controle não é demonstrado, e não é atendido por isso."
    ),
)

_SECONDS = 20


@control.evidence
def evidence() -> Iterator[Observation]:
    """One query for all packages. https://google.github.io/osv.dev/post-v1-querybatch/"""
    installed = sorted({(one.name, one.version) for one in distributions()})
    address = f"{settings.osv_url}/v1/querybatch"
    ran = _("POST {address}, pacotes: {n}").format(address=address, n=len(installed))
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in installed
    ]
    try:
        response = requests.post(address, json={"queries": queries}, timeout=_SECONDS)
        response.raise_for_status()
        results = response.json()["results"]
    except (requests.RequestException, ValueError, KeyError) as error:
        told = _("não deu para consultar: {why}").format(why=type(error).__name__)
        yield Observation(ran=ran, came_back=told, holds=None)
        return
    known = {
        f"{name} {version}": [found["id"] for found in result["vulns"]]
        for (name, version), result in zip(installed, results, strict=True)
        if result.get("vulns")
    }
    for package, ids in known.items():
        yield Observation(ran=_("OSV: {package}").format(package=package), came_back=few(ids), holds=False)
    told = _("pacotes com vulnerabilidade publicada: {n}").format(n=len(known))
    yield Observation(ran=ran, came_back=told, holds=not known)
