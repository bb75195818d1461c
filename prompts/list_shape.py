"""Takes the wording of a list apart: what comes before it, its items by exact title, and what comes after."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.overlap import words_of
from prompts.facts import Facts

_MARKER = re.compile(r"(?:(?P<number>\d{1,3})\s?[.):–-]|[-–—•·])\s+")
_QUOTES = "“”\"'‘’«»"


class Misshapen(Exception):
    """The wording is no such list; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def split_list(facts: Facts, wording: str) -> tuple[str, str]:
    """Return what stands before and after the items. Raises Misshapen unless each title is there once, in order."""
    lines = [line.strip() for line in wording.split("\n")]
    places = [at for at, line in enumerate(lines) if line and _is_item(line, facts.titles)]
    if not places:
        raise Misshapen("missing_title")
    first, last = places[0], places[-1]
    if any(line and at not in places for at, line in enumerate(lines[first:last], first)):
        raise Misshapen("misshapen_list")
    _check_items([lines[at] for at in places], facts)
    return "\n".join(lines[:first]).strip(), "\n".join(lines[last + 1 :]).strip()


def without_titles(text: str, titles: Sequence[str]) -> tuple[str, int]:
    """Return a text with every title cut out, longest first, and how many there were."""
    cut = 0
    for title in sorted(set(titles), key=len, reverse=True):
        parts = text.split(title)
        cut += len(parts) - 1
        text = " ".join(parts)
    return text, cut


def _is_item(line: str, titles: Sequence[str]) -> bool:
    return bool(_MARKER.match(line)) or any(_rest(line, title) is not None for title in titles)


def _check_items(items: Sequence[str], facts: Facts) -> None:
    for position, (item, title) in enumerate(zip(items, facts.titles, strict=False), 1):
        marker = _MARKER.match(item)
        if marker and marker["number"] not in (None, str(position)):
            raise Misshapen("misplaced_title")
        rest = _rest(item[marker.end() :] if marker else item, title)
        if rest is None:
            known = any(_rest(item[marker.end() if marker else 0 :], other) is not None for other in facts.titles)
            raise Misshapen("misplaced_title" if known else "invented_title")
        if not set(words_of(rest)) <= set(words_of(facts.canonical.lines[position - 1])):
            raise Misshapen("invented_detail")
    if len(items) != len(facts.titles):
        raise Misshapen("missing_title" if len(items) < len(facts.titles) else "invented_title")


def _rest(item: str, title: str) -> str | None:
    """What follows the title on its line, or None when the line starts with other words."""
    bare = item.lstrip(_QUOTES)
    if not bare.startswith(title):
        return None
    rest = bare[len(title) :]
    return None if rest[:1].isalnum() else rest
