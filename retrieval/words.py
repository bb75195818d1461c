"""The lists of words that search treats apart, from `words.yaml`."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from core.yaml_source import load_model


class Lists(BaseModel):
    """The data file: each list holds lines of words."""

    model_config = ConfigDict(extra="forbid")
    stop_words: list[str]
    beginnings: list[str]
    counted: list[str]
    fillers: list[str]
    generic: list[str]
    kinds: list[str]
    light: list[str]


@cache
def words_of(name: str) -> frozenset[str]:
    """Return a list, folded: "stop_words", "beginnings", "counted", "fillers", "generic", "kinds" or "light"."""
    lines: list[str] = getattr(_lists(), name)
    return frozenset(without_accents(word.casefold()) for line in lines for word in line.split())


def without_accents(text: str) -> str:
    """Return `text` in compatible characters without combining marks."""
    plain = unicodedata.normalize("NFKD", text)
    return plain if plain.isascii() else "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _lists() -> Lists:
    return load_model(files("retrieval") / "words.yaml", Lists)
