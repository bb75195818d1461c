"""The signing secret: given by NOA_SECRET, or made once and kept in the data folder of embedded servers."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from channels.settings import Settings
from channels.setup_problem import setup_problem
from core.ledger.secret import kept_secret, parse_secret

_FILE = "secret"


def signing_secret(settings: Settings) -> SecretStr:
    """The secret that signs tokens and claims; makes 32 random bytes (file mode 0600) where none is given."""
    if settings.secret is not None:
        return settings.secret
    return SecretStr(_kept_secret(settings.data_dir))


def ledger_secret(settings: Settings) -> bytes:
    """The secret that signs the ledger's heads, never in the database.

    NOA_LEDGER_KEY where it is given; else derived from NOA_SECRET, so that every replica signs alike; else made and
    kept in the data folder. Another secret begins no new ledger: it stops the old one. Raises SettingsInvalid.
    """
    if settings.ledger_key is not None:
        return parse_secret(settings.ledger_key.get_secret_value())
    if settings.secret is not None:
        return hmac.digest(settings.secret.get_secret_value().encode(), b"noa ledger", "sha256")
    return kept_secret(settings.data_dir / "ledger.key")


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / _FILE
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(32))
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        secret = ""
    if not secret:
        raise setup_problem("secret-unreadable", path=str(path))
    return secret


def _write_once(path: Path, secret: str) -> None:
    """Write aside, then link: two processes that start together read one secret, and never half of one."""
    draft = path.with_name(f"{_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
