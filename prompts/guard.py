"""Judges a model's wording against the facts. Pure; whatever does not pass is said in canonical words instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from core.overlap import longest_common_run, words_of
from prompts.facts import Facts, Kind
from prompts.foreign_marks import find_foreign, has_strange_characters
from prompts.grounding import invented_content, invented_name, wrong_numbers
from prompts.guard_words import REFUSED, guard_words
from prompts.list_shape import Misshapen, split_list, without_titles
from prompts.phrasing import Phrased
from prompts.spoken_language import is_written_in

LONGEST = 4_000
"""Characters of any wording."""

LONGEST_LEAD = 320
"""Characters before a list or of a confirmation, beyond one and a half times the canonical ones."""

LONGEST_QUESTION = 240
"""Characters after a list."""

SHORTEST_DERIVED = 40
LONGEST_DERIVED = 2_600
"""Characters of derived content."""

LEAKED_RUN = 8
"""So many words in a row of the instructions are a leak."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The wording may be said; a list keeps its canonical lines."""

    phrased: Phrased


@dataclass(frozen=True, slots=True)
class Rejected:
    """The wording may not be said; `reason` is a stable snake_case code."""

    reason: str


Verdict = Accepted | Rejected


def check(facts: Facts, wording: str) -> Verdict:
    """Return the wording as the parts of a reply, or why it may not be said. Never raises."""
    text = unicodedata.normalize("NFC", wording).strip()
    if reason := _unfit(facts, text):
        return Rejected(reason)
    try:
        lead, question = split_list(facts, text) if facts.kind is Kind.LIST else (text, "")
    except Misshapen as misshapen:
        return Rejected(misshapen.reason)
    if reason := _untrue(facts, lead, question):
        return Rejected(reason)
    if facts.kind is not Kind.LIST:
        return Accepted(Phrased(text))
    return Accepted(Phrased(lead or facts.canonical.lead, facts.canonical.lines, _invitation(facts, question)))


def is_sayable(facts: Facts) -> bool:
    """Whether a model may be asked at all: titles that look like a command are only ever shown as they are."""
    return not any(find_foreign(title) for title in facts.titles)


def _unfit(facts: Facts, text: str) -> str | None:
    """What can be told without understanding: size, leaks, things that are no prose."""
    if not text:
        return "empty"
    if len(text) > LONGEST:
        return "too_long"
    plain = text.casefold()
    if any(secret.casefold() in plain for secret in facts.secrets):
        return "leak"
    if facts.instructions and longest_common_run(text, facts.instructions) >= LEAKED_RUN:
        return "leak"
    bare, _ = without_titles(text, facts.titles)
    if reason := find_foreign(bare):
        return reason
    return "character" if has_strange_characters(bare, facts.text) else None


def _untrue(facts: Facts, lead: str, question: str) -> str | None:
    """What is said beyond the facts, in the parts that are the model's own."""
    return next((reason for reason in _faults(facts, lead, question) if reason), None)


def _faults(facts: Facts, lead: str, question: str) -> Iterator[str | None]:
    before, named = without_titles(lead, facts.titles)
    after, asked = without_titles(question, facts.titles)
    said = f"{before}\n{after}".strip()
    yield _misnamed(facts, named + asked)
    yield _refused_words(facts, said)
    yield None if is_written_in(said, facts.locale) else "language"
    yield from (wrong_numbers(facts, before, facts.canonical.lead, len(facts.titles)), wrong_numbers(facts, after))
    yield invented_name(facts, lead, question)
    yield invented_content(facts, said)
    yield _wrong_length(facts, lead, question)


def _misnamed(facts: Facts, named: int) -> str | None:
    """Around a list the titles stand as often as in the canonical words; a confirmation names its title once."""
    if facts.kind is Kind.DERIVED:
        return None
    canonical = facts.canonical
    allowed = without_titles(f"{canonical.lead}\n{canonical.question}", facts.titles)[1]
    if facts.kind is Kind.CONFIRMATION:
        return None if named == allowed else "missing_title" if named < allowed else "repeated_title"
    return None if named <= allowed else "repeated_title"


def _refused_words(facts: Facts, said: str) -> str | None:
    words = guard_words()
    held = facts.text
    for name in REFUSED:
        if words.said(name, said):
            return {"claims": "claim", "leaks": "leak"}.get(name, name.removesuffix("s"))
    if facts.kind is not Kind.CONFIRMATION and words.said("promises", said):
        return "claim"
    unheld = set(words.said("unless_held", said)) - set(words.said("unless_held", held))
    return "instruction" if unheld - _promised(facts) else None


def _promised(facts: Facts) -> set[str]:
    return {"aberto", "aberta"} if facts.kind is Kind.CONFIRMATION else set()


def _wrong_length(facts: Facts, lead: str, question: str) -> str | None:
    if facts.kind is Kind.DERIVED:
        if len(lead) < SHORTEST_DERIVED:
            return "too_short"
        return "too_long" if len(lead) > LONGEST_DERIVED else None
    longest = LONGEST_LEAD + len(facts.canonical.lead) * 3 // 2
    return "too_long" if len(lead) > longest or len(question) > LONGEST_QUESTION else None


def _invitation(facts: Facts, question: str) -> str:
    """A list must say how to choose from it; a question that does not is replaced by the canonical one."""
    words = words_of(question)
    invites = any(word.isdigit() for word in words) or bool(guard_words().invitations & set(words))
    return question if invites else facts.canonical.question
