"""The secret that signs the ledger: 32 bytes in a place of the operator's, made once, never in the database."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from core.errors import SettingsInvalid

LENGTH = 32


def kept_secret(path: Path) -> bytes:
    """Read the secret at `path` (base64); makes it, mode 0600, where there is none. Raises SettingsInvalid."""
    try:
        if not path.exists():
            _make_once(path)
        return parse_secret(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"the ledger's secret at {path} cannot be read or made") from error


def parse_secret(text: str) -> bytes:
    """Read a secret that a setting gives. Raises SettingsInvalid."""
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != LENGTH:
        raise SettingsInvalid(f"the ledger's secret must be {LENGTH} bytes in base64")
    return secret


def _make_once(path: Path) -> None:
    """Write aside, then link: two processes that start together read one secret, and never half of one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(base64.b64encode(secrets.token_bytes(LENGTH)) + b"\n")
        target.flush()
        os.fsync(target.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
