"""Turns human words into an intent with slots: deterministic, explainable, the same for every channel (plan §2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from core.interpretation import AMBIGUOUS, NONE, SELECT, Interpretation, Offered, Step
from intents.hearing import FIRST_OF_ALL, agreed
from intents.language import Language
from intents.normalise import read
from intents.phrasebook import PhraseBook
from intents.reading import Reading
from intents.selection import Chosen, position

BEFORE_ALL = range(0, 10)
BEFORE_CHOOSING = range(10, 20)
AFTER_CHOOSING = range(20, 1000)
PLACES = frozenset({"position", "compare"})


class Interpreter:
    """Understands texts in the languages of its phrase books. Built once; immutable; safe between threads."""

    def __init__(self, phrases: Sequence[PhraseBook]) -> None:
        names = dict.fromkeys(book.language for book in phrases)
        self._languages = tuple(Language(name, [book for book in phrases if book.language == name]) for name in names)

    def interpret(
        self,
        text: str,
        offered: Offered | None,
        modality: str = "text",
        alternatives: Sequence[str] = (),
        transcript_confidence: float | None = None,
    ) -> Interpretation:
        """Return what `text` means, given the list that is live, if any. Never raises for any text."""
        best = self._understood(text, offered)
        if not alternatives and transcript_confidence is None:
            return best
        rivals = [self._understood(other, offered) for other in alternatives]
        return agreed(best, rivals, modality, transcript_confidence)

    def _understood(self, text: str, offered: Offered | None) -> Interpretation:
        reading = read(text)
        steps = [Step("read", _described(reading))]
        return (
            self._by_phrases(reading, offered, BEFORE_ALL, steps)
            or self._by_phrases(reading, offered, BEFORE_CHOOSING, steps)
            or self._by_choice(reading, offered, steps)
            or self._by_title(reading, offered, steps)
            or self._by_phrases(reading, offered, AFTER_CHOOSING, steps)
            or self._otherwise(reading, offered, steps)
        )

    def _by_phrases(
        self, reading: Reading, offered: Offered | None, orders: range, steps: list[Step]
    ) -> Interpretation | None:
        for language in self._languages:
            meaning = language.classifier.meaning(reading, offered is not None, orders)
            if meaning is not None:
                group = meaning.group
                steps.append(
                    Step(FIRST_OF_ALL if orders == BEFORE_ALL else "phrase", f"{group.name} ({language.name})")
                )
                slots = _counted_from_the_end(meaning.slots, offered)
                return _interpretation(group.intent, steps, group.confidence, meaning.term, slots)
        return None

    def _by_choice(self, reading: Reading, offered: Offered | None, steps: list[Step]) -> Interpretation | None:
        for language in self._languages:
            chosen = language.selection.read(reading)
            if chosen is None or (chosen.needs_list and offered is None):
                continue
            steps.append(Step("choice", f"{chosen.rule}: {chosen.what} ({language.name})"))
            return _settled(chosen, offered, steps)
        return None

    def _by_title(self, reading: Reading, offered: Offered | None, steps: list[Step]) -> Interpretation | None:
        if offered is None:
            return None
        for language in self._languages:
            found = language.titles.position(reading, offered.titles)
            if found is not None:
                steps.append(Step("title", f"only title {found} answers to these words ({language.name})"))
                return Interpretation(
                    SELECT, 0.95, choice=found, rule="title", steps=tuple(steps),
                    slots=MappingProxyType({"pick_title": offered.titles[found - 1]}),
                )  # fmt: skip
        return None

    def _otherwise(self, reading: Reading, offered: Offered | None, steps: list[Step]) -> Interpretation:
        about = offered is not None and (
            not reading.words or any(language.selection.is_about_the_list(reading) for language in self._languages)
        )
        steps.append(Step("otherwise", "looks like a reply to the list" if about else "nothing matched"))
        return _interpretation(AMBIGUOUS if about else NONE, steps, 0.6 if about else 0.5)


def _counted_from_the_end(slots: Mapping[str, str], offered: Offered | None) -> Mapping[str, str]:
    """Return the slots with places such as "-1" turned into positions of the live list."""
    if offered is None:
        return slots
    count = len(offered.titles)
    return {
        name: ",".join(str(count + 1 + int(part)) if part.startswith("-") else part for part in value.split(","))
        if name in PLACES
        else value
        for name, value in slots.items()
    }


def _settled(chosen: Chosen, offered: Offered | None, steps: list[Step]) -> Interpretation:
    if chosen.what == "cancel":
        return Interpretation(SELECT, 0.98, choice="cancel", rule=chosen.rule, steps=tuple(steps))
    if offered is None:
        choice = chosen.what if isinstance(chosen.what, int) and chosen.what > 0 else None
        return Interpretation(SELECT, 0.9, choice=choice, rule=chosen.rule, steps=tuple(steps))
    found = position(chosen, len(offered.titles))
    if found is None:
        steps.append(Step("position", f"the list of {len(offered.titles)} has no such position"))
        return Interpretation(AMBIGUOUS, 0.9, rule=chosen.rule, steps=tuple(steps))
    return Interpretation(SELECT, 0.99, choice=found, rule=chosen.rule, steps=tuple(steps))


def _interpretation(
    intent: str, steps: list[Step], confidence: float, term: str = "", slots: Mapping[str, str] | None = None
) -> Interpretation:
    return Interpretation(
        intent=intent, confidence=confidence, term=term, slots=MappingProxyType(dict(slots or {})),
        rule=steps[-1].detail, steps=tuple(steps),
    )  # fmt: skip


def _described(reading: Reading) -> str:
    words = " ".join(word.plain for word in reading.words[:40])
    strange = f"; {reading.strange} forbids a choice" if reading.strange else ""
    return f"{words}{'; a question mark' if reading.asks else ''}{strange}"
