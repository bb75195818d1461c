"""The page itself: one HTML shell, filled with the words of a language before it leaves."""

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_SLOT: Final = re.compile(r"\{\{([a-z_.]+)\}\}")

DEFAULT_LOCALE: Final = "pt-BR"
LOCALES: Final = ("pt-BR", "en")


def load_messages(locale: str) -> Mapping[str, str]:
    """Every word of the page in that language, by key."""
    words: dict[str, str] = json.loads((_HERE / "messages" / f"{locale}.json").read_text("utf-8"))
    return words


def render_shell(locale: str) -> bytes:
    """The HTML of the page in that language; a slot without a word raises KeyError when the service starts."""
    words = load_messages(locale)
    template = (_HERE / "shell.html").read_text("utf-8")
    return _SLOT.sub(lambda slot: html.escape(words[slot.group(1)]), template).encode()


def choose_locale(asked: str | None, accept_language: str | None) -> str:
    """The language that the address asks for, else the browser's first that we speak, else Portuguese."""
    wishes = ([asked] if asked else []) + _by_preference(accept_language or "")
    return next((locale for wish in wishes for locale in LOCALES if _same_language(wish, locale)), DEFAULT_LOCALE)


def _by_preference(accept_language: str) -> list[str]:
    weighted = []
    for part in accept_language[:200].split(","):
        tag, _, parameter = part.strip().partition(";")
        weighted.append((_weight(parameter), tag.strip()))
    return [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]


def _weight(parameter: str) -> float:
    match = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameter)
    return float(match.group(1)) if match else float(not parameter)


def _same_language(tag: str, locale: str) -> bool:
    return tag.split("-")[0].lower() == locale.split("-")[0].lower()
