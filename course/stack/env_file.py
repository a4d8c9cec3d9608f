"""`.env`: made from .env.example, existing values kept, secrets generated.

Imports no settings: it is what makes them loadable.
"""

import base64
import os
import secrets
from pathlib import Path

from dotenv import dotenv_values, set_key

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE, TARGET = ROOT / ".env.example", ROOT / ".env"


def ensure(target: Path = TARGET) -> list[str]:
    """Adds to `.env` what it lacks, at mode 600, and returns the names it added.

    A value that is there stays, also where the example has another; a name that the example
    leaves empty gets a random secret.
    """
    if not target.exists():
        with open(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(EXAMPLE.read_text(encoding="utf-8"))
    elif not os.access(target, os.R_OK | os.W_OK):
        return []  # another user's: whoever reads the settings says so
    target.chmod(0o600)
    mine = dotenv_values(target)
    added = {
        name: value or _secret(name) for name, value in dotenv_values(EXAMPLE).items() if not mine.get(name)
    }
    for name, value in added.items():
        set_key(target, name, value, quote_mode="never")
    return list(added)


def _secret(name: str) -> str:
    if name.endswith("FERNET_KEY"):  # Fernet wants exactly 32 bytes, padded
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(24)
