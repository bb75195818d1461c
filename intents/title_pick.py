"""Reads a choice by title: "the one about elders", when exactly one listed title answers to the words."""

from __future__ import annotations

import re

from rapidfuzz.distance import DamerauLevenshtein

from intents.lexicon import Lexicon
from intents.normalise import read
from intents.reading import Kind, Reading
from intents.vocabulary import Vocabulary

LONGEST_NAME = 12
_LENGTH_THAT_BEARS_AN_ERROR = 7


class TitlePick:
    """Finds which listed title an utterance refers to, in one language."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        def whole(section: str) -> re.Pattern[str]:
            lead, tail = (vocabulary.expression(lexicon.rules[f"selection/{part}"]) for part in ("lead", "tail"))
            inner = vocabulary.expression(lexicon.sections[section])
            return re.compile(f"(?:{lead})*{inner}(?:{tail})*", re.DOTALL)

        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._elliptic, self._named = whole("pick_elliptic"), whole("pick_named")

    def position(self, reading: Reading, titles: tuple[str, ...]) -> int | None:
        """Return the 1-based position of the only title meant, or None."""
        if reading.strange or reading.asks or len(reading.words) > LONGEST_NAME * 2:
            return None
        symbols = self._vocabulary.encode(reading.words)
        if match := self._elliptic.fullmatch(symbols):
            return self._only(self._name(reading, match), titles, by_head=False)
        if len(titles) > 1 and (match := self._named.fullmatch(symbols)):
            return self._only(self._name(reading, match), titles, by_head=True)
        return None

    def _name(self, reading: Reading, match: re.Match[str]) -> tuple[str, ...]:
        start, end = next(match.span(name) for name, value in match.groupdict().items() if value is not None)
        words = reading.words[start:end]
        if len(words) > LONGEST_NAME or any(word.kind is Kind.FIGURE for word in words):
            return ()
        return tuple(word.plain for word in words if word.plain not in self._lexicon.links)

    def _only(self, name: tuple[str, ...], titles: tuple[str, ...], by_head: bool) -> int | None:
        if not name:
            return None
        found = [at for at, title in enumerate(titles, 1) if self._answers(name, title, by_head)]
        return found[0] if len(found) == 1 else None

    def _answers(self, name: tuple[str, ...], title: str, by_head: bool) -> bool:
        words = [word.plain for word in read(title).words if word.plain not in self._lexicon.links]
        if not words or (by_head and not self._same(name[0], words[0])):
            return False
        return all(any(self._same(said, word) for word in words) for said in name)

    def _same(self, said: str, word: str) -> bool:
        if said == word or self._singular(said) == self._singular(word):
            return True
        if min(len(said), len(word)) < _LENGTH_THAT_BEARS_AN_ERROR or said.isdecimal():
            return False
        return DamerauLevenshtein.distance(said, word, score_cutoff=1) <= 1

    def _singular(self, word: str) -> str:
        for ending, stem in self._lexicon.endings:
            if len(word) > len(ending) + 1 and word.endswith(ending):
                return word[: -len(ending)] + stem
        return word
