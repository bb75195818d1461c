"""Finds what is no prose: code, commands, addresses, identifiers, and characters that nobody needs to write."""

from __future__ import annotations

import re

# Letters and marks of Portuguese and English. Everything else must stand in the facts, and the forbidden nowhere.
_PLAIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ0-9 \n.,;:!?()'\"“”‘’«»/%°ºª+=•·…\u2010-\u2015-]")
_FORBIDDEN = re.compile(
    "[\\[\\]{}<>`|\\\\~^@#$_*&\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_FOREIGN = {
    "code": re.compile(r"```|~~~|\bdef \w+\(|</?\w+"),
    "json": re.compile(r"^\s*[\[{]|\{\s*\"|\"\s*:\s*[\"{\[]"),
    "token": re.compile(r"\[\s*[A-Z][A-Z_ ]{2,}\]?|\b[A-Z]{2,}_[A-Z_]+\b|［"),
    "link": re.compile(
        r"(?i)\bhttps?\b|\bwww\b|\b(?:mailto|javascript|data|file|ftp)\s?:\S|://|@\w|\b[a-z0-9-]{2,63}\.(?:[a-z]{2,24})(?=[/\s.,;:!?)]|$)"
    ),
    "id": re.compile(r"(?i)\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}|\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-f]{12,}\b"),
}


def find_foreign(text: str) -> str | None:
    """Return the first kind of thing in a text that is no prose: code, json, token, link, id or character."""
    found = next((reason for reason, pattern in _FOREIGN.items() if pattern.search(text)), None)
    return found or ("character" if _FORBIDDEN.search(text) else None)


def has_strange_characters(text: str, held: str) -> bool:
    """Whether there is a character that is neither Portuguese nor English and does not stand in `held`."""
    return any(not _PLAIN.match(each) and each not in held for each in set(text))
