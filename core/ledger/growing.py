"""Growing one tree: trust what is there only as far as it was signed, append, sign the new head."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from uuid import UUID

from core.ledger.damage import LedgerDamaged
from core.ledger.entry import RecordedEvent, Salts, entry_of, owners
from core.ledger.note import Checkpoint, Signer
from core.ledger.session import Session, salts_of
from core.ledger.stored_nodes import StoredNodes
from core.ledger.tree import Frontier, Subtree, frontier_at, grow, leaf_hash


async def extend(
    session: Session, tree: UUID, events: Sequence[RecordedEvent], signer: Signer, kept: str | None, now: int
) -> str:
    """Append the events in one transaction; return the note of the new head. Raises LedgerDamaged, writing nothing."""
    frontier = await trusted_frontier(session, tree, signer, kept)
    salts = await _salts(session, tree, events)
    # in a thread, because a window of entries would hold up the turns that share this event loop
    entries, hashes = await asyncio.to_thread(_entries, events, salts)
    grown, completed = grow(frontier, hashes)
    ids = [event.id for event in events]
    await session.run("insert_leaves", tree=tree, first=frontier.size, events=ids, hashes=hashes, entries=entries)
    await _insert_nodes(session, tree, completed)
    return await _sign(session, tree, Checkpoint(signer.name, grown.size, grown.root, now), signer)


async def trusted_frontier(session: Session, tree: UUID, signer: Signer, kept: str | None) -> Frontier:
    """Read the frontier of the newest checkpoint, and hold it against its signature and the note that was kept outside.

    Never sign a head that contradicts an earlier one: raises LedgerDamaged.
    """
    head = await session.row("head", tree=tree)
    if head is None:
        if kept is not None:
            raise LedgerDamaged(f"tree {tree} is gone, but a checkpoint of it was kept")
        return Frontier()
    signed = signer.read(head["note"])
    if (signed.size, signed.root) != (head["size"], bytes(head["root"])):
        raise LedgerDamaged(f"checkpoint {head['size']} of tree {tree} is not what was signed")
    frontier = await _frontier(session, tree, signed)
    if kept is not None:
        await _continues(session, tree, signed, signer.read(kept))
    return frontier


async def _continues(session: Session, tree: UUID, head: Checkpoint, kept: Checkpoint) -> None:
    if kept.size > head.size:
        raise LedgerDamaged(f"tree {tree} has {head.size} leaves, but a checkpoint of {kept.size} was kept")
    if kept.size == head.size and kept.root != head.root:
        raise LedgerDamaged(f"tree {tree} is not the one whose checkpoint of {kept.size} was kept")
    if kept.size < head.size:
        await _frontier(session, tree, kept)


async def _frontier(session: Session, tree: UUID, at: Checkpoint) -> Frontier:
    frontier = await frontier_at(StoredNodes(session, tree), at.size)
    if frontier.root != at.root:
        raise LedgerDamaged(f"the nodes of tree {tree} do not give the root that was signed at {at.size}")
    return frontier


async def _salts(session: Session, tree: UUID, events: Sequence[RecordedEvent]) -> Salts:
    """The salts of everybody in the events, made where there are none. Who was forgotten gets one that nobody keeps."""
    people = list({owner for event in events for owner in owners(event)})
    found = await salts_of(session, tree, people)
    made = {each: secrets.token_bytes(32) for each in people if each not in found.known}
    new = [each for each in made if each not in found.erased]
    if new:
        await session.run("add_salts", tree=tree, people=new, salts=[made[each] for each in new])
    return Salts({**found.known, **made}, found.erased)


def _entries(events: Sequence[RecordedEvent], salts: Salts) -> tuple[list[bytes], list[bytes]]:
    entries = [entry_of(event, salts) for event in events]
    return entries, [leaf_hash(entry) for entry in entries]


async def _insert_nodes(session: Session, tree: UUID, completed: Sequence[tuple[Subtree, bytes]]) -> None:
    if completed:
        await session.run(
            "insert_nodes",
            tree=tree,
            levels=[subtree.level for subtree, _ in completed],
            places=[subtree.place for subtree, _ in completed],
            hashes=[node for _, node in completed],
        )


async def _sign(session: Session, tree: UUID, checkpoint: Checkpoint, signer: Signer) -> str:
    note = signer.sign(checkpoint)
    parts = {"size": checkpoint.size, "root": checkpoint.root, "time": checkpoint.time}
    await session.run("insert_checkpoint", tree=tree, note=note, **parts)
    return note
