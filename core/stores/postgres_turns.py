"""Turns in Postgres: one transaction, two round trips (plan §6 to §9, §12)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, LiteralString
from uuid import UUID, uuid4

from psycopg import AsyncCursor, DatabaseError
from psycopg.types.json import Jsonb

from core.contract import Profile
from core.errors import NoProfile, OutcomeUnknown, StoreUnavailable
from core.finding import Connection, Finder, Found, Wanted
from core.message import Address
from core.pending import Option, PendingAction
from core.record import Event, Judged, Opening, Outcome, PriorTurn, Transaction
from core.reply import REPLY_FACTS
from core.sanitation import RULESET
from core.sql import load_statements
from core.stores.ledger_line import line
from core.stores.postgres_pool import PostgresPool

SQL = load_statements("core.stores", "turns.sql")

LIST_NOT_OPEN = "NOA02"
"""The SQLSTATE that noa.issue_execution raises; the whole turn is undone."""

Row = Mapping[str, Any]


class PostgresTurnStore:
    """Implements core.record.TurnStore; searches with the finder that it is given, in the turn's transaction."""

    def __init__(self, pool: PostgresPool, finder: Finder, kinds: Mapping[str, str]) -> None:
        self._pool = pool
        self._finder = finder
        self._kinds = kinds

    @asynccontextmanager
    async def transaction(self, address: Address) -> AsyncIterator[Transaction]:
        transaction: _PostgresTransaction | None = None
        try:
            async with self._pool.connection() as connection:
                transaction = _PostgresTransaction(connection, address, self._finder, self._kinds)
                yield transaction
        except NoProfile:
            await self._tell_refused_entry(address)
            raise
        except StoreUnavailable as error:
            if transaction and transaction.is_committing:
                raise OutcomeUnknown(error.detail) from error
            raise

    async def _tell_refused_entry(self, address: Address) -> None:
        who = {"person_id": address.person_id, "institution_id": address.institution_id}
        async with self._pool.connection() as connection:
            await connection.execute(SQL["tell_refused_entry"], {"event_id": uuid4(), **who})


class _PostgresTransaction:
    def __init__(self, connection: Connection, address: Address, finder: Finder, kinds: Mapping[str, str]) -> None:
        self._connection = connection
        self._address = address
        self._finder = finder
        self._kinds = kinds
        self.is_committing = False
        self._who = {
            "institution_id": address.institution_id,
            "person_id": address.person_id,
            "conversation_id": address.conversation_id,
        }

    async def begin(self, message_id: str, wanted: Wanted | None, resource_id: UUID | None) -> Opening:
        async with self._connection.pipeline():
            await self._run("begin")
            await self._run("lock_conversation", conversation="|".join(map(str, self._who.values())))
            entered = await self._run("enter", **self._who)
            prior = await self._run("prior_turn", **self._who, message_id=message_id)
            inquiry = await self._finder.ask(self._connection, wanted) if wanted else None
            judged = await self._run("judge", resource_id=resource_id, ruleset=RULESET) if resource_id else None
        # Read after the pipeline has ended: a row that is waited for inside it costs a round trip of its own.
        profile = await _only(entered)
        return Opening(
            profile=Profile(profile["profile"]),
            prior=self._prior(await prior.fetchone()),
            found=await inquiry.found() if inquiry else Found(),
            judged=Judged(**await _only(judged)) if judged else None,
        )

    async def commit(self, message_id: str, text_digest: bytes, outcome: Outcome) -> bool:
        self.is_committing = True
        try:
            async with self._connection.pipeline():
                await self._keep_judgement(outcome)
                await self._insert_turn(message_id, text_digest, outcome)
                await self._end_and_offer(outcome)
                await self._issue(outcome)
                await self._insert_events(outcome.events)
                await self._run("commit")
        except DatabaseError as error:
            if error.sqlstate != LIST_NOT_OPEN:
                raise
            await self._connection.rollback()
            return False
        return True

    async def _run(self, statement: str, **parameters: Any) -> AsyncCursor[Row]:
        query: LiteralString = SQL[statement]
        return await self._connection.execute(query, parameters)

    def _prior(self, row: Row | None) -> PriorTurn | None:
        if row is None:
            return None
        rearm = self._rearmed(row) if row["offer_id"] else None
        return PriorTurn(row["text_digest"], REPLY_FACTS.validate_python(row["reply"]), rearm)

    def _rearmed(self, row: Row) -> PendingAction:
        options = tuple(Option(UUID(each["id"]), each["title"]) for each in row["candidates"])
        kind = self._kinds[row["operation"]]
        return PendingAction(row["offer_id"], kind, row["operation"], row["contract"], options)

    async def _keep_judgement(self, outcome: Outcome) -> None:
        if judgement := outcome.judgement:
            await self._run(
                "keep_judgement",
                resource_id=judgement.resource_id,
                content_hash=judgement.content_hash,
                ruleset=RULESET,
                verdict=judgement.verdict,
                reason=judgement.reason,
                sanitized=judgement.sanitized,
            )

    async def _insert_turn(self, message_id: str, text_digest: bytes, outcome: Outcome) -> None:
        await self._run(
            "insert_turn",
            **self._who,
            id=outcome.reply.turn_id,
            message_id=message_id,
            text_digest=text_digest,
            intent=outcome.reply.intent.name,
            reply=Jsonb(outcome.reply, dumps=REPLY_FACTS.dump_json),
        )

    async def _end_and_offer(self, outcome: Outcome) -> None:
        if outcome.ended:
            offer_id, ending = outcome.ended
            await self._run("close_offer", offer_id=offer_id, ending=ending.value)
        if offer := outcome.offer:
            await self._run(
                "insert_offer",
                **self._who,
                id=offer.id,
                turn_id=outcome.reply.turn_id,
                operation=offer.operation,
                contract=offer.contract,
                candidates=Jsonb([{"id": str(each.id), "title": each.title} for each in offer.options]),
            )

    async def _issue(self, outcome: Outcome) -> None:
        if execution := outcome.execution:
            await self._run(
                "issue_execution",
                id=execution.id,
                offer_id=execution.offer_id,
                conversation_id=self._address.conversation_id,
                resource_id=execution.resource_id,
                event=Jsonb(line(execution.event)),
            )

    async def _insert_events(self, events: tuple[Event, ...]) -> None:
        if events:
            lines = Jsonb([line(event) for event in events])
            await self._run("insert_events", **self._who, events=lines)


async def _only(cursor: AsyncCursor[Row]) -> Row:
    row = await cursor.fetchone()
    assert row is not None, "the statement always returns one row"  # noqa: S101 - a law of the SQL, not of the input
    return row
