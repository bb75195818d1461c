"""Merkle arithmetic of RFC 6962 over any storage of nodes: growing, roots, inclusion and consistency proofs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

STRIDE = 4
"""Levels that are multiples of this are stored; a hash between them is computed from at most 2**STRIDE stored ones."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


class Subtree(NamedTuple):
    """A complete subtree: 2**level leaves, the first of which is leaf `place << level`."""

    level: int
    place: int


class Nodes(Protocol):
    """Reads hashes of complete subtrees of one tree. Raises LedgerDamaged when one that must exist is missing."""

    async def hashes(self, subtrees: Sequence[Subtree]) -> Mapping[Subtree, bytes]:
        """Return the hash of each, in one round trip."""
        ...


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that growing needs: the size and the hashes of the complete subtrees it consists of, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The tree head."""
        return fold(self.peaks) if self.peaks else EMPTY_ROOT


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(frontier: Frontier, leaves: Iterable[bytes]) -> tuple[Frontier, list[tuple[Subtree, bytes]]]:
    """Append leaf hashes; return the new frontier and the nodes to store that were completed by it."""
    size, peaks = frontier.size, list(frontier.peaks)
    completed = []
    for leaf in leaves:
        grown, index, level = leaf, size, 0
        while index & 1:
            grown = node_hash(peaks.pop(), grown)
            index, level = index >> 1, level + 1
            if level % STRIDE == 0:
                completed.append((Subtree(level, index), grown))
        peaks.append(grown)
        size += 1
    return Frontier(size, tuple(peaks)), completed


async def frontier_at(nodes: Nodes, size: int) -> Frontier:
    """Read what a tree of that size consists of; at most log2(size) + 1 hashes."""
    subtrees = cover(0, size)
    hashes = await nodes.hashes(subtrees) if subtrees else {}
    return Frontier(size, tuple(hashes[each] for each in subtrees))


async def inclusion_proof(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """Return the audit path of a leaf in the tree of `size` leaves (RFC 6962 §2.1.1). Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    return await _roots(nodes, _beside(index, size))


async def consistency_proof(nodes: Nodes, old: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of `size` begins with that of `old` (RFC 6962 §2.1.2). Raises ValueError."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} does not begin with one of {old}")
    return await _roots(nodes, _between(old, size)) if 0 < old < size else ()


def cover(start: int, end: int) -> tuple[Subtree, ...]:
    """Return the complete subtrees that leaves start..end consist of, left to right, `start` beginning the largest."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        found.append(Subtree(level, start >> level))
        start += 1 << level
    return tuple(found)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over subtrees of falling size."""
    *rest, root = hashes
    for each in reversed(rest):
        root = node_hash(each, root)
    return root


def stored_parts(subtree: Subtree) -> tuple[int, int, int]:
    """Return (level, first, last) of the stored nodes, or leaves, that the subtree consists of."""
    depth = subtree.level % STRIDE
    first = subtree.place << depth
    return subtree.level - depth, first, first + (1 << depth) - 1


def join_parts(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of a complete subtree from its parts, which are a power of two."""
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _beside(index: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges of leaves beside a leaf's way up, lowest first."""
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return reversed(ranges)


def _between(old: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges whose roots lead from the old head to the new one; the old head itself is left out."""
    start, end, ranges = 0, size, []
    while end > old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return reversed(ranges)


async def _roots(nodes: Nodes, ranges: Iterable[tuple[int, int]]) -> tuple[bytes, ...]:
    covers = [cover(start, end) for start, end in ranges]
    wanted = [each for covered in covers for each in covered]
    hashes = await nodes.hashes(wanted) if wanted else {}
    return tuple(fold([hashes[each] for each in covered]) for covered in covers)
