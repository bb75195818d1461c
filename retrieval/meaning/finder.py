"""Finds by words first, and by meaning where words did not settle it (plan §6.2)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from psycopg import AsyncCursor
from psycopg.rows import DictRow, dict_row

from core.errors import NoaError
from core.finding import Candidate, Connection, Finder, Found, Inquiry, Wanted
from core.sql import load_statements
from retrieval.meaning.fusing import fuse, meant_candidates
from retrieval.meaning.shelf import Reader, Shelf
from retrieval.narrowing import agrees

SQL = load_statements("retrieval.meaning", "finding.sql")
LOG = logging.getLogger(__name__)

SETTLED = 0.7
"""A name's score from which words have settled what is meant: above it the first is right in 98 of 100 questions."""
MOST_PROPOSALS = 20
PATIENCE = 0.5  # seconds for reading a question; the turn holds a connection meanwhile


class MeaningFinder:
    """A Finder around another that searches by words. It keeps no question and no vector of one."""

    def __init__(self, by_words: Finder, shelf: Shelf, settled: float = SETTLED) -> None:
        self._by_words = by_words
        self._shelf = shelf
        self._settled = settled

    async def ask(self, connection: Connection, wanted: Wanted) -> Inquiry:
        """Send the search by words, and ask which model the person's institution is searched with."""
        if wanted.ids or not wanted.term.strip():
            return await self._by_words.ask(connection, wanted)
        # Pages are cut from the fused list, so that the next one goes on where this one ended.
        from_the_top = replace(wanted, limit=wanted.offset + wanted.limit, offset=0)
        named = await self._by_words.ask(connection, from_the_top)
        active = await connection.cursor(row_factory=dict_row).execute(SQL["active_model"])
        return _Search(connection, wanted, named, active, self._shelf, self._settled)


@dataclass(frozen=True, slots=True)
class _Search:
    connection: Connection
    wanted: Wanted
    named: Inquiry
    active: AsyncCursor[DictRow]
    shelf: Shelf
    settled: float

    async def found(self) -> Found:
        """Return what words found where that settles it, else both ways as one list; none is an answer."""
        found = await self.named.found()
        best = max((candidate.score for candidate in found.candidates), default=0.0)
        if found.total is None and best < self.settled:
            found = Found(tuple(fuse(found.candidates, await self._meant())))
        return replace(found, candidates=found.candidates[self.wanted.offset :][: self.wanted.limit])

    async def _meant(self) -> Sequence[Candidate]:
        model = await self.active.fetchone()
        reader = self.shelf.reader(model["name"]) if model else None
        if model is None or reader is None or not reader.can_answer(model["dimensions"]):
            return ()
        asked = await self._read(reader)
        return meant_candidates(await self._search(model["name"], asked), reader.scale) if asked else ()

    async def _read(self, reader: Reader) -> str | None:
        """Return the question as pgvector reads it; None where the model cannot read it (words must do then)."""
        try:
            vector = await reader.read(self.wanted.term, PATIENCE)
        except (NoaError, RuntimeError, ValueError) as error:
            LOG.warning("the embedding model could not read a question: %s", type(error).__name__)
            return None
        return None if vector is None else orjson.dumps(vector, option=orjson.OPT_SERIALIZE_NUMPY).decode()

    async def _search(self, model: str, asked: str) -> Sequence[Mapping[str, Any]]:
        parameters = {"model": model, "asked": asked, "most": MOST_PROPOSALS}
        cursor = await self.connection.cursor(row_factory=dict_row).execute(SQL["search"], parameters)
        return [row for row in await cursor.fetchall() if agrees(row, self.wanted.must)]
