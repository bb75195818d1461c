"""Executions in Postgres: read and settled as the person, under the policies (plan §8, §9)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.types.json import Jsonb

from core.contract import Profile
from core.execution import ExecutionTransaction, Issued, Settlement
from core.finding import Connection
from core.record import Event, Judged, Judgement
from core.sanitation import RULESET
from core.sql import load_statements
from core.stores.ledger_line import line
from core.stores.postgres_pool import PostgresPool

SQL = load_statements("core.stores", "executions.sql")

Row = Mapping[str, Any]


class PostgresExecutionStore:
    """Implements core.execution.ExecutionStore."""

    def __init__(self, pool: PostgresPool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def transaction(self, institution_id: UUID, person_id: UUID) -> AsyncIterator[ExecutionTransaction]:
        async with self._pool.connection() as connection:
            yield _PostgresExecution(connection, {"institution_id": institution_id, "person_id": person_id})


class _PostgresExecution:
    def __init__(self, connection: Connection, who: Mapping[str, UUID]) -> None:
        self._connection = connection
        self._who = who

    async def find(self, execution_id: UUID) -> Issued | None:
        async with self._connection.pipeline():
            await self._run("begin")
            entered = await self._run("enter", **self._who)
            found = await self._run("find_execution", execution_id=execution_id)
            profile, row = await entered.fetchone(), await found.fetchone()
        return Issued(profile=Profile(profile["profile"]), **row) if profile and row else None

    async def read(self, issued: Issued) -> Judged | None:
        parameters = {"execution_id": issued.id, "resource_id": issued.resource_id, "ruleset": RULESET}
        row = await (await self._run("read_literal", **parameters)).fetchone()
        return Judged(**{name: value for name, value in row.items() if name != "state"}) if row else None

    async def keep(self, judgement: Judgement) -> None:
        await self._run(
            "keep_judgement",
            resource_id=judgement.resource_id,
            content_hash=judgement.content_hash,
            ruleset=RULESET,
            verdict=judgement.verdict,
            reason=judgement.reason,
            sanitized=judgement.sanitized,
        )

    async def tell(self, event: Event) -> None:
        await self._run("insert_event", **self._who, **line(event) | {"metadata": Jsonb(event.metadata)})

    async def settle(self, issued: Issued, outcome: Settlement, event: Event) -> bool:
        found = await self._run("settle_execution", execution_id=issued.id, outcome=outcome, event=Jsonb(line(event)))
        row = await found.fetchone()
        return bool(row and row["settled"])

    async def commit(self) -> None:
        await self._run("commit")

    async def _run(self, statement: str, **parameters: Any) -> AsyncCursor[Row]:
        return await self._connection.execute(SQL[statement], parameters)
