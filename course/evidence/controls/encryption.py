"""Encryption in transit: each connection is tried, and shown as it is."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator

import psycopg2
from cryptography import x509

from course.evidence.attempts import said
from course.evidence.control import Control, Observation
from course.evidence.database import sql
from course.i18n import _
from course.services import postgres, tls
from course.services.base import Service
from course.services.registry import services
from course.settings import settings

control = Control(
    id="encryption",
    iso_2013=("A.10.1.1", "A.13.2.1"),
    iso_2022=("8.24", "5.14"),
    title=_("Criptografia em trânsito"),
    shows=_("Toda conexão entre programas é TLS, com certificado conferido."),
    limits=_(
        "Fora o PostgreSQL, os serviços falam sem TLS e só em 127.0.0.1: numa máquina só, quem pudesse"
        " escutar já seria administrador dela. Em rede, cada um precisa de TLS antes."
    ),
)

_UDP = {"statsd_port"}
_SECONDS = 2


@control.evidence
def evidence() -> Iterator[Observation]:
    """PostgreSQL's connections by its own account, then every other port by a handshake."""
    yield from _postgres()
    for service in services().values():
        for name in service.ports:
            if service.name != postgres.service.name:
                yield _udp(service, name) if name in _UDP else _handshake(service, name)


def _postgres() -> Iterator[Observation]:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(sql("encrypted"))
        version, cipher, encrypted, plain = cursor.fetchone() or ("", "", 0, 0)
    told = _("{version}, {cipher}; sessões com TLS: {encrypted}, sem: {plain}").format(
        version=version, cipher=cipher, encrypted=encrypted, plain=plain
    )
    yield Observation(ran="PostgreSQL: pg_stat_ssl", came_back=told, holds=bool(encrypted) and not plain)
    yield _refuses_plain()
    certificate = x509.load_pem_x509_certificate(tls.CA_FILE.with_name(tls.SERVER_FILES[0]).read_bytes())
    left = certificate.not_valid_after_utc - dt.datetime.now(dt.UTC)
    told = _("conferido contra a autoridade desta instalação; vence em {n} dias").format(n=left.days)
    ran = _("PostgreSQL: certificado, sslmode=verify-full")
    yield Observation(ran=ran, came_back=told, holds=left > dt.timedelta())


def _refuses_plain() -> Observation:
    ran = "PostgreSQL: sslmode=disable"
    try:
        postgres.log_in("analyst", postgres.password("analyst"), sslmode="disable").close()
    except psycopg2.OperationalError as error:
        refused = "no encryption" in str(error)
        return Observation(ran=ran, came_back=said(error), holds=True if refused else None)
    return Observation(ran=ran, came_back=_("aceito sem TLS"), holds=False)


def _handshake(service: Service, name: str) -> Observation:
    host, port = getattr(settings, f"{service.ports[0].removesuffix('_port')}_host"), getattr(settings, name)
    ran = _("{service}: handshake TLS em {host}:{port}").format(service=service.title, host=host, port=port)
    context = ssl.create_default_context(cafile=str(tls.CA_FILE))
    try:
        with (
            socket.create_connection((host, port), _SECONDS) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as secure,
        ):
            return Observation(ran=ran, came_back=str(secure.version()), holds=True)
    except (ConnectionRefusedError, socket.gaierror):
        return Observation(ran=ran, came_back=_("não está no ar"), holds=None)
    except ssl.SSLCertVerificationError as error:
        return Observation(ran=ran, came_back=f"TLS: {error.verify_message}", holds=False)
    except (ssl.SSLError, TimeoutError, ConnectionError):
        return Observation(ran=ran, came_back=_("sem TLS, endereço {host}").format(host=host), holds=False)


def _udp(service: Service, name: str) -> Observation:
    ran = _("{service}: UDP na porta {port}").format(service=service.title, port=getattr(settings, name))
    return Observation(ran=ran, came_back=_("o protocolo statsd não tem TLS"), holds=False)
