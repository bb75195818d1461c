"""Tells in which language a text is written, by the short words that every sentence needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

LONGEST_SILENCE = 6
"""A text of more words than this must hold a short word of its language."""

SHORTEST_SENTENCE = 4
"""Sentences of fewer words are not judged one by one."""

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?;:\n]+")


def is_written_in(text: str, locale: str) -> bool:
    """Whether the whole and every sentence of it read as `locale` rather than as another language that we know."""
    words = _words(text)
    if len(words) > LONGEST_SILENCE and not _hits(words, locale):
        return False
    sentences = (_words(sentence) for sentence in _SENTENCE.split(text))
    return all(_reads_as(sentence, locale) for sentence in (words, *sentences) if len(sentence) >= SHORTEST_SENTENCE)


def _reads_as(words: list[str], locale: str) -> bool:
    own = _hits(words, locale)
    return all(own >= _hits(words, other) for other in _languages() if other != locale)


def _hits(words: list[str], locale: str) -> int:
    short = _languages()[locale]
    return sum(word in short for word in words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@cache
def _languages() -> Mapping[str, frozenset[str]]:
    told = yaml.safe_load(files("prompts").joinpath("languages.yaml").read_text("utf-8"))
    return {locale: frozenset(str(word) for word in words) for locale, words in told.items()}
