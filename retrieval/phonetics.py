"""A sound key for Brazilian Portuguese: words that speech recognition confuses get the same key."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

SHORTEST_KEY = 3  # shorter keys are shared by words that sound nothing alike

_RULES: tuple[tuple[re.Pattern[str], Any], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"), (r"th", "t"), (r"h(?=[^aeiou]|$)|^h", ""), (r"[ln]h", lambda m: m[0][0].upper()),
        (r"ch|sh|sch", "s"), (r"h", ""), (r"w", "v"), (r"y", "i"), (r"c(?=ao$|oes$|$)|(?<=n)c(?=as?$)", "S"),
        (r"s?c(?=[ei])", "s"), (r"xc(?=[ei])", "s"), (r"qu(?=[ei])", "k"), (r"q", "k"), (r"c", "k"),
        (r"gu(?=[ei])", "G"), (r"g(?=[ei])", "j"), (r"G", "g"), (r"[xz]", "s"), (r"m(?=[^aeiou]|$)", "n"),
        (r"l(?=[^aeiouLN]|$)", "u"), (r"[rs]$", ""), (r"S", "s"), (r"n$", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_FIRST = str.maketrans("eiou", "iiuu")
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]")


@lru_cache(maxsize=8_000)
def spoken(word: str) -> str:
    """Return how a folded word is said, spelled in one way: sau and sal -> sau."""
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=8_000)
def sound(word: str) -> str:
    """Return the sound key of a folded word, or "" where it would say too little: canabidiou, kanabidiol -> knbd."""
    if len(word) < 4 or not word.isalpha():
        return ""
    said = spoken(word)
    key = _REPEATED.sub(r"\1", said[:1].translate(_FIRST) + _VOWELS.sub("", said[1:]))
    return key if len(key) >= SHORTEST_KEY else ""
