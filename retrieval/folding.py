"""Folds text to what names are compared by: small letters without accents, words, numbers as digits, stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from retrieval.numerals import as_digits

# Words that tell no name from another. They are dropped from names and questions alike.
STOP_WORDS = frozenset(
    ["a", "o", "as", "os", "um", "uma", "uns", "umas", "de", "do", "da", "dos", "das", "d", "em", "no", "na", "nos", "nas", "num", "numa", "por", "pelo", "pela", "pelos", "pelas", "per", "para", "pra", "pro", "pros", "pras", "com", "sem", "e", "ou", "que", "se", "ao", "aos", "à", "às", "the", "of", "and", "for", "in", "on", "to", "an"]
)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_TOKEN = re.compile(r"[a-z0-9]+")
_POINT_ZERO = re.compile(r"(?<=\d)[.,]0(?!\d)")
_GLUED = re.compile(r"([a-z]{2,})(\d+)")
_VERSION = re.compile(r"v(\d{1,3})")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_NO_DIMINUTIVE = frozenset(
    "carinho caminho vizinho vizinha sozinho sozinha espinha cozinha galinha farinha rainha marinha campainha".split()
)
_PLURALS = (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("uis", "ul"), ("res", "r"),
            ("zes", "z"), ("ns", "m"), ("s", ""))  # fmt: skip


def fold(text: str) -> str:
    """Return `text` in small letters, without accents, with one space between runs of letters and digits."""
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Return the words and numbers of `text` in order: "RDC327 v2" gives rdc, 327, versao, 2."""
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text.casefold()))
    plain = _POINT_ZERO.sub("", "".join(c for c in plain if not unicodedata.combining(c)))
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        if glued := _GLUED.fullmatch(token):
            found += glued.groups()
        elif version := _VERSION.fullmatch(token):
            found += ["versao", version[1]]
        else:
            found.append(_ROMAN.get(token, token))
    return as_digits(found)


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text` that can tell one name from another; all of them if none can."""
    words = tokens(text)
    return [stem(word) for word in words if word not in STOP_WORDS] or [stem(word) for word in words]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a folded Portuguese word without plural, gender and diminutive: idosas -> idos, injecoes -> injec."""
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, singular in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= 2 and not word.endswith("ss"):
            word = word[: -len(ending)] + singular
            break
    if word in _NO_DIMINUTIVE:
        return word[:-1]
    for ending, shortest in (("zinho", 8), ("zinha", 8), ("inho", 7), ("inha", 7), ("ao", 6)):
        if word.endswith(ending) and len(word) >= shortest:
            return word[: -len(ending)]
    return word[:-1] if len(word) > 3 and word[-1] in "aeo" else word
