"""A tree's nodes as Postgres keeps them: leaves, and every fourth level above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from core.ledger.damage import LedgerDamaged
from core.ledger.session import Session
from core.ledger.tree import Subtree, join_parts, stored_parts

Place = tuple[int, int]


class StoredNodes:
    """Implements core.ledger.tree.Nodes: reads what a subtree is stored as, and computes the rest."""

    def __init__(self, session: Session, tree: UUID) -> None:
        self._session = session
        self._tree = tree

    async def hashes(self, subtrees: Sequence[Subtree]) -> Mapping[Subtree, bytes]:
        parts = {each: stored_parts(each) for each in subtrees}
        stored = [(level, place) for level, first, last in parts.values() for place in range(first, last + 1)]
        rows = await self._session.rows(
            "stored_hashes",
            tree=self._tree,
            levels=[level for level, _ in stored if level],
            places=[place for level, place in stored if level],
            leaves=[place for level, place in stored if not level],
        )
        found = {(row["level"], row["place"]): bytes(row["hash"]) for row in rows}
        return {each: self._joined(found, *parts[each]) for each in subtrees}

    def _joined(self, found: Mapping[Place, bytes], level: int, first: int, last: int) -> bytes:
        missing = [place for place in range(first, last + 1) if (level, place) not in found]
        if missing:
            kind = f"node {level}/{missing[0]}" if level else f"leaf {missing[0]}"
            raise LedgerDamaged(f"{kind} of tree {self._tree} is missing")
        return join_parts([found[level, place] for place in range(first, last + 1)])
