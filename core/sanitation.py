"""Makes text fit to be read: cleans what is harmless, refuses what is damaged or is no text at all (plan §9.2).

The order matters: damage is judged on the text as it came, foreign payload on the cleaned text, so that an invisible
character cannot hide a tag. Every step takes time linear in the length, whatever the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.foreign_payload import find_foreign_payload, find_raw_payload

RULESET: int = 1
"""Raise it when a rule changes: kept judgements of other rulesets no longer count."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Text that people may read, in Unicode NFC."""

    text: str


@dataclass(frozen=True, slots=True)
class Unsound:
    """Text that nobody may read yet; `reason` is a stable snake_case code."""

    reason: str


def sanitize(text: str, max_length: int = 1_000_000) -> Sound | Unsound:
    """Judge and clean `text`; at most `max_length` characters.

    Never raises; sanitising a sound text again changes nothing.
    """
    if len(text) > max_length:
        return Unsound("too_long")
    if reason := find_raw_payload(text) or _find_damage(text):
        return Unsound(reason)
    stripped = _strip(text)
    if _has_stacked_marks(stripped):
        return Unsound("stacked_marks")
    cleaned = _settle(unicodedata.normalize("NFC", stripped))
    if not cleaned:
        return Unsound("empty")
    if len(cleaned) > max_length:  # NFC makes a few rare letters longer
        return Unsound("too_long")
    reason = _find_damage(cleaned) or find_foreign_payload(cleaned)
    return Unsound(reason) if reason else Sound(cleaned)


# Everything below C0 and C1 that is no white space, and the code points that Unicode keeps for nobody.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Zero-width, bidirectional, tag and filler characters, variation selectors, object placeholders.
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffc\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_HIGH_NONCHARACTER = re.compile(
    "[" + "".join(chr(plane + low) for plane in range(0x10000, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)) + "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACED = re.compile("\ufffd+")
# UTF-8 that somebody read as Latin-1 or Windows-1252: "Ã£" for "ã", "â€œ" for an opening quote.
_MISREAD = re.compile("[ÂÃ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\x80-\xbf˜™œ\x9d“”¦¢]|ï»¿")
_FAR_FROM_LATIN = re.compile("[^\x00-\u02ff]{31,}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BLANK_LINES = re.compile("\n{4,}")

_MAX_MARKS = 30  # the limit of Unicode's stream-safe text; longer runs also make normalisation quadratic


def _find_damage(text: str) -> str | None:
    """The reason why the characters themselves are damaged, if they are."""
    if text.isascii():
        return _find_controls(text)
    if _SURROGATE.search(text) or _is_replaced(text) or _is_misread(text):
        return "invalid_encoding"
    if _exceeds(_count(_PRIVATE, text), 20, text, 20):
        return "binary_looking"
    return _find_controls(text)


def _find_controls(text: str) -> str | None:
    """A few stray control characters are cleaned away; above four and one in 500 this never was text."""
    return "control_characters" if _exceeds(_count(_CONTROL, text), 4, text, 500) else None


def _is_replaced(text: str) -> bool:
    """Characters that an earlier reader lost: a run of three, or above two and one in 200."""
    runs = [len(run.group()) for run in _REPLACED.finditer(text)]
    return max(runs, default=0) >= 3 or _exceeds(sum(runs), 2, text, 200)


def _is_misread(text: str) -> bool:
    """Portuguese has an accent every thirty letters, so misread text shows above two and one in 400."""
    return _exceeds(_count(_MISREAD, text), 2, text, 400)


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _exceeds(count: int, few: int, text: str, per: int) -> bool:
    return count > few and count * per > len(text)


def _has_stacked_marks(text: str) -> bool:
    return any(_has_mark_run(run.group()) for run in _FAR_FROM_LATIN.finditer(text))


def _has_mark_run(run: str) -> bool:
    marks = 0
    for character in run:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > _MAX_MARKS:
            return True
    return False


def _strip(text: str) -> str:
    """Without what nobody sees; before normalising, because removal brings letters and accents together."""
    kept = _CONTROL.sub("", text)
    return kept if kept.isascii() else _HIGH_NONCHARACTER.sub("", _INVISIBLE.sub("", kept))


def _settle(text: str) -> str:
    """One kind of line break and of space, no trailing blanks, at most two blank lines together."""
    lines = _SPACE.sub(" ", _LINE_BREAK.sub("\n", text)).split("\n")
    return _BLANK_LINES.sub("\n\n\n", "\n".join(line.rstrip(" \t") for line in lines)).strip("\n")
