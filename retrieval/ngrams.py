"""Hashed character n-grams of names: a likeness that survives typing errors and needs no vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

import numpy
import orjson

DIMENSIONS = 256
SIZES = (2, 3, 4)


def likeness_vector(words: Iterable[str]) -> str:
    """Return the vector of some folded words as pgvector reads it: word-bounded n-grams, signed hashing, length one."""
    vector = numpy.zeros(DIMENSIONS, dtype=numpy.float32)
    for word in words:
        places, signs = _hashed(word)
        numpy.add.at(vector, places, signs)
    length = float(numpy.sqrt(vector @ vector))
    if length:
        vector /= numpy.float32(length)
    return orjson.dumps(vector, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def letters_left_out(word: str) -> list[int]:
    """Return hashes of a word and of the word with any one letter left out; words one edit apart share one."""
    forms = {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
    return sorted(_signed(crc32(form.encode())) for form in forms)


@lru_cache(maxsize=4_000)
def _hashed(word: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    bounded = f" {word} "
    hashes = [
        crc32(bounded[start : start + size].encode())
        for size in SIZES
        for start in range(max(1, len(bounded) - size + 1))
    ]
    places = numpy.array([value % DIMENSIONS for value in hashes], dtype=numpy.intp)
    signs = numpy.array([1.0 if value & 0x8000_0000 else -1.0 for value in hashes], dtype=numpy.float32)
    return places, signs


def _signed(value: int) -> int:
    return value - (1 << 32) if value >= 1 << 31 else value
