"""Until when the certificates are good that servers really show, read from a handshake."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterable

from cryptography import x509
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from course.settings import settings

# The message with which a client asks PostgreSQL for TLS: its length, and the code 80877103.
# https://www.postgresql.org/docs/current/protocol-message-formats.html, SSLRequest
_SSL_REQUEST = bytes.fromhex("00000008 04d2162f")


def collect() -> Iterable[Metric]:
    """course_certificate_not_after_timestamp_seconds, by service."""
    until = GaugeMetricFamily(
        "course_certificate_not_after_timestamp_seconds", "When it ends to be valid.", labels=["service"]
    )
    until.add_metric(["postgres"], postgres_certificate_ends().timestamp())
    yield until


def postgres_certificate_ends() -> dt.datetime:
    """The end, in UTC, of the certificate that PostgreSQL shows, be it valid or not."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # an expired one has to be seen as well
    address = (settings.postgres_host, settings.postgres_port)
    with socket.create_connection(address, timeout=2) as plain:
        plain.sendall(_SSL_REQUEST)
        if plain.recv(1) != b"S":
            raise ConnectionError("PostgreSQL offers no TLS")
        with context.wrap_socket(plain) as secure:
            shown = secure.getpeercert(binary_form=True) or b""
            secure.unwrap()  # says goodbye: PostgreSQL would log a reset by peer every time
    return x509.load_der_x509_certificate(shown).not_valid_after_utc
