"""The certificates of this installation: an authority of its own and the servers' one certificate."""

import datetime
import ipaddress
import os
import shutil
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from course.errors import CourseError
from course.i18n import _
from course.settings import settings

_DIR = settings.state_dir / "tls"
CA_FILE = _DIR / "ca.crt"
SERVER_FILES = ("server.crt", "server.key")
_VALID = datetime.timedelta(days=825)
# The names under which clients reach a server: on this machine, and inside compose. The address
# stands among them as well: pgBackRest looks for it there and not among a certificate's addresses.
_NAMES = ("localhost", "127.0.0.1", "postgres", "minio-tls")


def ensure() -> None:
    """Makes the authority and the server's certificate, once for the same names; valid for 825 days.

    The authority's key is thrown away: nothing else can be signed in its name. So one that is there without
    the server's files is left as it is: raises `CourseError`.
    """
    missing = [name for name in SERVER_FILES if not (_DIR / name).exists()]
    if CA_FILE.exists() and missing:
        raise CourseError(
            _("Em {folder} há uma autoridade (ca.crt) sem {names}: a chave dela não existe mais.").format(
                folder=_DIR, names=", ".join(missing)
            ),
            _(
                "Traga de volta o que falta, ou ponha ca.crt de lado e repita: nasce uma autoridade nova, e"
                " quem confiava na antiga precisa do ca.crt novo."
            ),
        )
    if CA_FILE.exists() and _names() == _NAMES:
        return
    _DIR.mkdir(parents=True, exist_ok=True)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "DataOps na Prática CA")])
    ca = (
        _builder(ca_name, ca_name, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    alternatives = [
        *(x509.DNSName(name) for name in _NAMES),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    server = (
        _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), ca_name, key)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(_DIR / "server.key", private, 0o600)
    _write(_DIR / "server.crt", server.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(CA_FILE, ca.public_bytes(serialization.Encoding.PEM), 0o644)  # the last: with it they are whole


def install_server_files(folder: Path) -> None:
    """Copies the server's certificate and key to where a server reads them; raises as `ensure` does."""
    ensure()
    for name in SERVER_FILES:
        shutil.copy(_DIR / name, folder / name)


def _names() -> tuple[str, ...]:
    """Those that the certificate was made for: an older version of the course knew fewer."""
    certificate = x509.load_pem_x509_certificate((_DIR / "server.crt").read_bytes())
    alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return tuple(alternatives.get_values_for_type(x509.DNSName))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + _VALID)
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
