"""Ranks proposals by how much of what was asked they hold, and how much of their name was said. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from retrieval.folding import root, stem
from retrieval.phonetics import sound, spoken
from retrieval.question import Question
from retrieval.thesaurus import outermost
from retrieval.words import words_of

# How much a word counts where it was found, and by what it was found.
IN_NAME, IN_OTHER_NAME, IN_TOPICS, IN_SUMMARY = 1.0, 0.93, 0.85, 0.6
BY_SOUND, BY_ERROR, BY_ROOT, BY_MEANING = 0.88, 0.95, 0.9, 0.9
ALIKE = 0.72  # least likeness of two words that may be one with a typing error
UNKNOWN = 1.0  # weight of a word that no document of the audience holds
SHORT_UNKNOWN = 0.5  # of one of up to three letters
BEFORE_THE_NAME = 0.4  # share left to an unknown word before "protocolo", "aula": people talk first, then name
GENERIC = 0.35  # weight of a word that names any document, against one that names this
FILLER_TERM = 0.5  # weight of a term that is made of fillers alone
INFORMATIVE = 1.6  # weight of words that make a name by themselves: "asma" alone is said by chance

# What a score is made of: the share of what was asked, the share of the name that was said, likeness as a whole.
ASKED, ASKED_IN_NAME, SAID, SHAPE = 0.48, 0.12, 0.26, 0.13
EXACT_TITLE, EXACT_NAME, BARE_TITLE, BARE_NAME = 1.0, 0.998, 0.996, 0.994

# What must be there for anything to be offered: enough of what was asked, less of it where two words agree,
# or a name that was said as a whole within a longer sentence.
ENOUGH_ASKED, ENOUGH_TOGETHER, ENOUGH_SAID, ENOUGH_OF_NAME = 0.58, 0.46, 0.8, 1.2
A_PIECE = 0.5  # least match and weight of a word that counts as evidence


@dataclass(frozen=True, slots=True)
class Known:
    """What the audience's vocabulary says of a question."""

    weights: tuple[float, ...]  # of each word asked
    forms: Mapping[str, tuple[tuple[int, float], ...]]  # lexeme -> words asked that it may be, and how surely
    unknown: tuple[int, ...]  # places of words that no document holds
    roots: tuple[tuple[int, str], ...]  # place and root of each word asked
    meant: tuple[tuple[int, int, float, str], ...]  # first place, last place, strength, concept


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the index keeps of a proposed document."""

    names: tuple[tuple[str, ...], ...]
    topics: frozenset[str]
    summary: frozenset[str]
    roots: frozenset[str]  # of names and topics
    concepts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a proposal may be what was asked for: shares 0..1, and how many words of weight agree."""

    asked: float
    said: float
    informative: float
    pieces: int
    score: float

    @property
    def is_enough(self) -> bool:
        """Whether this may be offered at all. One word that happens to be there is not enough."""
        if self.asked >= ENOUGH_ASKED or (self.pieces >= 2 and self.asked >= ENOUGH_TOGETHER):
            return True
        return self.said >= ENOUGH_SAID and self.informative >= ENOUGH_OF_NAME


def known_of(question: Question, row: Mapping[str, Any]) -> Known:
    """Return what a row of the search says about the question (every row says the same)."""
    count = len(question.words)
    held = row["known"]
    forms: dict[str, dict[int, float]] = {}
    for place, word in enumerate(question.words):
        if not question.fills[place]:
            forms.setdefault(word, {})[place] = 1.0
    for one, times in zip(question.rereadings, held[count:], strict=True):
        if times:
            for place in range(one.first, one.last + 1):
                forms.setdefault(one.word, {})[place] = 1.0
    for fix in row["fixes"] or ():
        asked, lexeme = fix.split(":", 1)
        _note_fix(forms, question, int(asked) - 1, lexeme)
    meant = tuple(outermost([_term(text) for text in row["meant"] or ()]))
    return Known(
        weights=_weights(question, held, row["documents"], meant),
        forms={lexeme: tuple(places.items()) for lexeme, places in forms.items()},
        unknown=tuple(place for place in range(count) if not held[place] and not question.fills[place]),
        roots=tuple(
            (place, origin)
            for place, word in enumerate(question.words)
            if not question.fills[place] and (origin := root(word))
        ),
        meant=meant,
    )


def proposal_of(row: Mapping[str, Any]) -> Proposal:
    """Return a row of the search as a proposal."""
    return _parsed(row["names"], row["topics"], row["summary"], row["concepts"])


def weigh(question: Question, known: Known, proposal: Proposal) -> Evidence:
    """Return the evidence that the proposal is what was asked for, by the name of it that speaks most for it."""
    anywhere = _matches_anywhere(question, known, proposal)
    best = Evidence(0.0, 0.0, 0.0, 0, 0.0)
    for position, name in enumerate(proposal.names):
        named, said, informative = _matches_in_name(question, known, name)
        matches = [max(pair) for pair in zip(named, anywhere, strict=True)]
        asked, in_name = _share(matches, known.weights), _share(named, known.weights)
        whole = said * min(1.0, informative / INFORMATIVE)
        points = ASKED * asked + ASKED_IN_NAME * in_name + SAID * whole + SHAPE * _shape(question, name)
        exact = _exactness(question, name, position)
        evidence = Evidence(
            asked, said, informative, _pieces(matches, known.weights), exact or min(points, BARE_NAME - 0.01)
        )
        if exact:
            evidence = Evidence(1.0, 1.0, INFORMATIVE, len(matches), exact)
        if (evidence.is_enough, evidence.score) > (best.is_enough, best.score):
            best = evidence
    return best


def _weights(
    question: Question, held: list[int], documents: int, meant: Iterable[tuple[int, int, float, str]]
) -> tuple[float, ...]:
    total = log(1 + documents)
    named = question.generic.index(True) if True in question.generic else 0
    weights = []
    for place, (word, times) in enumerate(zip(question.words, held, strict=False)):
        if question.fills[place]:
            weights.append(0.0)
        elif times:
            weights.append(log(1 + documents / times) / total * (GENERIC if question.generic[place] else 1.0))
        else:
            weight = UNKNOWN if len(word) > 3 else SHORT_UNKNOWN
            weights.append(weight * (BEFORE_THE_NAME if place < named else 1.0))
    for first, last, _, _ in meant:
        if not any(weights[first : last + 1]):
            weights[first] = FILLER_TERM
    return tuple(weights)


def _term(text: str) -> tuple[int, int, float, str]:
    first, last, strength, concept = text.split(":", 3)
    return int(first) - 1, int(last) - 1, float(strength), concept


def _note_fix(forms: dict[str, dict[int, float]], question: Question, asked: int, lexeme: str) -> None:
    if asked < len(question.words):
        word, places = question.words[asked], range(asked, asked + 1)
    else:
        one = question.rereadings[asked - len(question.words)]
        word, places = one.word, range(one.first, one.last + 1)
    likeness = _alike(word, lexeme)
    if likeness:
        found = forms.setdefault(lexeme, {})
        for place in places:
            found[place] = max(found.get(place, 0.0), BY_ERROR * likeness)


def _matches_anywhere(question: Question, known: Known, proposal: Proposal) -> list[float]:
    """Return for each word asked how well the proposal matches it outside its names, or by meaning."""
    matches = [0.0] * len(question.words)
    for lexeme, places in known.forms.items():
        found = IN_TOPICS if lexeme in proposal.topics else IN_SUMMARY if lexeme in proposal.summary else 0.0
        if any(lexeme in name for name in proposal.names):
            found = IN_OTHER_NAME
        if found:
            for place, likeness in places:
                matches[place] = max(matches[place], found * likeness)
    for place, origin in known.roots:
        if matches[place] < BY_ROOT * IN_TOPICS and origin in proposal.roots:
            matches[place] = BY_ROOT * IN_TOPICS
    for first, last, strength, concept in known.meant:
        found = BY_MEANING * strength * proposal.concepts.get(concept, 0.0)
        if found:
            for place in range(first, last + 1):
                matches[place] = max(matches[place], found)
    return matches


def _matches_in_name(
    question: Question, known: Known, name: tuple[str, ...]
) -> tuple[list[float], float, float]:
    """Return for each word asked how well this name holds it, the share of the name that was said, and its weight."""
    matches = [0.0] * len(question.words)
    said = weight = 0.0
    for word in name:
        best = 0.0
        for place, likeness in known.forms.get(word, ()):
            matches[place] = max(matches[place], IN_NAME * likeness)
            best = max(best, likeness)
        if not best:
            for place in known.unknown:
                likeness = BY_ERROR * _alike(question.words[place], word)
                if likeness:
                    matches[place] = max(matches[place], IN_NAME * likeness)
                    best = max(best, likeness)
        for place, origin in known.roots if not best else ():
            if origin == root(word):
                matches[place] = max(matches[place], BY_ROOT)
                best = BY_ROOT
        if not best and word in question.words:  # a filler that is part of this name
            best = 1.0
        own = _name_weight(word)
        weight += own
        said += own * best
    return matches, said / weight, said


def _share(matches: Iterable[float], weights: tuple[float, ...]) -> float:
    total = sum(weights)
    return sum(match * weight for match, weight in zip(matches, weights, strict=True)) / total if total else 0.0


def _shape(question: Question, name: tuple[str, ...]) -> float:
    return ratio("".join(question.sought), "".join(name)) / 100


def _exactness(question: Question, name: tuple[str, ...], position: int) -> float:
    if name == question.words:
        return EXACT_NAME if position else EXACT_TITLE
    if name == question.sought:
        return BARE_NAME if position else BARE_TITLE
    return 0.0


def _pieces(matches: Iterable[float], weights: Iterable[float]) -> int:
    return sum(match >= A_PIECE and weight >= A_PIECE * UNKNOWN / 2 for match, weight in zip(matches, weights, strict=True))


@lru_cache(maxsize=4_000)
def _name_weight(word: str) -> float:
    if word in _generic_stems():
        return GENERIC * 0.7
    return min(1.0, 0.3 + 0.1 * len(word)) if word.isalpha() else 0.8


@lru_cache(maxsize=1)
def _generic_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in words_of("generic") | words_of("fillers"))


@lru_cache(maxsize=512)
def _parsed(names: str, topics: str, summary: str, concepts: str) -> Proposal:
    return Proposal(
        tuple(tuple(name.split()) for name in names.split("\n")),
        frozenset(topics.split()),
        frozenset(summary.split()),
        frozenset(map(root, names.split() + topics.split())) - {""},
        {concept: float(strength) for concept, strength in (pair.split("=") for pair in concepts.split())},
    )


@lru_cache(maxsize=20_000)
def _alike(word: str, other: str) -> float:
    """Return how alike two words are, as a typing error or by sound; 0 where they are not one word."""
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 3 or not (word.isalpha() and other.isalpha()):
        return 0.0
    likeness: float = OSA.normalized_similarity(word, other)
    if spoken(word) == spoken(other) or (sound(word) and sound(word) == sound(other) and likeness >= 0.5):
        return max(BY_SOUND, likeness)
    if word[0] != other[0] and word[:2] != other[1::-1] and "h" not in (word[0], other[0]):
        likeness -= 0.12  # errors seldom change how a word begins
    return likeness if likeness >= ALIKE and max(len(word), len(other)) >= 4 else 0.0


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def year_of(*texts: str | None) -> int | None:
    """Return the first year named in `texts`."""
    for text in texts:
        if found := _YEAR.search(text or ""):
            return int(found[0])
    return None
