"""An export of one tree that the verifier checks alone: JSON lines of checkpoints, leaves and stored nodes."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
from psycopg.rows import dict_row

from core.ledger.entry import Salts, Treatment, committing, describe, field_salt
from core.ledger.note import Signer
from core.ledger.session import SQL, Lender, Row, Session, ledger_session, recorded, salts_of

FORMAT = "noa.ledger.export/1"
PAGE = 1000


async def export(lender: Lender, tree: UUID, signer: Signer, *, disclose: bool = False) -> AsyncIterator[bytes]:
    """Give the lines of an export, each ending in a newline, as the tree is at one moment.

    `disclose` shows personal values with the salts that open them; otherwise only their commitments leave. Raises
    StoreUnavailable.
    """
    counts = {"checkpoints": 0, "leaves": 0, "nodes": 0}
    async with ledger_session(lender, one_moment=True) as session:
        yield _line("ledger", format=FORMAT, origin=signer.name, key=signer.verifier_key, disclosed=disclose)
        async for row in _stream(session, "all_checkpoints", tree):
            counts["checkpoints"] += 1
            yield _checkpoint(row)
        salts = await salts_of(session, tree)
        async for row in _stream(session, "all_leaves", tree):
            counts["leaves"] += 1
            yield _leaf(row, salts, disclose)
        async for row in _stream(session, "all_nodes", tree):
            counts["nodes"] += 1
            yield _line("node", level=row["level"], place=row["node_index"], hash=row["hash"].hex())
        yield _line("end", **counts)


def event_as_it_is(row: Row, salts: Salts, disclose: bool) -> dict[str, Any]:
    """Return what an export says of the event behind a leaf: its content now, and what opens its personal fields."""
    if row["id"] is None:
        return {"event": None}
    event = recorded(row)
    if not disclose:
        return {"event": describe(event, committing(event, salts))}
    opened: dict[str, str] = {}
    return {"event": describe(event, _disclosing(event.id, salts, opened)), "salts": opened}


def _disclosing(event_id: UUID, salts: Salts, opened: dict[str, str]) -> Treatment:
    def treat(pointer: str, owner: UUID, value: Any) -> Any:
        if owner not in salts.known:
            return salts.mark(owner)
        opened[pointer] = field_salt(salts.known[owner], event_id, pointer).hex()
        return value

    return treat


async def _stream(session: Session, statement: str, tree: UUID) -> AsyncIterator[Row]:
    """Read rows in pages, so that a tree of millions needs no memory."""
    async with session.connection.cursor(f"export_{statement}", row_factory=dict_row) as cursor:
        cursor.itersize = PAGE
        await cursor.execute(SQL[statement], {"tree": tree})
        async for row in cursor:
            yield row


def _checkpoint(row: Row) -> bytes:
    root = bytes(row["root"]).hex()
    return _line(
        "checkpoint", size=row["size"], root=root, note=row["note"], time=row["time"] if row["is_whole"] else None
    )


def _leaf(row: Row, salts: Salts, disclose: bool) -> bytes:
    entry = base64.b64encode(row["entry"]).decode()
    parts = {"index": row["leaf_index"], "event_id": str(row["event_id"]), "hash": bytes(row["leaf_hash"]).hex()}
    return _line("leaf", **parts, entry=entry, **event_as_it_is(row, salts, disclose))


def _line(kind: str, **parts: Any) -> bytes:
    return orjson.dumps({"kind": kind, **parts}, option=orjson.OPT_APPEND_NEWLINE)
