"""Merkle trees as a verifier sees them (RFC 6962, RFC 9162 §2.1): roots from leaves, and proofs judged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


class WrongProof(ValueError):
    """The proof does not prove it."""


def hash_leaf(entry: bytes) -> bytes:
    """Hash what a leaf holds."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_pair(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into their parent."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Recomputed:
    """A tree made anew, leaf by leaf; holds one hash for each level, and notes those of every `stride`-th level."""

    def __init__(self, stride: int = 4) -> None:
        self.size = 0
        self.nodes: dict[tuple[int, int], bytes] = {}
        self._stride = stride
        self._open: list[bytes | None] = []  # at each level the left child that still waits for its right one

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        carried, level, place = leaf, 0, self.size
        while level < len(self._open) and (waiting := self._open[level]) is not None:
            self._open[level] = None
            carried, level, place = hash_pair(waiting, carried), level + 1, place >> 1
            if level % self._stride == 0:
                self.nodes[level, place] = carried
        if level == len(self._open):
            self._open.append(None)
        self._open[level] = carried
        self.size += 1

    @property
    def root(self) -> bytes:
        """The head of what was added so far."""
        root: bytes | None = None
        for waiting in self._open:
            if waiting is not None:
                root = waiting if root is None else hash_pair(waiting, root)
        return EMPTY_ROOT if root is None else root


def check_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Judge an inclusion proof: exactly as long as it must be, and leading to the root. Raises WrongProof."""
    if not 0 <= index < size:
        raise WrongProof("the index is not below the size")
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(path) != inner + border:
        raise WrongProof(f"the path has {len(path)} hashes where {inner + border} belong")
    reached = leaf
    for level, beside in enumerate(path):
        is_right = level >= inner or (index >> level) & 1
        reached = hash_pair(beside, reached) if is_right else hash_pair(reached, beside)
    if reached != root:
        raise WrongProof("the path does not lead to the root")


def check_consistency(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> None:
    """Judge a consistency proof; both sizes must be consumed to the end. Raises WrongProof."""
    if not 0 <= old <= size:
        raise WrongProof("the later tree is smaller")
    if old in (0, size):
        if path:
            raise WrongProof("the path must be empty")
        if old_root != (EMPTY_ROOT if old == 0 else root):
            raise WrongProof("equal sizes have other roots")
        return
    _climb(old, size, old_root, root, path)


def _climb(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> None:
    """RFC 9162 §2.1.4.2."""
    is_power = old & (old - 1) == 0
    hashes = [old_root, *path] if is_power else list(path)
    if len(hashes) != _length(old, size):
        raise WrongProof("the path has another length than such sizes need")
    low, high = old - 1, size - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    reached_old = reached = hashes[0]
    for beside in hashes[1:]:
        if high == 0:
            raise WrongProof("the path goes beyond the root")
        if low & 1 or low == high:
            reached_old, reached = hash_pair(beside, reached_old), hash_pair(beside, reached)
            while low and not low & 1:
                low, high = low >> 1, high >> 1
        else:
            reached = hash_pair(reached, beside)
        low, high = low >> 1, high >> 1
    if low or high:
        raise WrongProof("the path ends before the root")
    if reached_old != old_root:
        raise WrongProof("the path does not lead to the earlier root")
    if reached != root:
        raise WrongProof("the path does not lead to the later root")


def _length(old: int, size: int) -> int:
    """How many hashes there are, the one to begin with included."""
    shift = (old & -old).bit_length() - 1
    inner = ((old - 1) ^ (size - 1)).bit_length()
    border = ((old - 1) >> inner).bit_count()
    return 1 + (inner - shift) + border
