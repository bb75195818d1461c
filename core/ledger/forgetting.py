"""Forgetting a person: the salt of their fields goes, the proofs stay."""

from __future__ import annotations

from uuid import UUID, uuid4

from core.ledger.session import Lender, ledger_session


async def erase_salt(lender: Lender, tree: UUID, person_id: UUID, by: UUID) -> UUID | None:
    """Erase what opens a person's commitments in a tree, and record that `by` did, in one statement.

    Return the id of the event, or None when there was no salt. The event does not name who is forgotten, only the
    digest of the salt. Until it is integrated, an export tells of fields that were erased without an event.
    """
    event_id = uuid4()
    async with ledger_session(lender) as session:
        told = await session.run("erase_salt", tree=tree, person=person_id, by=by, event_id=event_id)
    return event_id if told.rowcount else None
