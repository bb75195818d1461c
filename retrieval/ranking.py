"""Ranks proposals by how much of what was asked they hold, and how much of their name was said. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from operator import mul
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from retrieval.folding import root, stem
from retrieval.phonetics import sound, spoken
from retrieval.question import GENERIC, Question
from retrieval.thesaurus import outermost
from retrieval.words import words_of

# How much a word counts where it was found, and by what it was found.
IN_NAME, IN_OTHER_NAME, IN_TOPICS, IN_SUMMARY = 1.0, 0.93, 0.85, 0.6
BY_SOUND, BY_ERROR, BY_ROOT, BY_MEANING = 0.88, 0.95, 0.9, 0.9
ALIKE = 0.72  # least likeness of two words that may be one with a typing error
SHORT = 5  # letters of a stem up to which an error may change no consonant into another
UNKNOWN = 1.0  # weight of a word that no document of the audience holds
SHORT_UNKNOWN = 0.5  # of one of up to three letters
BEFORE_THE_NAME = 0.4  # share left to an unknown word before "protocolo", "aula": people talk first, then name
FILLER_TERM = 0.5  # weight of a term that is made of fillers alone
INFORMATIVE = 1.6  # weight of words that make a name by themselves: "asma" alone is said by chance

# What a score is made of: the share of what was asked, the share of the name that was said, likeness as a whole.
ASKED, ASKED_IN_NAME, SAID, SHAPE = 0.48, 0.12, 0.26, 0.13
EXACT_TITLE, EXACT_NAME, BARE_TITLE, BARE_NAME = 1.0, 0.998, 0.996, 0.994

# What must be there for anything to be offered: enough of what was asked, less of it where two words agree,
# or a name that was said as a whole within a longer sentence.
ENOUGH_ASKED, ENOUGH_TOGETHER, ENOUGH_SAID, ENOUGH_OF_NAME = 0.58, 0.46, 0.8, 1.2
A_PIECE = 0.5  # least match of a word that counts as evidence; its weight is at least half of that


Places = tuple[tuple[int, float], ...]  # places of words asked, each with how surely it is meant


@dataclass(frozen=True, slots=True)
class Known:
    """What the audience's vocabulary says of a question."""

    weights: tuple[float, ...]  # of each word asked
    total: float  # of the weights
    forms: Mapping[str, Places]  # lexeme -> words asked that it may be
    roots: Mapping[str, Places]  # root -> words asked that share it
    unknown: tuple[int, ...]  # places of words that no document holds
    meant: tuple[tuple[int, int, float, str], ...]  # first place, last place, strength, concept
    read: dict[str, Places]  # words of names that were read already


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a document, with what its words weigh."""

    words: tuple[str, ...]
    weights: tuple[float, ...]
    total: float
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the index keeps of a proposed document."""

    names: tuple[Name, ...]
    words: Mapping[str, float]  # of all its fields, with how much a word counts there
    roots: frozenset[str]  # of names and topics
    concepts: Mapping[str, float]


class Evidence(NamedTuple):
    """Why a proposal may be what was asked for."""

    asked: float  # share of what was asked that it holds
    said: float  # share of its name that was said
    informative: float  # weight of the words of its name that were said
    pieces: int  # words of weight that agree
    score: float

    @property
    def is_enough(self) -> bool:
        """Whether this may be offered at all. One word that happens to be there is not enough."""
        if self.asked >= ENOUGH_ASKED or (self.pieces >= 2 and self.asked >= ENOUGH_TOGETHER):
            return True
        return self.said >= ENOUGH_SAID and self.informative >= ENOUGH_OF_NAME


NO_EVIDENCE = Evidence(0.0, 0.0, 0.0, 0, 0.0)


def known_of(question: Question, row: Mapping[str, Any]) -> Known:
    """Return what a row of the search says about the question (every row says the same)."""
    count = len(question.words)
    held = row["known"]
    forms: dict[str, dict[int, float]] = {}
    roots: dict[str, dict[int, float]] = {}
    for place, word in enumerate(question.words):
        if not question.fills[place]:
            forms.setdefault(word, {})[place] = 1.0
            roots.setdefault(root(word), {})[place] = BY_ROOT
    for one, times in zip(question.rereadings, held[count:], strict=True):
        if times:
            for place in range(one.first, one.last + 1):
                forms.setdefault(one.word, {})[place] = 1.0
    for fix in row["fixes"] or ():
        asked, lexeme = fix.split(":", 1)
        _note_fix(forms, question, int(asked) - 1, lexeme)
    roots.pop("", None)
    meant = tuple(outermost([_term(text) for text in row["meant"] or ()]))
    weights = _weights(question, held, row["documents"], meant)
    return Known(
        weights=weights,
        total=sum(weights) or 1.0,
        forms={lexeme: tuple(places.items()) for lexeme, places in forms.items()},
        roots={origin: tuple(places.items()) for origin, places in roots.items()},
        unknown=tuple(place for place in range(count) if not held[place] and not question.fills[place]),
        meant=meant,
        read={},
    )


def proposal_of(row: Mapping[str, Any]) -> Proposal:
    """Return a row of the search as a proposal."""
    return _parsed(row["names"], row["topics"], row["summary"], row["concepts"])


def weigh(question: Question, known: Known, proposal: Proposal) -> Evidence:
    """Return the evidence that the proposal is what was asked for, by the name of it that speaks most for it."""
    anywhere = _matches_anywhere(question, known, proposal)
    best = NO_EVIDENCE
    for position, name in enumerate(proposal.names):
        exact = _exactness(question, name.words, position)
        if exact:
            return Evidence(1.0, 1.0, INFORMATIVE, len(name.words), exact)
        named, said = _matches_in_name(question, known, name)
        if not said and best is not NO_EVIDENCE:
            continue  # another name spoke for it already, and this one cannot say more
        matches = list(map(max, named, anywhere))
        asked = sum(map(mul, matches, known.weights)) / known.total
        in_name = sum(map(mul, named, known.weights)) / known.total
        share = said / name.total
        points = ASKED * asked + ASKED_IN_NAME * in_name + SAID * share * min(1.0, said / INFORMATIVE)
        points += SHAPE * ratio(question.bare, name.text) / 100
        evidence = Evidence(asked, share, said, _pieces(matches, known.weights), min(points, BARE_NAME - 0.01))
        if (evidence.is_enough, points) > (best.is_enough, best.score):
            best = evidence
    return best


def _weights(
    question: Question, held: list[int], documents: int, meant: Iterable[tuple[int, int, float, str]]
) -> tuple[float, ...]:
    total = log(1 + documents)
    weights = []
    for place, (word, times) in enumerate(zip(question.words, held, strict=False)):
        if question.fills[place]:
            weights.append(0.0)
        elif times:
            weights.append(log(1 + documents / times) / total * question.shares[place])
        else:
            weight = (UNKNOWN if len(word) > 3 else SHORT_UNKNOWN) * question.shares[place]
            weights.append(weight * (BEFORE_THE_NAME if place < question.kind_at else 1.0))
    for first, last, _, _ in meant:
        if not any(weights[first : last + 1]):
            weights[first] = FILLER_TERM
    return tuple(weights)


def _term(text: str) -> tuple[int, int, float, str]:
    first, last, strength, concept = text.split(":", 3)
    return int(first) - 1, int(last) - 1, float(strength), concept


def _note_fix(forms: dict[str, dict[int, float]], question: Question, asked: int, lexeme: str) -> None:
    likeness = _alike(question.words[asked], lexeme)
    if likeness:
        found = forms.setdefault(lexeme, {})
        found[asked] = max(found.get(asked, 0.0), BY_ERROR * likeness)


def _matches_anywhere(question: Question, known: Known, proposal: Proposal) -> list[float]:
    """Return for each word asked how well the proposal matches it in any of its fields, or by meaning."""
    matches = [0.0] * len(question.words)
    for lexeme in known.forms.keys() & proposal.words.keys():
        found = proposal.words[lexeme]
        for place, likeness in known.forms[lexeme]:
            matches[place] = max(matches[place], found * likeness)
    for origin in known.roots.keys() & proposal.roots:
        for place, likeness in known.roots[origin]:
            matches[place] = max(matches[place], IN_TOPICS * likeness)
    for first, last, strength, concept in known.meant:
        if concept in proposal.concepts:
            found = BY_MEANING * strength * proposal.concepts[concept]
            for place in range(first, last + 1):
                matches[place] = max(matches[place], found)
    return matches


def _matches_in_name(question: Question, known: Known, name: Name) -> tuple[list[float], float]:
    """Return for each word asked how well this name holds it, and the weight of the words of it that were said."""
    matches = [0.0] * len(question.words)
    said = 0.0
    for word, weight in zip(name.words, name.weights, strict=True):
        places = known.read.get(word)
        if places is None:
            places = known.read[word] = _read(question, known, word)
        if places:
            best = 0.0
            for place, likeness in places:
                if likeness > best:
                    best = likeness
                if likeness > matches[place]:
                    matches[place] = likeness
            said += weight * best
    return matches, said


def _read(question: Question, known: Known, word: str) -> Places:
    """Return the words asked that a word of a name may be: the same, an error, one of the same root, a filler."""
    places = known.forms.get(word) or _errors_for(question, known, word) or known.roots.get(root(word), ())
    return places or (((question.words.index(word), 1.0),) if word in question.words else ())


def _errors_for(question: Question, known: Known, word: str) -> Places:
    """Return the places of unknown words asked that may be `word` with a typing error."""
    return tuple(
        (place, BY_ERROR * likeness) for place in known.unknown if (likeness := _alike(question.words[place], word))
    )


def _exactness(question: Question, name: tuple[str, ...], position: int) -> float:
    if name == question.words:
        return EXACT_NAME if position else EXACT_TITLE
    if name == question.sought:
        return BARE_NAME if position else BARE_TITLE
    return 0.0


def _pieces(matches: Iterable[float], weights: Iterable[float]) -> int:
    return sum(match >= A_PIECE and weight >= A_PIECE / 2 for match, weight in zip(matches, weights, strict=True))


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
        names=tuple(_name(name) for name in names.split("\n")),
        words=dict.fromkeys(summary.split(), IN_SUMMARY)
        | dict.fromkeys(topics.split(), IN_TOPICS)
        | dict.fromkeys(names.split(), IN_OTHER_NAME),
        roots=frozenset(map(root, names.split() + topics.split())) - {""},
        concepts={concept: float(strength) for concept, strength in (pair.split("=") for pair in concepts.split())},
    )


def _name(text: str) -> Name:
    words = tuple(text.split())
    weights = tuple(_name_weight(word) for word in words)
    return Name(words, weights, sum(weights) or 1.0, "".join(words))


@lru_cache(maxsize=16_000)
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
    if len(word) == len(other) <= SHORT and not _same_consonants(word, other):
        return 0.0  # drone and droga: in a short word another consonant makes another word
    return likeness if likeness >= ALIKE and max(len(word), len(other)) >= 4 else 0.0


def _same_consonants(word: str, other: str) -> bool:
    return sorted(_VOWELS.sub("", word)) == sorted(_VOWELS.sub("", other))


_VOWELS = re.compile("[aeiou]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def year_of(*texts: str | None) -> int | None:
    """Return the first year named in `texts`."""
    for text in texts:
        if found := _YEAR.search(text or ""):
            return int(found[0])
    return None
