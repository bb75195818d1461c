"""Measures search against a file of questions: first, in five, reciprocal rank and milliseconds, kind by kind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid5

import psycopg

from core.finding import Finder, Wanted
from core.sql import load_statements
from retrieval.importing import ImportReport, document_id, import_documents, read_catalogue
from retrieval.indexing import refresh

SQL = load_statements("retrieval", "evaluation.sql")
LISTED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a queries file. No `wanted`: nothing must be offered. `also`: right where it stands beside or before."""

    query: str
    wanted: frozenset[str]
    also: frozenset[str]
    kind: str
    held_back: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was offered for a row, best first, and how long it took."""

    asked: Asked
    offered: tuple[str, ...]
    milliseconds: float

    @property
    def rank(self) -> int:
        """The place of the first right one among those offered, counted from 1; 0 where there is none.

        For a row that wants nothing: 1 when nothing was offered. What is also right is passed over.
        """
        if not self.asked.wanted:
            return int(not self.offered)
        counted = [name for name in self.offered if name in self.asked.wanted or name not in self.asked.also]
        return next((place for place, name in enumerate(counted, start=1) if name in self.asked.wanted), 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one kind of question: shares 0..1 and milliseconds."""

    kind: str
    rows: int
    first: float
    in_five: float
    reciprocal_rank: float
    p50: float
    p99: float


def read_questions(path: Path) -> list[Asked]:
    """Return the rows of a queries file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Asked(
            row["query"],
            frozenset(row["doc_ids"]),
            frozenset(row.get("also_acceptable", ())),
            row.get("kind", "all"),
            bool(row.get("held_back", False)),
        )
        for row in rows
    ]


def load(owner_url: str, catalogue: Path) -> tuple[ImportReport, UUID, UUID, dict[UUID, str]]:
    """Load and index a catalogue in a migrated scratch database.

    Returns the report, the institution, the person to ask as, and the external id of each key.
    """
    with psycopg.connect(owner_url) as connection:
        row = connection.execute(SQL["default_institution"]).fetchone()
        institution: UUID = row[0] if row else UUID(int=0)
        with catalogue.open("rb") as lines:
            report = import_documents(connection, read_catalogue(lines), institution)
        refresh(connection, institution)
        person = uuid5(institution, "evaluation")
        connection.execute(SQL["add_person"], {"person": person, "email": f"{person}@evaluation.invalid"})
    with catalogue.open("rb") as lines:
        names = [str(row["id"]) for row in read_catalogue(lines) if isinstance(row, Mapping) and "id" in row]
    return report, institution, person, {document_id(name, institution)[0]: name for name in names}


async def ask_all(
    app_url: str, finder: Finder, questions: Iterable[Asked], institution: UUID, person: UUID, names: Mapping[UUID, str]
) -> list[Answer]:
    """Ask every question as `person`, one turn each, and return the answers."""
    answers = []
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        for asked in questions:
            async with connection.transaction():
                await connection.execute(SQL["enter"], {"person": person, "institution": institution})
                started = perf_counter()
                inquiry = await finder.ask(connection, Wanted(asked.query, LISTED))
                found = await inquiry.found()
                taken = (perf_counter() - started) * 1000
            offered = tuple(names.get(candidate.id, str(candidate.id)) for candidate in found.candidates)
            answers.append(Answer(asked, offered, taken))
    return answers


def figures(answers: Sequence[Answer]) -> list[Figures]:
    """Return the figures of each kind, in the order in which kinds appear, and of all."""
    kinds = list(dict.fromkeys(answer.asked.kind for answer in answers))
    return [_figures(kind, [answer for answer in answers if answer.asked.kind == kind]) for kind in kinds] + [
        _figures("all", answers)
    ]


def as_json(measured: Sequence[Figures]) -> str:
    """Return the figures as JSON."""
    return json.dumps([asdict(row) for row in measured], ensure_ascii=False, indent=1)


def _figures(kind: str, answers: Sequence[Answer]) -> Figures:
    ranks = [answer.rank for answer in answers]
    times = sorted(answer.milliseconds for answer in answers)
    count = max(1, len(ranks))
    return Figures(
        kind=kind,
        rows=len(ranks),
        first=sum(rank == 1 for rank in ranks) / count,
        in_five=sum(1 <= rank <= LISTED for rank in ranks) / count,
        reciprocal_rank=sum(1 / rank for rank in ranks if rank) / count,
        p50=_percentile(times, 0.5),
        p99=_percentile(times, 0.99),
    )


def _percentile(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def failures(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Return what was not first, for people to read."""
    return [
        {
            "kind": answer.asked.kind,
            "query": answer.asked.query,
            "wanted": sorted(answer.asked.wanted),
            "offered": list(answer.offered),
        }
        for answer in answers
        if answer.rank != 1
    ]
