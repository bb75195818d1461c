"""Turns whatever was typed or transcribed into tokens, in linear time, and says whether it was plain."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from intents.reading import Kind, Reading, Token

# Invisible characters that phones, keyboards and copied text add without anybody knowing.
_BENIGN_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF),
        *(0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069),
        *range(0xFE00, 0xFE10),
    ]
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DEGREE_FOR_ORDINAL = {0x00B0: 0x00BA}
_CLEANING = {**_BENIGN_INVISIBLE, **_FULL_WIDTH, **_DEGREE_FOR_ORDINAL}
_GLUED = re.compile(r"(?i)\b(n\.?º)(?=[0-9])")
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_MARK_RUN = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_GESTURE = re.compile(
    "[\U0001f44d\U0001f44c\U0001f64f\U0001f64b\U0001f60a\U0001f642\U0001f600\U0001f604\U0001f603"
    "\U0001f601\U0001f609\U0001f618\U0001f970\u263a\u2705\u2714\u2764\U0001f49a\U0001f338]"
    "[\U0001f3fb-\U0001f3ff]?"
)
_STRANGE = re.compile(
    "[^\\s\x20-\x7eÀ-ÖØ-öø-ÿªº°«»¡¿·´¨€\u2010-\u2015\u2018-\u201f\u2022\u2026]|[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_TOKEN = re.compile(
    r"(?P<ordinal>[0-9]+(?:\.?[ºª°]|[oa](?!\w)))"
    r"|(?P<figure>(?<![\w])[-+\u2212]+(?=[0-9])[0-9]+(?:[.,:/+*=^\u2010-\u2212-]+[0-9]+)*"
    r"|[0-9]+(?:[.,:/+*=^\u2010-\u2212-]+[0-9]+)+|[0-9]+h(?:[0-9]+)?(?!\w))"
    r"|(?P<digits>[0-9]+(?!\w))"
    r"|(?P<word>[^\W\d_]+(?=[0-9]{3,4}(?!\w))|[^\W_]+)"
    r"|(?P<pause>[,.;!:()\u2026\u2010-\u2015\u2022-]+)"
    r"|(?P<question>\?)"
    r"|(?P<symbol>\S)"
)
# A dash before everything and a colon show words of somebody else: a dialogue, a transcript, data.
_TOLD = re.compile("^[\u2013\u2014]|:(?![)\\]D3])")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_SHORTEST_DRAWN_OUT = 3
LONGEST_PLAIN = 240
_WORD_KINDS = {Kind.WORD, Kind.DIGITS, Kind.FIGURE}
_KIND = {
    "ordinal": Kind.WORD,
    "figure": Kind.FIGURE,
    "digits": Kind.DIGITS,
    "word": Kind.WORD,
    "pause": Kind.PAUSE,
    "question": Kind.QUESTION,
    "symbol": Kind.SYMBOL,
}


def normalise(text: str) -> str:
    """Return the visible text: composed, without invisible characters, in single spaces. Idempotent."""
    text = text.translate(_CLEANING)
    text = _GLUED.sub(r"\1 ", _KEYCAP.sub(r"\1", text))
    text = unicodedata.normalize("NFC", _MARK_RUN.sub(r"\1", text))
    return " ".join(text.split())


def read(text: str) -> Reading:
    """Read a text into tokens. Never raises; work grows with the length of the text and no faster."""
    visible = normalise(text)
    tokens = tuple(_token(match) for match in _TOKEN.finditer(visible))
    return Reading(
        visible=visible,
        tokens=tokens,
        words=tuple(token for token in tokens if token.kind in _WORD_KINDS),
        strange=_strangeness(visible, tokens),
        asks=any(token.kind is Kind.QUESTION for token in tokens),
    )


@lru_cache(maxsize=8192)
def plain_form(form: str) -> str:
    """Return a case-folded form without accents: "Prescrição" and "prescricaooo" are one."""
    decomposed = unicodedata.normalize("NFKD", form)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    shorter = _DRAWN_OUT.sub(r"\1", plain)
    return shorter if len(shorter) >= _SHORTEST_DRAWN_OUT else plain


def _token(match: re.Match[str]) -> Token:
    group = match.lastgroup or "symbol"
    form = match.group().casefold()
    plain = _ordinal(form) if group == "ordinal" else plain_form(form) if group == "word" else form
    return Token(_KIND[group], form, plain, match.start(), match.end())


def _ordinal(form: str) -> str:
    # "2a" may be a day of the week or half a word, so without an article it is no position.
    return form.rstrip("ºª°oa.").lstrip("0") + ("a" if form.endswith("a") else "o")


def _strangeness(visible: str, tokens: tuple[Token, ...]) -> str:
    if len(visible) > LONGEST_PLAIN:
        return f"{len(visible)} characters"
    found = _STRANGE.search(_GESTURE.sub("", visible))
    if found:
        return f"U+{ord(found.group()):04X}"
    told = _TOLD.search(visible)
    if told:
        return told.group()
    symbol = next((token.form for token in tokens if token.kind is Kind.SYMBOL and token.form != "#"), "")
    return "" if _GESTURE.fullmatch(symbol) else symbol
