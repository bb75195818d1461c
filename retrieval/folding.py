"""Folds text to what names are compared by: small letters without accents, words, numbers as digits, stems."""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.numerals import as_digits
from retrieval.words import without_accents, words_of

_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_TOKEN = re.compile(r"[a-z0-9]+")
_POINTS = re.compile(r"(?<=\d)(?:[.,]0\b|[.](?=\d{3}\b))")  # 2.0 is 2, 2.324 is 2324
_GLUED = re.compile(r"([a-z]{2,})(\d+)")
_VERSION = re.compile(r"v\d{1,3}")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_PLURALS = (
    ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("uis", "ul"), ("res", "r"),
    ("zes", "z"), ("ns", "m"), ("s", ""),
)  # fmt: skip
_DIMINUTIVES = (("zinho", 8), ("zinha", 8), ("inho", 7), ("inha", 7), ("ao", 6))  # with the shortest word they end
_DERIVED = (
    "ament", "iment", "ador", "edor", "idor", "ativ", "agem", "encia", "ancia", "idad", "ando", "endo", "indo", "and",
    "end", "ind", "ant", "ent", "ist", "ism", "ar", "er", "ir", "ac", "ad", "id", "os", "ou", "iv", "ic", "al", "i",
)  # fmt: skip
_SHORTEST_ROOT = 4
_NO_DIMINUTIVE = re.compile(r"(?:car|cam|viz|soz|esp|coz|gal|far|ra|mar|campa)inh[oa]")


def fold(text: str) -> str:
    """Return `text` in small letters, without accents, with one space between its words."""
    return " ".join(tokens(text))


@lru_cache(maxsize=2_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of `text` in order: "RDC327, versão dois" gives rdc, 327, v2."""
    plain = _POINTS.sub("", without_accents(_UNSEEN.sub("", text.casefold())))
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        glued = _GLUED.fullmatch(token)
        found += glued.groups() if glued else (_ROMAN.get(token, token),)
    return tuple(_joined(as_digits(found, words_of("counted"))))


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text` that can tell one name from another; all of them if none can."""
    words = tokens(text)
    stop_words = words_of("stop_words")
    return [stem(word) for word in words if word not in stop_words] or [stem(word) for word in words]


@lru_cache(maxsize=8_000)
def stem(word: str) -> str:
    """Return a folded Portuguese word without plural, gender and diminutive: idosas -> idos, injecoes -> injec."""
    if len(word) < 4 or not word.isalpha():
        return "pe" if word == "pes" else word
    for ending, singular in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 2 and not word.endswith("ss"):
            word = word[: -len(ending)] + singular
            break
    if not _NO_DIMINUTIVE.fullmatch(word):
        for ending, shortest in _DIMINUTIVES:
            if word.endswith(ending) and len(word) >= shortest:
                return word[: -len(ending)]
    return word[:-1] if len(word) > 3 and word[-1] in "aeo" else word


@lru_cache(maxsize=8_000)
def root(word: str) -> str:
    """Return what a stem shares with words made from it, "" where that is too little: vacinac, vacinar -> vacin."""
    if not word.isalpha():
        return ""
    for ending in _DERIVED:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word[: -len(ending)]
    return word if len(word) >= _SHORTEST_ROOT else ""


def _joined(words: list[str]) -> list[str]:
    """Join what is one word however it was written: pre natal, versao 2."""
    beginnings = words_of("beginnings")
    found: list[str] = []
    for word in words:
        before = found[-1] if found else ""
        if before == "versao" and word.isdigit() and len(word) < 4:
            found[-1] = "v" + word
        elif before in beginnings and len(word) >= 4 and word.isalpha() and word not in words_of("stop_words"):
            found[-1] = before + word
        elif not (before == "versao" and _VERSION.fullmatch(word)):
            found.append(word)
        else:
            found[-1] = word
    return found
