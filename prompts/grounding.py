"""Finds what a wording says beyond the facts: numbers, doses, names, titles and content of its own."""

from __future__ import annotations

import re

from core.overlap import words_of
from prompts.amounts import amounts_in
from prompts.facts import Facts, Kind
from prompts.guard_words import guard_words
from prompts.list_shape import without_titles

NOVEL_WORDS = 14
"""Long words around a list that the facts do not hold, beyond half of the canonical words."""

GROUNDED = 0.3
"""The least share of a derived text's long words that the facts hold, by their first letters."""


_PASSAGE = re.compile(r"(?i)\b(?:trechos?|passages?) (\d{1,2})\b(?!\s?[.,]?\d)")
_NUMBERED = re.compile(r"(?m)^\s*(\d{1,2})[.)] ")
_QUOTED = re.compile(r"[“\"«‘]([^“”\"«»‘’\n]{1,200})[”\"»’]")
_CAPITAL = re.compile(r"(?:^|(?P<start>[.!?:;\n•·–—(\"“«‘-]\s*)|(?P<inside>\s))(?P<word>[A-ZÀ-ÖØ-Þ][\wÀ-ÿ]*)")
_LONG = 4
_STEM = 5


def wrong_numbers(facts: Facts, said: str, canonical: str | None = None, count: int = 0) -> str | None:
    """Return "dose" or "number" for what the facts do not hold: before a list (`canonical` is its lead) only that
    lead's numbers and the count, after it its positions, elsewhere whatever the facts hold."""
    if facts.kind is Kind.LIST and canonical is not None:
        held, positions = amounts_in(canonical), {str(count)}
    elif facts.kind is Kind.LIST:
        held = amounts_in(facts.canonical.question)
        positions = {str(position) for position in range(1, len(facts.titles) + 1)}
    else:
        held, positions, said = amounts_in(facts.text), set(), _without_references(facts, said)
    found = amounts_in(said)
    if found.measured - held.measured:
        return "dose"
    return "number" if found.numbers - held.numbers - positions else None


def _without_references(facts: Facts, said: str) -> str:
    """Without "trecho 2" of as many passages, and without the numbering of lines that counts up from 1."""
    known = _PASSAGE.sub(lambda found: "" if 1 <= int(found[1]) <= len(facts.passages) else found[0], said)
    expected = 0

    def count(found: re.Match[str]) -> str:
        nonlocal expected
        expected = expected + 1 if int(found[1]) == expected + 1 else 1 if found[1] == "1" else -99
        return "" if expected > 0 else found[0]

    return _NUMBERED.sub(count, known)


def invented_name(facts: Facts, lead: str, question: str) -> str | None:
    """Quoted words and names that the facts do not hold are titles or people somebody made up."""
    held = f" {' '.join(words_of(facts.text))} "
    for part in (lead, question):
        bare, _ = without_titles(part, facts.titles)
        if any(f" {' '.join(words_of(quoted))} " not in held for quoted in _QUOTED.findall(bare) if words_of(quoted)):
            return "invented_title"
        for found in _CAPITAL.finditer(bare):
            folded = words_of(found["word"])
            is_shouted = len(found["word"]) > 1 and found["word"].isupper()
            if (found["inside"] or is_shouted) and not all(
                f" {word} " in held or word in guard_words().names for word in folded
            ):
                return "invented_name"
    return None


def invented_content(facts: Facts, said: str) -> str | None:
    held = set(words_of(facts.text))
    words = {word for word in words_of(said) if len(word) >= _LONG and not word.isdigit()}
    if facts.kind is Kind.DERIVED:
        stems = {word[:_STEM] for word in held}
        share = sum(word[:_STEM] in stems for word in words) / max(1, len(words))
        return None if share >= GROUNDED else "ungrounded"
    if any(len(word) >= _LONG and word not in held for word in guard_words().titled_words(said)):
        return "invented_title"
    canonical = len(words_of(facts.canonical.lead)) + len(words_of(facts.canonical.question))
    return "ungrounded" if len(words - held) > NOVEL_WORDS + canonical // 2 else None
