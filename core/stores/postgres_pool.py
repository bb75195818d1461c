"""The pool of connections as the service's own role, and the one place where its errors are translated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from core.errors import NoProfile, StoreUnavailable
from core.finding import Connection

NO_PROFILE = "NOA01"
"""The SQLSTATE that noa.enter raises for somebody without a profile here."""


class PostgresPool:
    """Hands out connections. Raises StoreUnavailable when one cannot be had or breaks, NoProfile as noa.enter does."""

    def __init__(self, url: str, size: int, patience: float = 2.0) -> None:
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=size,
            timeout=patience,
            open=False,
            kwargs={"autocommit": True, "row_factory": dict_row, "prepare_threshold": 1},
        )

    async def open(self) -> None:
        """Start connecting in the background; the first turn waits for a connection, not the start."""
        await self._pool.open()

    async def close(self) -> None:
        """Give every connection back."""
        await self._pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection; whatever transaction is left open on it is rolled back."""
        try:
            async with self._pool.connection() as connection:
                try:
                    yield connection
                finally:
                    if not connection.broken:
                        await connection.rollback()
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
            await self._discard_broken()
            raise StoreUnavailable(f"postgres: {type(error).__name__}") from error
        except psycopg.DatabaseError as error:
            if error.sqlstate == NO_PROFILE:
                raise NoProfile from error
            raise

    async def _discard_broken(self) -> None:
        """After a failure the other idle connections are suspect too: test them once, not at every turn."""
        await self._pool.check()
