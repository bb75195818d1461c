"""Ranks proposals by how much of what was asked they hold, and how much of their name was said. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from retrieval.phonetics import sound
from retrieval.question import Question

# How much a word counts where it was found.
IN_NAME, IN_TOPICS, IN_SUMMARY = 1.0, 0.85, 0.6
BY_SOUND, BY_ERROR, BY_MEANING = 0.88, 0.95, 0.9
ALIKE = 0.72  # least likeness of two words that may be one with a typing error
UNKNOWN = 0.7  # weight of a word that no document of the audience holds
GENERIC = 0.35  # weight of a word that names any document, against one that names this
HONEST = 0.42  # least score that is offered
WORTH_LISTING = 0.55  # least score beside a better one, as a share of the best


@dataclass(frozen=True, slots=True)
class Known:
    """What the audience's vocabulary says of a question: weights of its words, likely corrections, terms."""

    weights: tuple[float, ...]
    fixes: Mapping[int, tuple[tuple[str, float], ...]]  # place -> lexemes with their likeness
    meant: tuple[tuple[int, int, float, str], ...]  # first place, last place, strength, concept


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the index keeps of a proposed document."""

    names: tuple[tuple[str, ...], ...]
    topics: frozenset[str]
    summary: frozenset[str]
    concepts: Mapping[str, float]
    likeness: float


def known_of(question: Question, row: Mapping[str, Any]) -> Known:
    """Return what a row of the search says about the question (every row says the same)."""
    total = log(1 + row["documents"])
    fixes: dict[int, list[tuple[str, float]]] = {}
    for fix in row["fixes"] or ():
        place, lexeme = fix.split(":", 1)
        likeness = OSA.normalized_similarity(question.words[int(place) - 1], lexeme)
        if likeness >= ALIKE and lexeme[0] not in "#":
            fixes.setdefault(int(place) - 1, []).append((lexeme, likeness))
    meant = []
    for term in row["meant"] or ():
        first, last, strength, concept = term.split(":", 3)
        meant.append((int(first) - 1, int(last) - 1, float(strength), concept))
    weights = [
        0.0 if fills else (log(1 + row["documents"] / held) / total if held else UNKNOWN) * (GENERIC if generic else 1)
        for held, fills, generic in zip(row["known"], question.fills, question.generic, strict=True)
    ]
    for first, last, _, _ in meant:  # a term made of fillers alone is asked for all the same
        if not any(weights[first : last + 1]):
            weights[first] = 0.5
    return Known(tuple(weights), {place: tuple(found) for place, found in fixes.items()}, tuple(meant))


def proposal_of(row: Mapping[str, Any]) -> Proposal:
    """Return a row of the search as a proposal."""
    concepts = dict(pair.split("=") for pair in row["concepts"].split())
    return Proposal(
        tuple(tuple(name.split()) for name in row["names"].split("\n")),
        frozenset(row["topics"].split()),
        frozenset(row["summary"].split()),
        {concept: float(strength) for concept, strength in concepts.items()},
        row["likeness"],
    )


def score(question: Question, known: Known, proposal: Proposal) -> float:
    """Return 0..1: how surely the proposal is what was asked for. 1 is said word for word."""
    by_meaning = _by_meaning(known, proposal)
    asked = "".join(question.sought)
    best = 0.0
    for name in proposal.names:
        if name == question.sought or name == question.words:
            return 1.0
        matches = [_match(place, word, name, known, proposal, by_meaning) for place, word in enumerate(question.words)]
        weight = sum(known.weights)
        asked_share = sum(m * w for m, w in zip(matches, known.weights, strict=True)) / weight if weight else 0.0
        said_share = _said_share(question, name)
        shape = ratio(asked, "".join(name)) / 100
        best = max(best, 0.55 * asked_share + 0.30 * said_share + 0.14 * shape)
    return min(best, 0.99)


def _by_meaning(known: Known, proposal: Proposal) -> dict[int, float]:
    found: dict[int, float] = {}
    for first, last, strength, concept in known.meant:
        match = BY_MEANING * strength * proposal.concepts.get(concept, 0.0)
        for place in range(first, last + 1):
            found[place] = max(found.get(place, 0.0), match)
    return found


def _match(
    place: int, word: str, name: Sequence[str], known: Known, proposal: Proposal, by_meaning: Mapping[int, float]
) -> float:
    if not known.weights[place]:
        return 0.0
    match = max(by_meaning.get(place, 0.0), _found(word, name, proposal))
    if match < IN_TOPICS:
        match = max(match, BY_ERROR * _resemblance(word, name))
        for lexeme, likeness in known.fixes.get(place, ()):
            match = max(match, BY_ERROR * likeness * _found(lexeme, name, proposal))
    return match


def _found(word: str, name: Sequence[str], proposal: Proposal) -> float:
    if word in name:
        return IN_NAME
    if any(word in other for other in proposal.names) or word in proposal.topics:
        return IN_TOPICS
    return IN_SUMMARY if word in proposal.summary else 0.0


def _said_share(question: Question, name: Sequence[str]) -> float:
    weights = [_name_weight(word) for word in name]
    said = sum(
        weight * (1.0 if word in question.words else _resemblance(word, question.sought))
        for word, weight in zip(name, weights, strict=True)
    )
    return said / sum(weights)


def _name_weight(word: str) -> float:
    return min(1.0, 0.3 + 0.1 * len(word)) if word.isalpha() else 0.8


def _resemblance(word: str, others: Iterable[str]) -> float:
    """Return how alike `word` is to the most alike of `others`, as a typing error or by sound; 0 where unlike."""
    return max((_alike(word, other) for other in others), default=0.0)


@lru_cache(maxsize=20_000)
def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 4 or not (word.isalpha() and other.isalpha()):
        return 0.0
    likeness = OSA.normalized_similarity(word, other)
    heard = BY_SOUND if sound(word) and sound(word) == sound(other) and likeness >= 0.5 else 0.0
    return max(heard, likeness if likeness >= ALIKE else 0.0)


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def year_of(*texts: str | None) -> int | None:
    """Return the first year named in `texts`."""
    for text in texts:
        if found := _YEAR.search(text or ""):
            return int(found[0])
    return None
