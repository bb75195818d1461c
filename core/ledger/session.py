"""A transaction as the ledger's role, and the statements that run in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.rows import dict_row

from core.finding import Connection
from core.ledger.entry import RecordedEvent
from core.sql import load_statements

SQL = load_statements("core.ledger", "ledger.sql")
Row = Mapping[str, Any]


class Lender(Protocol):
    """Lends connections of the service's own login (core.stores.postgres_pool.PostgresPool)."""

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """Lend one; what is left open on it is rolled back."""
        ...


class Session:
    """Runs named statements on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def run(self, statement: str, **parameters: Any) -> AsyncCursor[Row]:
        cursor: AsyncCursor[Row] = self.connection.cursor(row_factory=dict_row)
        return await cursor.execute(SQL[statement], parameters, binary=True)

    async def rows(self, statement: str, **parameters: Any) -> list[Row]:
        return await (await self.run(statement, **parameters)).fetchall()

    async def row(self, statement: str, **parameters: Any) -> Row | None:
        return await (await self.run(statement, **parameters)).fetchone()


@asynccontextmanager
async def ledger_session(lender: Lender, one_moment: bool = False) -> AsyncIterator[Session]:
    """Open a transaction as the ledger's role; it commits when the block ends well. `one_moment`: reading only."""
    async with lender.connection() as connection, connection.transaction():
        session = Session(connection)
        if one_moment:
            await session.run("one_moment")
        await session.run("act_as_integrator")
        yield session


async def salts_of(session: Session, tree: UUID) -> dict[UUID, bytes]:
    """Read every salt of a tree."""
    return {row["person_id"]: bytes(row["salt"]) for row in await session.rows("all_salts", tree=tree)}


def recorded(row: Row) -> RecordedEvent:
    """Read an event from a row that has its columns."""
    return RecordedEvent(**{name: row[name] for name in RecordedEvent.__dataclass_fields__})
