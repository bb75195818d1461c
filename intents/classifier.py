"""Finds the intent of an utterance by the phrases of the bundles, in their order; the first that holds decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intents.lexicon import Lexicon
from intents.phrasebook import PhraseBook, PhraseGroup
from intents.reading import Kind, Reading, Token
from intents.template import Node
from intents.term import TermReader
from intents.vocabulary import Vocabulary

LONGEST_CLASSIFIED = 160
_DENIAL_REACH = 6
_TERMS = ("term", "term_more")
_FILTER, _COMPARE, _PLACES = "filter", "compare", ("position", "other")


@dataclass(frozen=True, slots=True)
class Meaning:
    """An intent that a phrase gives, the group of phrases that gave it, the words to search for and the slots."""

    group: PhraseGroup
    term: str
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Compiled:
    group: PhraseGroup
    whole: re.Pattern[str] | None
    inside: re.Pattern[str] | None
    unless: re.Pattern[str] | None


class Classifier:
    """The phrases of one language, compiled."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary, books: Sequence[PhraseBook]) -> None:
        self._vocabulary = vocabulary
        self._values = lexicon.values
        self._lead = vocabulary.expression(lexicon.rules["lead"])
        self._tail = vocabulary.expression(lexicon.rules["tail"])
        self._denied = re.compile(
            f"(?:{vocabulary.expression(lexicon.rules['denial'])}|{vocabulary.expression(lexicon.rules['report'])})$",
            re.DOTALL,
        )
        self._terms = {book.name: TermReader(lexicon, vocabulary, book.generic) for book in books}
        groups = sorted((group for book in books for group in book.groups), key=lambda group: group.order)
        self._compiled = tuple(self._compile(group) for group in groups)

    def meaning(self, reading: Reading, offered: bool, orders: range) -> Meaning | None:
        """Return the first meaning among phrases whose order lies in `orders`, or None."""
        words = reading.words[:LONGEST_CLASSIFIED]
        symbols = self._vocabulary.encode_leniently(words)
        for compiled in self._compiled:
            group = compiled.group
            if group.order not in orders or not _applies(group, offered, reading):
                continue
            match = self._match(compiled, reading, words, symbols)
            if match is not None and not (compiled.unless and compiled.unless.search(symbols)):
                return self._meaning(group, reading, words, match)
        return None

    def _match(
        self, compiled: _Compiled, reading: Reading, words: tuple[Token, ...], symbols: str
    ) -> re.Match[str] | None:
        if compiled.whole and (match := compiled.whole.fullmatch(symbols)):
            return match
        if compiled.inside is None:
            return None
        for match in compiled.inside.finditer(symbols):
            if compiled.group.negated == "ignored" or not self._is_denied(reading, words, symbols, match.start()):
                return match
        return None

    def _is_denied(self, reading: Reading, words: tuple[Token, ...], symbols: str, at: int) -> bool:
        start = max(0, at - _DENIAL_REACH)
        if at > 0:
            pauses = [
                token.start for token in reading.tokens if token.kind is Kind.PAUSE and token.start < words[at].start
            ]
            while pauses and start < at and words[start].start < pauses[-1]:
                start += 1
        return bool(self._denied.search(symbols[start:at]))

    def _meaning(self, group: PhraseGroup, reading: Reading, words: tuple[Token, ...], match: re.Match[str]) -> Meaning:
        kept = {name.split("__")[0]: match.span(name) for name, value in match.groupdict().items() if value is not None}
        reader = self._terms[group.book]
        if group.term_from == "words":
            return Meaning(group, reader.term(reading, words), group.slots)
        spans = [span for name, span in kept.items() if name in _TERMS]
        term = " ".join(filter(None, (reader.term(reading, words[start:end]) for start, end in spans)))
        slots = dict(group.slots)
        for name, (start, end) in kept.items():
            if name == _FILTER:
                slots[_FILTER] = term = reader.term(reading, words[start:end])
            elif name in _PLACES:
                slots[name] = self._place(words[start:end])
        if set(_PLACES) <= slots.keys():
            slots = {**group.slots, _COMPARE: f"{slots[_PLACES[0]]},{slots[_PLACES[1]]}"}
        return Meaning(group, term, slots)

    def _place(self, words: tuple[Token, ...]) -> str:
        found = [str(self._values[word.plain]) for word in words if word.plain in self._values]
        return found[-1] if found else words[-1].form

    def _compile(self, group: PhraseGroup) -> _Compiled:
        whole = f"(?:{self._lead})*(?:{self._joined(group.whole)})(?:{self._tail})*" if group.whole else None
        inside = f"(?:{self._joined(group.inside, open_end=True)})" if group.inside else None
        unless = self._joined(group.unless) if group.unless else None
        return _Compiled(group, _pattern(whole), _pattern(inside), _pattern(unless))

    def _joined(self, nodes: tuple[Node, ...], open_end: bool = False) -> str:
        sources = []
        for node in nodes:
            source = self._vocabulary.expression(node)
            if open_end and source.endswith(".+?)"):
                source = f"{source[:-4]}.+)"
            sources.append(source)
        return "|".join(sources)


def _applies(group: PhraseGroup, offered: bool, reading: Reading) -> bool:
    if len(reading.words) > group.at_most or (group.plain and reading.strange):
        return False
    return group.when == "always" or (group.when == "offered") == offered


def _pattern(source: str | None) -> re.Pattern[str] | None:
    return re.compile(source, re.DOTALL) if source else None
