"""An event as a leaf tells of it: canonical JSON (RFC 8785) with every personal field as a salted commitment."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import rfc8785

FORMAT = "noa.ledger.entry/1"
NOBODY = UUID(int=0)
"""Whose salt hides the personal fields of an event that names no person."""

DEEPEST = 64
_EXACT = 2**53 - 1
_NAMES_A_PERSON = re.compile(r"(?:.*_)?(?:person|user|account|requester|approver|delegate|operator)(?:_id)?")
_TELLS_OF_THE_PERSON = re.compile(r"(?:.*_)?(?:conversation|email|phone)(?:_id)?")

Treatment = Callable[[str, UUID, Any], Any]
"""What becomes of a personal value: (JSON pointer, whose salt hides it, value) -> what is written instead."""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One row of the events; `metadata` is JSON as the database writes it, `created_at` is ISO 8601 in UTC."""

    id: UUID
    institution_id: UUID | None
    person_id: UUID | None
    intent: str | None
    action: str | None
    decision_result: str | None
    source: str | None
    metadata: str
    created_at: str | None


@dataclass(frozen=True, slots=True)
class Salts:
    """Salts by person; of those that were erased only the digest that the event of erasure names."""

    known: Mapping[UUID, bytes]
    erased: Mapping[UUID, bytes] = field(default_factory=dict)

    def name(self, owner: UUID, event_id: UUID, pointer: str) -> str:
        """What names a salt in one field of one event, so that nobody else can pass for the one who was forgotten."""
        digest = self.erased.get(owner) or hashlib.sha256(self.known[owner]).digest()
        return hmac.digest(digest, event_id.bytes + pointer.encode(), "sha256")[:16].hex()

    def mark(self, owner: UUID) -> dict[str, Any]:
        """What stands for a value that cannot be committed to. Somebody without a salt was in no event."""
        return {"erased": self.erased[owner].hex()} if owner in self.erased else {"unsalted": True}


def describe(event: RecordedEvent, treat: Treatment) -> dict[str, Any]:
    """Return the event as a leaf's object; `sealed` lists where personal values were treated."""
    person = event.person_id or NOBODY
    metadata, sealed = _metadata(event.metadata, person, treat)
    if event.person_id:
        sealed.append("/person_id")
    return {
        "format": FORMAT,
        "event_id": str(event.id),
        "institution_id": str(event.institution_id) if event.institution_id else None,
        "person_id": treat("/person_id", person, str(person)) if event.person_id else None,
        "intent": event.intent,
        "action": event.action,
        "decision_result": event.decision_result,
        "source": event.source,
        "metadata": metadata,
        "created_at": event.created_at,
        "sealed": sorted(sealed),
    }


def owners(event: RecordedEvent) -> frozenset[UUID]:
    """Return the people whose salts the event's entry needs."""
    found: set[UUID] = set()

    def note(_pointer: str, owner: UUID, _value: Any) -> None:
        found.add(owner)

    describe(event, note)
    return frozenset(found)


def entry_of(event: RecordedEvent, salts: Salts) -> bytes:
    """Return the canonical bytes of a leaf. Never raises for an event that the database could store."""
    return rfc8785.dumps(describe(event, committing(event, salts)))


def committing(event: RecordedEvent, salts: Salts) -> Treatment:
    """Replace a personal value by its commitment, or by the mark of its salt's erasure."""

    def treat(pointer: str, owner: UUID, value: Any) -> dict[str, Any]:
        if owner not in salts.known:
            return salts.mark(owner)
        committed = commitment(field_salt(salts.known[owner], event.id, pointer), value)
        return {"sha256": committed.hex(), "salt": salts.name(owner, event.id, pointer)}

    return treat


def field_salt(salt: bytes, event_id: UUID, pointer: str) -> bytes:
    """Return the salt of one field of one event: showing it opens this field and no other."""
    return hmac.digest(salt, event_id.bytes + pointer.encode(), "sha256")


def commitment(salt: bytes, value: Any) -> bytes:
    """Commit to a JSON value: SHA-256(salt || canonical value); the salt has 32 bytes."""
    return hashlib.sha256(salt + rfc8785.dumps(value)).digest()


def _metadata(text: str, person: UUID, treat: Treatment) -> tuple[Any, list[str]]:
    """The metadata with personal values treated, and where; one sealed text when exact JSON cannot hold it."""
    sealed: list[str] = []
    try:
        parsed = json.loads(text, parse_int=_exact_int, parse_float=_exact_float)
        if "\\u" in text:
            rfc8785.dumps(parsed)  # half a surrogate pair, which only a json column can hold
        return _treated(parsed, "/metadata", person, treat, sealed), sealed
    except (ValueError, RecursionError):
        return treat("/metadata", person, text), ["/metadata"]


def _treated(value: Any, pointer: str, person: UUID, treat: Treatment, sealed: list[str]) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    if pointer.count("/") > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, list):
        return [_treated(each, f"{pointer}/{place}", person, treat, sealed) for place, each in enumerate(value)]
    return {key: _member(key, each, pointer, person, treat, sealed) for key, each in value.items()}


def _member(key: str, value: Any, pointer: str, person: UUID, treat: Treatment, sealed: list[str]) -> Any:
    kind = _kind(key) if value is not None else None
    if kind is None and not isinstance(value, (dict, list)):
        return value
    place = f"{pointer}/{_escaped(key)}"
    if kind is None:
        return _treated(value, place, person, treat, sealed)
    _treated(value, place, person, _left, [])  # only for its depth
    sealed.append(place)
    owner = _as_uuid(value) if kind is _NAMES_A_PERSON else None
    return treat(place, owner or person, value)


def _left(_pointer: str, _owner: UUID, value: Any) -> Any:
    return value


@lru_cache(maxsize=4096)
def _kind(key: str) -> re.Pattern[str] | None:
    """Which of the patterns a key is personal by."""
    return next((each for each in (_NAMES_A_PERSON, _TELLS_OF_THE_PERSON) if each.fullmatch(key)), None)


def _as_uuid(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        return None


def _escaped(key: str) -> str:
    """A key as a JSON pointer spells it (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _exact_int(digits: str) -> int:
    number = int(digits)
    if abs(number) > _EXACT:
        raise ValueError("beyond what JSON numbers hold exactly")
    return number


def _exact_float(digits: str) -> float:
    number = float(digits)
    if Decimal(digits) != Decimal(repr(number)):
        raise ValueError("beyond what JSON numbers hold exactly")
    return number
