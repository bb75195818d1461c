"""Signed checkpoints as a verifier reads them (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signed>[A-Za-z0-9+/]+=*)")
_BODY = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n")
_MOST_LINES = 64


class WrongNote(ValueError):
    """The note is not one that the key signed."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says. `time`: when it was signed, in seconds since 1970."""

    origin: str
    size: int
    root: bytes
    time: int


@dataclass(frozen=True, slots=True)
class Key:
    """A public key: its name and 32 bytes."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read `name+id+key`. Raises WrongNote."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            typed = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise WrongNote("not a verifier key") from None
        key = cls(name, typed[1:])
        if len(typed) != 33 or typed[0] != 1 or key.id(1).hex() != key_id:
            raise WrongNote("not a verifier key")
        return key

    def id(self, kind: int) -> bytes:
        """The id under which a signature of that kind names this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([kind]) + self.public).digest()[:4]

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def read_checkpoint(note: str, key: Key) -> Head:
    """Return what a checkpoint says if the key signed both it and its time. Raises WrongNote."""
    text, blank, lines = note.rpartition("\n\n")
    body = _BODY.fullmatch(text + "\n") if blank else None
    if body is None:
        raise WrongNote("not a checkpoint")
    head = Head(body["origin"], int(body["size"]), base64.b64decode(body["root"]), _time(text + "\n", lines, key))
    if base64.b64encode(head.root).decode() != body["root"]:
        raise WrongNote("not a checkpoint")
    if head.origin != key.name:
        raise WrongNote("a checkpoint of another ledger")
    return head


def _time(text: str, lines: str, key: Key) -> int:
    """Check every signature of the key; return the time that it signed."""
    is_signed, time = False, None
    for signed in _signatures(lines, key):
        if signed[:4] == key.id(1):
            is_signed = key.has_signed(text.encode(), signed[4:])
            if not is_signed:
                raise WrongNote("the signature is wrong")
        elif signed[:4] == key.id(4):
            time = int.from_bytes(signed[4:12], "big")
            if not key.has_signed(f"cosignature/v1\ntime {time}\n{text}".encode(), signed[12:]):
                raise WrongNote("the signature of the time is wrong")
    if not is_signed or time is None:
        raise WrongNote("the key did not sign it")
    return time


def _signatures(lines: str, key: Key) -> list[bytes]:
    """The signatures under the key's name; others' are not ours to judge, but must be signature lines."""
    if not lines.endswith("\n") or lines.count("\n") > _MOST_LINES:
        raise WrongNote("not a signed note")
    found = []
    for line in lines[:-1].split("\n"):
        part = _LINE.fullmatch(line)
        if part is None:
            raise WrongNote("not a signed note")
        signed = base64.b64decode(part["signed"] + "=" * (-len(part["signed"]) % 4))
        if base64.b64encode(signed).decode() != part["signed"]:
            raise WrongNote("not a signed note")
        if part["name"] == key.name:
            found.append(signed)
    return found
