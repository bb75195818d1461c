"""A transaction as the ledger's role, and the statements that run in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.rows import dict_row

from core.errors import StoreUnavailable
from core.finding import Connection
from core.ledger.entry import RecordedEvent, Salts
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
    """Open a transaction as the ledger's role; it commits when the block ends well. `one_moment`: reading only.

    Raises StoreUnavailable.
    """
    async with lender.connection() as connection:
        async with connection.transaction():
            session = Session(connection)
            if one_moment:
                await session.run("one_moment")
            await session.run("act_as_integrator")
            yield session
        if connection.closed:  # psycopg passes over the commit of a connection that was closed, without a word
            raise StoreUnavailable("the connection was closed before the commit")


async def salts_of(session: Session, tree: UUID, people: Sequence[UUID] | None = None) -> Salts:
    """Read the salts of people, or of everybody in a tree."""
    if people is None:
        rows = await session.rows("all_salts", tree=tree)
    else:
        rows = await session.rows("salts", tree=tree, people=people)
    known = {row["person_id"]: bytes(row["salt"]) for row in rows if row["salt"] is not None}
    return Salts(known, {row["person_id"]: bytes(row["erased_as"]) for row in rows if row["salt"] is None})


def recorded(row: Row) -> RecordedEvent:
    """Read an event from a row that has its columns."""
    return RecordedEvent(**{name: row[name] for name in RecordedEvent.__dataclass_fields__})
