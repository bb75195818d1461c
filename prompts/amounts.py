"""The numbers of a text, in figures or words, and what they count: "duas gotas" and "2 gotas" are one amount."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from prompts.guard_words import guard_words

_PART = re.compile(r"(?P<code>[^\W\d_]+\d[^\W_]*)|(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+|%)")


@dataclass(frozen=True, slots=True)
class Amounts:
    """`numbers` as figures ("2", "0.5", "b12"), `measured` with their unit ("2 drop")."""

    numbers: frozenset[str]
    measured: frozenset[str]


def amounts_in(text: str) -> Amounts:
    """Return every number of a text, and every number that stands right before a unit."""
    words = guard_words()
    numbers: set[str] = set()
    measured: set[str] = set()
    before = ""
    for part in _PART.finditer(_plain(text)):
        number = part["code"] or (part["number"] or "").replace(",", ".") or words.numbers.get(part["word"], "")
        unit = words.units.get(part["word"] or "")
        if number:
            numbers.add(number)
        elif before and unit:
            measured.add(f"{before} {unit}")
        before = number or ("1" if part["word"] in words.one else "")
    return Amounts(frozenset(numbers), frozenset(measured))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()
