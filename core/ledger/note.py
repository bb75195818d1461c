"""Signed checkpoints: an Ed25519 note with the tree's head (c2sp.org/tlog-checkpoint), its time cosigned."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.ledger.damage import LedgerDamaged

SIGNATURE = 0x01
"""A note signature (c2sp.org/signed-note)."""
COSIGNATURE = 0x04
"""A signature of the text and a time (c2sp.org/tlog-cosignature)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree at a size; `time` in seconds since 1970, UTC."""

    origin: str
    size: int
    root: bytes
    time: int

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class Signer:
    """Signs for one name, which is the origin of one tree."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        if not name or "+" in name or name.split() != [name]:
            raise ValueError(f"{name!r} cannot name a key")
        self.name = name
        self._key = key
        self._public = key.public_key()

    @property
    def verifier_key(self) -> str:
        """The public key as notes spell it: name+id+key; what is handed to those who verify."""
        typed = bytes([SIGNATURE]) + self._public.public_bytes_raw()
        return f"{self.name}+{self._key_id(SIGNATURE).hex()}+{base64.b64encode(typed).decode()}"

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the signed note."""
        return f"{checkpoint.body}\n{self.signature(checkpoint.body)}{self._cosignature(checkpoint)}"

    def signature(self, text: str) -> str:
        """Return the signature line of a text that ends in a newline."""
        return self._line(SIGNATURE, self._key.sign(text.encode()))

    def read(self, note: str) -> Checkpoint:
        """Return what a note of ours says. Raises LedgerDamaged when this key did not sign it."""
        try:
            body, lines = note.split("\n\n", 1)
            origin, size, root = body.split("\n")
            first, second = lines.splitlines()
            time = int.from_bytes(base64.b64decode(second.rsplit(" ", 1)[1])[4:12], "big")
            checkpoint = Checkpoint(origin, int(size), base64.b64decode(root), time)
            self._public.verify(base64.b64decode(first.rsplit(" ", 1)[1])[4:], checkpoint.body.encode())
        except (ValueError, IndexError, binascii.Error, InvalidSignature):
            raise LedgerDamaged(f"a checkpoint of {self.name} is not signed by the key in force") from None
        if origin != self.name or self.sign(checkpoint) != note:
            raise LedgerDamaged(f"a checkpoint of {self.name} is not as it was signed")
        return checkpoint

    def _cosignature(self, checkpoint: Checkpoint) -> str:
        signed = self._key.sign(f"cosignature/v1\ntime {checkpoint.time}\n{checkpoint.body}".encode())
        return self._line(COSIGNATURE, checkpoint.time.to_bytes(8, "big") + signed)

    def _line(self, kind: int, signature: bytes) -> str:
        return f"— {self.name} {base64.b64encode(self._key_id(kind) + signature).decode()}\n"

    def _key_id(self, kind: int) -> bytes:
        named = self.name.encode() + b"\n" + bytes([kind])
        return hashlib.sha256(named + self._public.public_bytes_raw()).digest()[:4]


class Notary:
    """Signs for every tree of an installation: each origin has a key of its own, derived from one secret.

    The secret stays outside the database. Handing over one institution's key says nothing of the others'.
    """

    def __init__(self, secret: bytes, name: str = "noa.local/ledger") -> None:
        if len(secret) != 32:
            raise ValueError("the ledger's secret has 32 bytes")
        self._secret = secret
        self._name = name

    def signer(self, tree: object) -> Signer:
        """Return who signs for a tree (an institution's id)."""
        origin = f"{self._name}/{tree}"
        seed = hmac.digest(self._secret, b"noa ledger key\n" + origin.encode(), "sha256")
        return Signer(origin, Ed25519PrivateKey.from_private_bytes(seed))
