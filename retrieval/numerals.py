"""Reads Portuguese number words as digits, as speech recognisers write them: "trezentos e vinte e sete" is 327."""

from __future__ import annotations

_UNITS = {
    word: value
    for value, words in enumerate(
        ["zero", "um uma", "dois duas", "tres", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze", "treze", "quatorze catorze", "quinze", "dezesseis dezasseis", "dezessete", "dezoito", "dezenove"]
    )
    for word in words.split()
}
_TENS = dict(
    zip(["vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"], range(20, 100, 10), strict=True)
)
_HUNDREDS = {
    "cem": 100, "cento": 100, "duzentos": 200, "duzentas": 200, "trezentos": 300, "trezentas": 300, "quatrocentos": 400,
    "quinhentos": 500, "seiscentos": 600, "setecentos": 700, "oitocentos": 800, "novecentos": 900,
}  # fmt: skip
_VALUES = _UNITS | _TENS | _HUNDREDS | {"mil": 1000}
_ONE = {"um", "uma"}


def as_digits(words: list[str]) -> list[str]:
    """Return `words` with number words as digits. "um" and "uma" alone stay words: they are articles."""
    if not any(word in _VALUES for word in words):
        return words
    found: list[str] = []
    place = 0
    while place < len(words):
        end = _end_of_number(words, place)
        if end == place or words[place:end] in (["um"], ["uma"]):
            found.append(words[place])
            place += 1
        else:
            found.append(_value(words[place:end]))
            place = end
    return found


def _end_of_number(words: list[str], start: int) -> int:
    """Return where the number that starts at `start` ends; `start` itself where there is none."""
    if words[start] not in _VALUES:
        return start
    digits = _end_of_digits(words, start)
    if digits - start >= 3:
        return digits
    end = start + 1
    while end < len(words):
        after = end + 1 if words[end] == "e" and end + 1 < len(words) else end
        if words[after] not in _VALUES or not _continues(words[end - 1], words[after]):
            return end
        end = after + 1
    return end


def _end_of_digits(words: list[str], start: int) -> int:
    end = start
    while end < len(words) and _UNITS.get(words[end], 10) < 10:
        end += 1
    return end


def _continues(before: str, after: str) -> bool:
    """Whether a smaller number word may follow: hundreds, tens, units; mil after anything."""
    if after == "mil":
        return before != "mil"
    if before == "mil":
        return True
    left, right = _VALUES[before], _VALUES[after]
    return (left >= 100 > right) or (20 <= left < 100 and right < 10 and right > 0)


def _value(words: list[str]) -> str:
    if len(words) >= 3 and all(_UNITS.get(word, 10) < 10 for word in words):
        return "".join(str(_UNITS[word]) for word in words)
    total = part = 0
    for word in words:
        if word == "mil":
            total, part = max(part, 1) * 1000, 0
        elif word != "e":
            part += _VALUES[word]
    return str(total + part)
