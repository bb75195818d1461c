"""Reads a choice from a whole utterance: a position, a cancellation, or nothing (plan §7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from intents.lexicon import Lexicon
from intents.reading import Kind, Reading, Token
from intents.vocabulary import PAUSE, Vocabulary

LONGEST_REPLY = 24
LONGEST_LOOSE_REPLY = 10
LONGEST_REMARK = 14
_MIDDLE: Final = "middle"
_ONLY: Final = "only"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the words choose: a number (negative from the end), the middle, the only one, or nothing any more."""

    what: int | Literal["middle", "only", "cancel"]
    rule: str
    needs_list: bool = False


class SelectionGrammar:
    """The selection grammar of one language, anchored to the whole utterance."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._alone = self._pattern("choose_alone")
        self._rules: tuple[tuple[str, re.Pattern[str]], ...] = (
            ("choose_bare", self._pattern("choose_bare")),
            ("choose", self._whole("choose")),
            ("choose_by_verb", self._whole("choose_by_verb", "<selection/tail_after_verb>")),
            ("choose_loosely", self._whole("choose_loosely")),
        )
        self._ask = self._whole("ask", "<selection/tail_after_verb>")
        self._middle = self._whole("middle", "<selection/tail_after_verb>")
        self._affirm = self._whole("affirm", "<selection/tail_after_verb>", again=True)
        self._cancel = self._whole("cancel", again=True)
        self._cancel_loosely = self._pattern("cancel_loosely")
        self._cancel_with_list = self._whole("cancel_with_list", "<cancel/cancel>", again=True)
        self._cancel_denied = self._pattern("cancel_denied")
        self._correct = self._pattern("correct")
        self._beside = self._pattern("beside")
        self._beside_cancel = self._pattern("beside_cancel")
        self._about = self._pattern("about_the_list")
        self._aside = re.compile(f"(?:{self._rule('aside')}){PAUSE}", re.DOTALL)

    def read(self, reading: Reading) -> Chosen | None:
        """Return what the utterance chooses; None when it is no choice in this grammar."""
        if reading.strange or not 0 < len(reading.words) <= LONGEST_REPLY:
            return None
        symbols = self._vocabulary.encode(reading.tokens)
        denied = bool(self._cancel_denied.search(symbols))
        aside = self._aside.match(symbols)
        words = _words(reading.tokens[aside.end() :]) if aside else reading.words
        return (
            self._choice(words or reading.words, reading.asks, denied)
            or self._corrected(reading)
            or self._by_clauses(reading, denied)
        )

    def is_about_the_list(self, reading: Reading) -> bool:
        """Return whether the words look like a reply to a list."""
        words = reading.words
        if len(words) > LONGEST_REMARK:
            return False
        if all(self._is_hesitation(word) or word.form[0].isdecimal() for word in words):
            return True
        return bool(self._about.search(self._vocabulary.encode(words)))

    def _choice(self, said: tuple[Token, ...], asks: bool, denied: bool = False) -> Chosen | None:
        words = self._fluent(said)
        symbols, alone = self._vocabulary.encode(words), len(said) == 1
        if asks:
            return Chosen(value, "ask") if self._ask.fullmatch(symbols) and (value := self._value(words)) else None
        short = len(words) <= LONGEST_LOOSE_REPLY
        if self._cancel.fullmatch(symbols) and not denied:
            return Chosen("cancel", "cancel")
        if self._cancel_with_list.fullmatch(symbols) and not denied:
            return Chosen("cancel", "cancel_with_list", needs_list=True)
        if short and self._cancel_loosely.fullmatch(symbols) and not denied:
            return Chosen("cancel", "cancel_loosely", needs_list=True)
        if short and self._affirm.fullmatch(symbols):
            return Chosen(_ONLY, "affirm", needs_list=True)
        if self._middle.fullmatch(symbols):
            return Chosen(_MIDDLE, "middle", needs_list=True)
        return self._positional(words, symbols, alone)

    def _positional(self, words: tuple[Token, ...], symbols: str, alone: bool) -> Chosen | None:
        if alone and self._alone.fullmatch(symbols):
            return Chosen(1, "choose_alone")
        for name, pattern in self._rules:
            if pattern.fullmatch(symbols):
                value = self._value(words)
                return None if value is None else Chosen(value, name)
        return None

    def _corrected(self, reading: Reading) -> Chosen | None:
        """Return the choice after a correction, when both what was said before and after are choices."""
        if reading.asks:
            return None
        tokens = tuple(token for token in reading.tokens if token.kind is not Kind.SYMBOL)
        for match in self._correct.finditer(self._vocabulary.encode(tokens)):
            before, after = _words(tokens[: match.start()]), _words(tokens[match.end() :])
            first = self._choice(before, False) if before and after else None
            if first is not None and first.what != _ONLY:
                found = self._choice(after, False)
                if found:
                    return Chosen(found.what, f"correct, {found.rule}", found.needs_list)
        return None

    def _by_clauses(self, reading: Reading, denied: bool) -> Chosen | None:
        """Return what all clauses choose together: each must be that choice, or say nothing against it."""
        if reading.asks or denied:
            return None
        found, beside = [], []
        for clause in _clauses(reading.tokens):
            chosen = self._choice(clause, False)
            if chosen is not None and chosen.what != _ONLY:
                found.append(chosen)
            elif not all(self._is_hesitation(word) for word in clause):
                beside.append(self._vocabulary.encode(self._fluent(clause)))
        if not found or not all(self._may_stand_beside(found[0], symbols) for symbols in beside):
            return None
        alike = {chosen.what for chosen in found}
        if len(alike) != 1:
            return None
        return Chosen(found[0].what, f"clauses, {found[0].rule}", any(chosen.needs_list for chosen in found))

    def _may_stand_beside(self, chosen: Chosen, symbols: str) -> bool:
        if chosen.what == "cancel" and self._beside_cancel.fullmatch(symbols):
            return True
        return bool(self._beside.fullmatch(symbols))

    def _value(self, words: tuple[Token, ...]) -> int | None:
        values = {}
        for word, following in zip(words, (*words[1:], None), strict=True):
            value = self._value_of(word)
            article = following is not None and following.plain in self._lexicon.articles.get(word.plain, ())
            if value is not None and not article:
                values[word.plain] = value
        if len(values) > 1:
            values = {word: value for word, value in values.items() if word not in self._lexicon.pronouns}
        found = set(values.values())
        return found.pop() if len(found) == 1 else None

    def _value_of(self, word: Token) -> int | None:
        value = self._lexicon.values.get(word.plain)
        if value is None and word.kind is Kind.DIGITS and len(word.form) <= 6:
            return int(word.form)
        return value

    def _fluent(self, words: tuple[Token, ...]) -> tuple[Token, ...]:
        """Return the words without hesitations and stutters ("o o dois"); numbers are never taken for a stutter."""
        kept = tuple(word for word in words if not self._is_hesitation(word)) or words
        return tuple(
            word for at, word in enumerate(kept)
            if at == 0 or word.form != kept[at - 1].form or self._value_of(word) is not None
        )  # fmt: skip

    def _is_hesitation(self, word: Token) -> bool:
        return word.plain in self._lexicon.hesitations or word.form in self._lexicon.exact_hesitations

    def _whole(self, section: str, more_tail: str = "", again: bool = False) -> re.Pattern[str]:
        inner = self._vocabulary.expression(self._lexicon.sections[section])
        if more_tail.startswith("<cancel/"):
            inner = f"(?:{inner}|{self._vocabulary.expression(self._lexicon.sections['cancel'])})"
            more_tail = ""
        lead, tail = self._rule("lead"), self._rule("tail")
        if more_tail:
            tail = f"(?:{tail}|{self._rule('tail_after_verb')})"
        if again:
            if section.startswith("cancel"):
                lead = f"{lead}|{self._vocabulary.expression(self._lexicon.rules['cancel/connect'])}"
            inner = f"{inner}(?:(?:{lead}|{tail})*{inner})*"
        return re.compile(f"(?:{lead})*{inner}(?:{tail})*(?:{self._rule('last_word')})?", re.DOTALL)

    def _pattern(self, section: str) -> re.Pattern[str]:
        return re.compile(self._vocabulary.expression(self._lexicon.sections[section]), re.DOTALL)

    def _rule(self, name: str) -> str:
        return self._vocabulary.expression(self._lexicon.rules[f"selection/{name}"])


def position(chosen: Chosen, count: int) -> int | None:
    """Return the 1-based position that is meant in a list of `count`, or None when there is none."""
    if chosen.what == _ONLY:
        return 1 if count == 1 else None
    if chosen.what == _MIDDLE:
        return count // 2 + 1 if count % 2 else None
    if not isinstance(chosen.what, int):
        return None
    found = chosen.what if chosen.what > 0 else count + 1 + chosen.what
    return found if 1 <= found <= count and chosen.what != 0 else None


def _clauses(tokens: Iterable[Token]) -> list[tuple[Token, ...]]:
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind is Kind.PAUSE:
            clauses.append([])
        elif token.kind is not Kind.SYMBOL:
            clauses[-1].append(token)
    return [tuple(clause) for clause in clauses if clause]


def _words(tokens: Iterable[Token]) -> tuple[Token, ...]:
    return tuple(token for token in tokens if token.kind in {Kind.WORD, Kind.DIGITS, Kind.FIGURE})
