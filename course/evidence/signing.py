"""The key of this installation, with which its reports are signed: Ed25519, RFC 8032."""

import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from course.errors import UsageError
from course.i18n import _
from course.settings import settings

_KEY = settings.state_dir / "evidence" / "signing.key"


def ensure() -> None:
    """Makes the key, once, readable by its owner alone."""
    if _KEY.exists():
        return
    _KEY.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(_KEY, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(pem)


def sign(body: bytes) -> bytes:
    """The signature, 64 bytes. Raises `UsageError` when the key was not made."""
    return _key().sign(body)


def public_key() -> bytes:
    """The public key, PEM: what others check the signature with."""
    return (
        _key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def genuine(body: bytes, signature: bytes, public_pem: bytes) -> bool:
    """Whether the holder of the key signed exactly these bytes."""
    key = serialization.load_pem_public_key(public_pem)
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(signature, body)
    except InvalidSignature:
        return False
    return True


def _key() -> Ed25519PrivateKey:
    if not _KEY.exists():
        raise UsageError(
            _("Falta a chave que assina os relatórios, {file}.").format(file=_KEY),
            _("Rode `make dev-setup`."),
        )
    key = serialization.load_pem_private_key(_KEY.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(
            _("{file} não é uma chave Ed25519.").format(file=_KEY),
            _("Apague o arquivo e rode `make dev-setup`."),
        )
    return key
