"""What normalisation hands on: the visible text and its tokens, each with its place in that text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a token is. FIGURE is a number that nobody means as a position: 2.5, 10:30, -1, 1/2."""

    WORD = "word"
    DIGITS = "digits"
    FIGURE = "figure"
    PAUSE = "pause"
    QUESTION = "question"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the visible text: `form` keeps accents, `plain` does not; both are case folded."""

    kind: Kind
    form: str
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read. `strange` says why no choice may be read from it; empty when it is plain."""

    visible: str
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    strange: str
    asks: bool

    def slice(self, words: tuple[Token, ...]) -> str:
        """Return the visible text under `words`, spelled as it was, neighbours kept together."""
        parts: list[list[int]] = []
        for word in words:
            if parts and not any(ch.isalnum() for ch in self.visible[parts[-1][1] : word.start]):
                parts[-1][1] = word.end
            else:
                parts.append([word.start, word.end])
        return " ".join(self.visible[start:end] for start, end in parts)
