"""Searches the governed catalogue of documents by name, words, sound and meaning (plan §6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.rows import DictRow, dict_row

from core.finding import Candidate, Connection, Found, Inquiry, Wanted
from core.sql import load_statements
from retrieval.narrowing import agrees
from retrieval.question import Question, ask_for
from retrieval.ranking import known_of, proposal_of, weigh, year_of

SQL = load_statements("retrieval", "finding.sql")
MOST_PROPOSALS = 20  # of each way
NEAR, MOST_NEAR = 0.42, 3  # least score of what comes near, and how many of it
WORTH_LISTING = 0.55  # least score beside a better one, as a share of the best


class CatalogueFinder:
    """A Finder over `public.documents`. It keeps nothing between questions."""

    async def ask(self, connection: Connection, wanted: Wanted) -> Inquiry:
        """Send one statement, run as the person whose turn it is."""
        cursor = connection.cursor(row_factory=dict_row)
        if wanted.ids:
            return Named(await cursor.execute(SQL["named"], {"ids": list(wanted.ids)}), wanted.ids)
        question = ask_for(wanted.term)
        if not question.words:
            return Leaf(cursor=await cursor.execute(SQL["leaf"], {"offset": wanted.offset, "most": wanted.limit}))
        parameters = question.parameters() | {"most": MOST_PROPOSALS}
        return Search(await cursor.execute(SQL["search"], parameters), question, wanted)


@dataclass(frozen=True, slots=True)
class Search:
    """A question on its way."""

    cursor: AsyncCursor[DictRow]
    question: Question
    wanted: Wanted

    async def found(self) -> Found:
        """Return the best candidates that are worth offering; none is an answer."""
        rows = [row for row in await self.cursor.fetchall() if agrees(row, self.wanted.must)]
        ranked = rank(self.question, rows)
        page = tuple(ranked[self.wanted.offset : self.wanted.offset + self.wanted.limit])
        return Found(page, related=() if ranked else tuple(near(self.question, rows)))


@dataclass(frozen=True, slots=True)
class Named:
    """Documents asked for by their keys, on their way."""

    cursor: AsyncCursor[DictRow]
    ids: tuple[UUID, ...]

    async def found(self) -> Found:
        """Return those that this person is told of, in the order asked for."""
        rows = {row["id"]: row for row in await self.cursor.fetchall()}
        return Found(tuple(_candidate(rows[key], 1.0) for key in self.ids if key in rows))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the catalogue on its way."""

    cursor: AsyncCursor[DictRow]

    async def found(self) -> Found:
        """Return the page, newest first, and how many documents the person is told of in all."""
        rows = await self.cursor.fetchall()
        candidates = tuple(_candidate(row, 1.0) for row in rows if row["id"])
        return Found(candidates, rows[0]["total"])


def rank(question: Question, rows: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    """Return the rows that are worth offering as candidates: best first, of equals the newest, then by id."""
    if not rows:
        return []
    known = known_of(question, rows[0])
    weighed = [(weigh(question, known, proposal_of(row)), row) for row in rows]
    enough = [(evidence.score, row) for evidence, row in weighed if evidence.is_enough]
    least = WORTH_LISTING * max((points for points, _ in enough), default=0.0)
    worthy = [(points, row) for points, row in enough if points >= least]
    worthy.sort(key=lambda pair: (-round(pair[0], 4), _age(pair[1]), str(pair[1]["id"])))
    return [_candidate(row, points) for points, row in worthy]


def near(question: Question, rows: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    """Return what comes near, best first, where nothing was worth offering."""
    if not rows:
        return []
    known = known_of(question, rows[0])
    weighed = [(weigh(question, known, proposal_of(row)).score, row) for row in rows]
    close = sorted((pair for pair in weighed if pair[0] >= NEAR), key=lambda pair: (-pair[0], str(pair[1]["id"])))
    return [_candidate(row, points) for points, row in close[:MOST_NEAR]]


def _age(row: Mapping[str, Any]) -> tuple[float, ...]:
    digits = "".join(c if c.isdigit() else " " for c in row["version"] or "").split()
    return (-float(digits[0]) if digits else 0.0, -row["created_at"].timestamp() if row["created_at"] else 0.0)


def _candidate(row: Mapping[str, Any], points: float) -> Candidate:
    return Candidate(
        id=row["id"],
        title=row["title"],
        category=row["category"],
        summary=row["told_summary"],
        version=row["version"],
        year=year_of(row["title"], row["version"]) or (row["created_at"].year if row["created_at"] else None),
        score=round(points, 4),
        openable=bool(row["is_openable"]),
    )
