"""Proofs to hand over: that one event is in the ledger, and that a later head continues an earlier one."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from core.ledger.damage import NotInLedger
from core.ledger.note import Notary
from core.ledger.session import Lender, Row, Session, ledger_session
from core.ledger.stored_nodes import StoredNodes
from core.ledger.tree import consistency_proof, inclusion_proof

INCLUSION = "noa.ledger.inclusion/1"
CONSISTENCY = "noa.ledger.consistency/1"


async def prove_event(lender: Lender, notary: Notary, event_id: UUID) -> dict[str, Any]:
    """Return the document that proves an event under the newest checkpoint of its tree. Raises NotInLedger."""
    async with ledger_session(lender, one_moment=True) as session:
        leaf = await session.row("leaf_of_event", event_id=event_id)
        if leaf is None:
            raise NotInLedger(str(event_id))
        tree = leaf["tree_id"]
        head = await _head(session, tree)
        path = await inclusion_proof(StoredNodes(session, tree), leaf["leaf_index"], head["size"])
    return {
        "format": INCLUSION,
        "key": notary.signer(tree).verifier_key,
        "event_id": str(event_id),
        "index": leaf["leaf_index"],
        "entry": base64.b64encode(leaf["entry"]).decode(),
        "path": [each.hex() for each in path],
        "checkpoint": head["note"],
    }


async def prove_consistency(
    lender: Lender, notary: Notary, tree: UUID, old: int, size: int | None = None
) -> dict[str, Any]:
    """Return the document that proves that the checkpoint of `size` (the newest) continues that of `old`.

    Raises NotInLedger when no checkpoint of such a size was signed.
    """
    async with ledger_session(lender, one_moment=True) as session:
        head = await _head(session, tree) if size is None else await _checkpoint(session, tree, size)
        earlier = await _checkpoint(session, tree, old)
        path = await consistency_proof(StoredNodes(session, tree), old, head["size"])
    return {
        "format": CONSISTENCY,
        "key": notary.signer(tree).verifier_key,
        "old": earlier["note"],
        "path": [each.hex() for each in path],
        "checkpoint": head["note"],
    }


async def _head(session: Session, tree: UUID) -> Row:
    head = await session.row("head", tree=tree)
    if head is None:
        raise NotInLedger(f"tree {tree} has no checkpoint")
    return head


async def _checkpoint(session: Session, tree: UUID, size: int) -> Row:
    row = await session.row("checkpoint", tree=tree, size=size)
    if row is None:
        raise NotInLedger(f"no checkpoint of {size} leaves was signed for tree {tree}")
    return row
