"""Finds the runs of words of guard.yaml in a wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from core.overlap import words_of

REFUSED = ("claims", "instructions", "leaks", "refusals", "commands")
"""The lists whose words nobody may say, whatever the facts are."""


@dataclass(frozen=True, slots=True)
class GuardWords:
    """The lists of guard.yaml, compiled."""

    patterns: Mapping[str, re.Pattern[str]]
    titled: re.Pattern[str]
    names: frozenset[str]
    invitations: frozenset[str]
    units: Mapping[str, str]
    numbers: Mapping[str, str]
    one: frozenset[str]

    def said(self, name: str, text: str) -> list[str]:
        """Return every run of words of the list `name` that stands in a text."""
        spaced = self.patterns["harmless"].sub("", _spaced(text))
        return [found[0].strip() for found in self.patterns[name].finditer(spaced)]

    def titled_words(self, text: str) -> list[str]:
        """Return the words that follow a noun which announces a title: "protocolo de sono" gives sono."""
        return [found["word"] for found in self.titled.finditer(_spaced(text))]


@cache
def guard_words() -> GuardWords:
    """Read guard.yaml once."""
    told: dict[str, Any] = yaml.safe_load(files("prompts").joinpath("guard.yaml").read_text("utf-8"))
    kinds = "|".join(line.strip("()") for line in told["kinds"])
    return GuardWords(
        patterns={name: _pattern(told[name]) for name in (*REFUSED, "harmless", "promises", "unless_held", "kinds")},
        titled=re.compile(rf" (?:{kinds}) {told['titled_by'].replace('(', '(?:')} (?P<word>\S+)(?= )"),
        names=frozenset(told["names"]),
        invitations=frozenset(told["invitations"]),
        units={word: unit for unit, words in told["units"].items() for word in words},
        numbers={word: number for number, words in told["numbers"].items() for word in words},
        one=frozenset(told["one"]),
    )


def _pattern(lines: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(line.replace("*", r"\S*").replace(")\\S*", ")*") for line in lines)
    return re.compile(rf" (?:{joined})(?= )")


def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text))} "
