"""An event held against its leaf: every field, and commitments opened where salts were disclosed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from runtime.verifier.canonical import canonical

ERASED = {"erased": True}


def difference(entry: Mapping[str, Any], event: Mapping[str, Any], salts: Mapping[str, str]) -> str | None:
    """Return the JSON pointer of the first place where an event is not what its leaf tells, or None."""
    return _Comparison(frozenset(entry.get("sealed", ())), salts).differs(entry, event, "")


def count_erased(value: Any) -> int:
    """Count the personal fields whose salt is gone."""
    if value == ERASED:
        return 1
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(count_erased, members))


class _Comparison:
    def __init__(self, sealed: frozenset[str], salts: Mapping[str, str]) -> None:
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
        """Whether a personal value is the one that was committed to; where the salt is gone nobody can say."""
        if now in (told, ERASED):
            return True
        salt = self._salts.get(pointer)
        if salt is None or not isinstance(told, dict):
            return False
        return told.get("sha256") == hashlib.sha256(bytes.fromhex(salt) + canonical(now)).hexdigest()
