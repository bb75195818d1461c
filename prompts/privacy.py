"""What leaves the house when a model is asked: the one list of it, and personal numbers masked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Purpose(StrEnum):
    """Why a model is asked; each value names its template."""

    LIST = "rephrase-list"
    CONFIRMATION = "rephrase-confirmation"
    PATIENT = "derive-patient"
    STUDENT = "derive-student"
    PROFESSIONAL = "derive-professional"
    ADVICE = "advise-intent"


_REPHRASED = frozenset({"profile", "wording", "titles"})
_DERIVED = frozenset({"question", "passages"})

SENT: Mapping[Purpose, frozenset[str]] = MappingProxyType(
    {
        Purpose.LIST: _REPHRASED,
        Purpose.CONFIRMATION: _REPHRASED,
        Purpose.PATIENT: _DERIVED,
        Purpose.STUDENT: _DERIVED,
        Purpose.PROFESSIONAL: _DERIVED,
        Purpose.ADVICE: frozenset({"words", "choices"}),
    }
)
"""Everything that is sent to a model, by purpose. No name, id, address, institution, history or whole text is."""

LONGEST_FIELD = 6_000
"""Characters of one string that are sent; the rest stays here."""

_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NUMBER = re.compile(r"\+?\(?\d(?:[ .()/\u2010-\u2015-]{0,3}\d){6,40}")
_KEPT = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{1,4}/(?:19|20)\d\d")
_PHONE = re.compile(r"(?:55)?(?:0?[1-9]{2})?(?:9\d{8}|[2-5]\d{7})")


def outgoing(purpose: Purpose, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as they may be sent: masked, cut. Raises ValueError for a field that is not on the list."""
    if unlisted := facts.keys() - SENT[purpose]:
        raise ValueError(f"{purpose} may not send {sorted(unlisted)}")
    return {name: _masked(value) for name, value in facts.items()}


def mask(text: str) -> str:
    """Return `text` with e-mail addresses, CPF, telephone and other long numbers replaced; dates and laws stay."""
    seen = _UNSEEN.sub("", text)
    return _NUMBER.sub(lambda found: _label(found[0]), _EMAIL.sub("<email>", seen))


def is_cpf(digits: str) -> bool:
    """Whether eleven digits are a CPF: both check digits are right and not all digits are the same."""
    numbers = [int(each) for each in digits]
    return len(numbers) == 11 and len(set(numbers)) > 1 and all(_check(numbers, at) == numbers[at] for at in (9, 10))


def _check(numbers: list[int], at: int) -> int:
    return sum(number * (at + 1 - place) for place, number in enumerate(numbers[:at])) * 10 % 11 % 10


def _label(found: str) -> str:
    digits = "".join(str(unicodedata.digit(each)) for each in found if each.isdigit())
    if _KEPT.fullmatch(found):
        return found
    if is_cpf(digits):
        return "<cpf>"
    return "<phone>" if _PHONE.fullmatch(digits) else "<number>"


def _masked(value: Any) -> Any:
    match value:
        case str():
            return mask(value[:LONGEST_FIELD])
        case Mapping():
            return {name: _masked(each) for name, each in value.items()}
        case list() | tuple():
            return [_masked(each) for each in value]
    return value
