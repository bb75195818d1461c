"""An event held against its leaf: every field, and commitments opened where salts were disclosed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from runtime.verifier.canonical import canonical


def difference(entry: Mapping[str, Any], event: Mapping[str, Any], salts: Mapping[str, str]) -> str | None:
    """Return the JSON pointer of the first place where an event is not what its leaf tells, or None."""
    return _Comparison(UUID(entry["event_id"]), frozenset(entry["sealed"]), salts).differs(entry, event, "")


def erasures(event: Any, sealed: Iterable[str]) -> list[str]:
    """Return, for each personal field whose salt is gone, the digest of that salt."""
    found = (_at(event, pointer) for pointer in sealed)
    return [value["erased"] for value in found if _is_erased(value)]


def _is_erased(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"erased"} and isinstance(value["erased"], str)


def _at(value: Any, pointer: str) -> Any:
    """What stands at a JSON pointer, or None."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


class _Comparison:
    def __init__(self, event_id: UUID, sealed: frozenset[str], salts: Mapping[str, str]) -> None:
        self._event_id = event_id
        self._sealed = sealed
        self._salts = salts

    def differs(self, told: Any, now: Any, pointer: str) -> str | None:
        if pointer in self._sealed:
            return None if self._is_committed(told, now, pointer) else pointer
        if isinstance(told, dict) and isinstance(now, dict):
            return self._members_differ(told, now, pointer)
        if isinstance(told, list) and isinstance(now, list):
            return self._items_differ(told, now, pointer)
        # JSON has one kind of number; Python must not take True for 1
        is_same = told == now and isinstance(told, bool) == isinstance(now, bool)
        return None if is_same else pointer or "/"

    def _members_differ(self, told: dict[str, Any], now: dict[str, Any], pointer: str) -> str | None:
        for key in sorted(told.keys() | now.keys()):
            place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if key not in told or key not in now:
                return place
            if found := self.differs(told[key], now[key], place):
                return found
        return None

    def _items_differ(self, told: list[Any], now: list[Any], pointer: str) -> str | None:
        if len(told) != len(now):
            return pointer
        for place, (left, right) in enumerate(zip(told, now, strict=True)):
            if found := self.differs(left, right, f"{pointer}/{place}"):
                return found
        return None

    def _is_committed(self, told: Any, now: Any, pointer: str) -> bool:
        """Whether a personal value is the one that was committed to; or, its salt being gone, under that salt."""
        if now == told:
            return True
        if not isinstance(told, dict):
            return False
        if _is_erased(now):
            name = hmac.digest(bytes.fromhex(now["erased"]), self._event_id.bytes + pointer.encode(), "sha256")
            return told.get("salt") == name[:16].hex()
        salt = self._salts.get(pointer)
        if salt is None or bytes.fromhex(salt).hex() != salt:
            return False
        return told.get("sha256") == hashlib.sha256(bytes.fromhex(salt) + canonical(now)).hexdigest()
