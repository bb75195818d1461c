"""Keeps the name index fresh while the service runs: whoever wrote a document, it is found within seconds."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg

from retrieval.indexing import index_batch

LOG = logging.getLogger(__name__)
PAUSE = 2.0  # seconds between looks; a look that finds nothing costs one small query
INDEXER = "noa_indexer"  # metadata of all institutions and the index itself; never content


class IndexKeeper:
    """Looks for documents that changed and indexes them, in a thread of its own and under the indexer's role.

    Several services may keep one index: at most one of them works at a time.
    """

    def __init__(self, app_url: str, pause: float = PAUSE) -> None:
        self._url = app_url
        self._pause = pause

    async def keep(self) -> None:
        """Keep the index until this is cancelled. A database that is away is waited for."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except psycopg.Error as error:
                LOG.warning("the name index waits for the database: %s", type(error).__name__)
            await asyncio.sleep(self._pause)

    def look(self) -> int:
        """Index everything that changed and return how many documents that were."""
        with psycopg.connect(self._url) as connection:
            return _index_all(connection)


def _index_all(connection: psycopg.Connection[Any]) -> int:
    indexed = 0
    while done := index_batch(connection, role=INDEXER):
        indexed += done
    return indexed
