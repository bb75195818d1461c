"""What was found: candidates that a person may be told of, and the protocol of whoever finds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from psycopg import AsyncConnection

Connection = AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for. An empty `term` lists everything of the catalogue, newest first, from `offset` on.

    `must` narrows: only what agrees with these words (a year, an audience, a kind). `ids` asks for these and no others.
    """

    term: str
    limit: int = 5
    offset: int = 0
    must: str = ""
    ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something this person may be told of. `openable`: may also be offered for opening. `score`: 0..1."""

    id: UUID
    title: str
    category: str | None = None
    summary: str | None = None
    version: str | None = None
    year: int | None = None
    score: float = 1.0
    openable: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, best first; `total`: how many there are for this person (None when only the best were sought).

    `related`: what comes near, where nothing was clearly asked for; good to explain from, for those who seldom may
    open what they name.
    """

    candidates: tuple[Candidate, ...] = ()
    total: int | None = None
    related: tuple[Candidate, ...] = ()


FOUND_NOTHING = Found()


class Inquiry(Protocol):
    """A search whose statements were sent and whose rows were not read yet."""

    async def found(self) -> Found:
        """Wait for the rows, rank them and return the candidates."""
        ...


class Finder(Protocol):
    """Searches the governed catalogue as the person whose turn runs on the connection (plan §6.2)."""

    async def ask(self, connection: Connection, wanted: Wanted) -> Inquiry:
        """Send the search within the turn's transaction (the connection may be in pipeline mode) and return at once."""
        ...
