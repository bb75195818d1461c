"""Leaves of what was said only the words to search for, spelled as they were."""

from __future__ import annotations

import re

from intents.lexicon import Lexicon
from intents.normalise import plain_form
from intents.reading import Reading, Token
from intents.vocabulary import Vocabulary


class TermReader:
    """Cuts, drops and trims the words around a name, in one language."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary, generic: frozenset[str]) -> None:
        def section(name: str) -> re.Pattern[str]:
            return re.compile(vocabulary.expression(lexicon.sections[name]), re.DOTALL)

        self._vocabulary = vocabulary
        self._cut, self._drop, self._edges = section("cut"), section("drop"), section("edges")
        self._generic = frozenset(plain_form(word) for word in generic)

    def term(self, reading: Reading, words: tuple[Token, ...]) -> str:
        """Return what of these words is worth searching for."""
        words = self._without_drops(self._until_cut(words))
        return reading.slice(self._trimmed(words))

    def _until_cut(self, words: tuple[Token, ...]) -> tuple[Token, ...]:
        symbols = self._vocabulary.encode(words)
        for match in self._cut.finditer(symbols):
            if any(not self._is_edge(word) for word in words[: match.start()]):
                return words[: match.start()]
        return words

    def _without_drops(self, words: tuple[Token, ...]) -> tuple[Token, ...]:
        symbols = self._vocabulary.encode(words)
        dropped = {at for match in self._drop.finditer(symbols) for at in range(*match.span())}
        return tuple(word for at, word in enumerate(words) if at not in dropped)

    def _trimmed(self, words: tuple[Token, ...]) -> tuple[Token, ...]:
        start, end = 0, len(words)
        while start < end and self._is_edge(words[start]):
            start += 1
        while end > start and self._is_edge(words[end - 1]):
            end -= 1
        return words[start:end]

    def _is_edge(self, word: Token) -> bool:
        return word.plain in self._generic or bool(self._edges.fullmatch(self._vocabulary.encode((word,))))
