"""Reads Portuguese number words as digits, as speech recognisers write them: "trezentos e vinte e sete" is 327."""

from __future__ import annotations

from collections.abc import Collection

_VALUES = {
    "zero": 0, "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7,
    "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13, "quatorze": 14, "catorze": 14, "quinze": 15,
    "dezesseis": 16, "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40,
    "cinquenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90, "cem": 100, "cento": 100,
    "duzentos": 200, "duzentas": 200, "trezentos": 300, "trezentas": 300, "quatrocentos": 400, "quatrocentas": 400,
    "quinhentos": 500, "quinhentas": 500, "seiscentos": 600, "seiscentas": 600, "setecentos": 700, "oitocentos": 800,
    "novecentos": 900, "mil": 1000,
}  # fmt: skip
_ONE = ("um", "uma")
_SPELLED = 3  # so many single digits in a row are one number, said digit by digit


def as_digits(words: list[str], counted: Collection[str]) -> list[str]:
    """Return `words` with number words as digits. "um" alone is an article, but for after a `counted` word."""
    if not any(word in _VALUES for word in words):
        return words
    found: list[str] = []
    place = 0
    while place < len(words):
        end = _end_of_number(words, place)
        article = end - place == 1 and words[place] in _ONE and not (found and found[-1] in counted)
        if end == place or article:
            found.append(words[place])
            place += 1
        else:
            found.append(_number(words[place:end]))
            place = end
    return found


def _end_of_number(words: list[str], start: int) -> int:
    """Return where the number that starts at `start` ends; `start` itself where there is none."""
    if words[start] not in _VALUES:
        return start
    spelled = _end_of_spelled(words, start)
    if spelled - start >= _SPELLED:
        return spelled
    end = start + 1
    while end < len(words):
        after = end + 1 if words[end] == "e" and end + 1 < len(words) else end
        if words[after] not in _VALUES or not _continues(words[end - 1], words[after]):
            break
        end = after + 1
    return end


def _end_of_spelled(words: list[str], start: int) -> int:
    end = start
    while end < len(words) and _VALUES.get(words[end], 10) < 10:
        end += 1
    return end


def _continues(before: str, after: str) -> bool:
    """Whether a smaller number word may follow: hundreds, tens, units; mil after anything but itself."""
    left, right = _VALUES[before], _VALUES[after]
    if right == 1000 or left == 1000:
        return left != right
    return (left >= 100 > right) or (20 <= left < 100 and 0 < right < 10)


def _number(words: list[str]) -> str:
    if len(words) >= _SPELLED and _end_of_spelled(words, 0) == len(words):
        return "".join(str(_VALUES[word]) for word in words)
    total = part = 0
    for word in words:
        if word == "mil":
            total, part = max(part, 1) * 1000, 0
        elif word != "e":
            part += _VALUES[word]
    return str(total + part)
