"""Puts what was found by words and what was found by meaning into one list. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from core.finding import Candidate
from retrieval.meaning.scale import Scale
from retrieval.ranking import year_of

WORTH_LISTING = 0.55  # least score beside a better one, as a share of the best
_AGREEMENT = 0.3  # how far what both ways found moves towards certainty


def fuse(named: Sequence[Candidate], meant: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates of both ways that are worth offering, best first; of equals, those found by words first."""
    by_words = {candidate.id: candidate for candidate in named}
    by_meaning = {candidate.id: candidate for candidate in meant}
    fused = [
        replace(candidate, score=_agreed(candidate, by_words, by_meaning))
        for candidate in {**by_meaning, **by_words}.values()
    ]
    least = WORTH_LISTING * max((candidate.score for candidate in fused), default=0.0)
    places = {key: place for place, key in enumerate({**by_words, **by_meaning})}
    worthy = [candidate for candidate in fused if candidate.score >= least]
    return sorted(worthy, key=lambda candidate: (-candidate.score, places[candidate.id]))


def meant_candidates(rows: Sequence[Mapping[str, Any]], scale: Scale) -> list[Candidate]:
    """Return the rows of the search by meaning that are alike enough to be offered."""
    return [_candidate(row, points) for row in rows if (points := scale.score(row["likeness"])) > 0]


def _agreed(candidate: Candidate, by_words: Mapping[UUID, Candidate], by_meaning: Mapping[UUID, Candidate]) -> float:
    scores = [found[candidate.id].score for found in (by_words, by_meaning) if candidate.id in found]
    best, other = max(scores), min(scores) if len(scores) > 1 else 0.0
    return round(best + (1 - best) * other * _AGREEMENT, 4)


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
