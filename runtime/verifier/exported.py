"""Verifies an export: every leaf from its entry, every node and root from the leaves, every signature."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from runtime.verifier.events import difference, erasures
from runtime.verifier.merkle import Recomputed, hash_leaf
from runtime.verifier.note import Head, Key, WrongNote, read_checkpoint
from runtime.verifier.report import Report

FORMAT = "noa.ledger.export/1"
ENTRY = "noa.ledger.entry/1"
ERASURE = "LEDGER_SALT_ERASED"


def verify_export(
    lines: Iterable[bytes], keys: Sequence[str] = (), kept: Sequence[str] = (), event_id: str | None = None
) -> Report:
    """Verify an export, line by line.

    `keys`: verifier keys that the reader trusts (none: the export's own, and the report says so). `kept`: checkpoints
    that were kept elsewhere; the export must hold all that they promised. `event_id`: an event that must be in it.
    """
    return _Reading(keys, kept, event_id).read(lines)


class _Reading:
    def __init__(self, keys: Sequence[str], kept: Sequence[str], event_id: str | None) -> None:
        self._report = Report()
        self._trusted = keys
        self._kept = kept
        self._wanted = event_id
        self._key: Key | None = None
        self._tree = Recomputed()
        self._promised: dict[int, list[tuple[str, bytes]]] = {}
        self._sizes: list[int] = []
        self._events: set[bytes] = set()
        self._nodes: set[tuple[int, int]] = set()
        self._erased: dict[str, str] = {}
        self._told_erased: set[str] = set()
        self._is_ended = False
        self._sound_until = 0

    def read(self, lines: Iterable[bytes]) -> Report:
        for number, line in enumerate(lines, start=1):
            try:
                self._line(json.loads(line), number)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                self._report.add("unreadable", f"line {number}", type(error).__name__)
            if self._key is None:
                return self._report
        self._finish()
        return self._report

    def _line(self, line: dict[str, Any], number: int) -> None:
        kind = line["kind"]
        if (number == 1) != (kind == "ledger") or self._is_ended:
            self._report.add("unreadable", f"line {number}", "order")
        elif kind == "ledger":
            self._ledger(line)
        elif kind == "checkpoint":
            self._checkpoint(line)
        elif kind == "leaf":
            self._leaf(line)
        elif kind == "node":
            self._node(line)
        elif kind == "end":
            self._end(line)
        else:
            self._report.add("unreadable", f"line {number}", "kind")

    def _ledger(self, line: dict[str, Any]) -> None:
        if line["format"] != FORMAT:
            raise ValueError(line["format"])
        if not isinstance(line["disclosed"], bool):
            raise TypeError("disclosed")
        self._report.origin = line["origin"]
        key = Key.parse(line["key"])
        if self._trusted and line["key"] not in {each.strip() for each in self._trusted}:
            self._report.add("key_unknown", "line 1", line["key"])
            return
        if key.name != line["origin"]:
            self._report.add("key_unknown", "line 1", line["origin"])
        self._key = key
        self._report.is_key_vouched = bool(self._trusted)
        for place, note in enumerate(self._kept, start=1):
            self._promise(note, f"kept checkpoint {place}", "kept_unsigned")

    def _promise(self, note: str, place: str, code: str) -> Head | None:
        """Remember which root the leaves must give at a size that somebody signed."""
        assert self._key is not None  # noqa: S101 - reading stops at the first line without a key
        try:
            head = read_checkpoint(note, self._key)
        except WrongNote as wrong:
            self._report.add(code, place, str(wrong))
            return None
        self._promised.setdefault(head.size, []).append((place, head.root))
        return head

    def _checkpoint(self, line: dict[str, Any]) -> None:
        size, place = int(line["size"]), f"checkpoint {line['size']}"
        self._report.checkpoints += 1
        if self._sizes and size <= self._sizes[-1]:
            self._report.add("checkpoint_order", place)
        self._sizes.append(size)
        head = self._promise(line["note"], place, "checkpoint_unsigned")
        if head is None:
            return
        if (head.size, head.root.hex(), head.time) != (line["size"], line["root"], line["time"]):
            self._report.add("checkpoint_changed", place)
        self._report.head = head

    def _leaf(self, line: dict[str, Any]) -> None:
        place, expected = f"leaf {line['index']}", self._tree.size
        if line["index"] != expected:
            self._report.add("leaf_missing", f"leaf {expected}", f"found {line['index']}")
        entry = base64.b64decode(line["entry"], validate=True)
        stored = bytes.fromhex(line["hash"])
        # compared as written too: one value has one spelling
        is_spelled = base64.b64encode(entry).decode() == line["entry"]
        if hash_leaf(entry).hex() != line["hash"] or not is_spelled:
            self._report.add("leaf_changed", place)
        self._event(line, entry, place)
        self._tree.add(stored)
        self._report.leaves += 1
        self._check_promises()

    def _event(self, line: dict[str, Any], entry: bytes, place: str) -> None:
        try:
            told = json.loads(entry)
            event_id = UUID(told["event_id"])
            is_told = told["format"] == ENTRY and isinstance(told["sealed"], list)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._report.add("entry_unreadable", place)
            return
        if not is_told or str(event_id) != line["event_id"] or event_id.bytes in self._events:
            self._report.add("entry_of_another", place)
        self._events.add(event_id.bytes)
        if self._wanted is not None and event_id == UUID(self._wanted):
            self._report.found_at = line["index"]
        self._content(line, told, place)

    def _content(self, line: dict[str, Any], told: dict[str, Any], place: str) -> None:
        event = line["event"]
        if event is None:
            self._report.add("event_missing", place, line["event_id"])
            return
        try:
            pointer = difference(told, event, line.get("salts") or {})
        except ValueError:
            pointer = "/"
        if pointer is not None:
            self._report.add("event_changed", place, pointer)
        for digest in erasures(event, told["sealed"]):
            self._report.erased += 1
            self._erased.setdefault(digest, place)
        if told["action"] == ERASURE:
            self._told_erased.add(told["metadata"]["erased"])

    def _check_promises(self) -> None:
        size = self._tree.size
        promises = self._promised.pop(size, None)
        if promises is None:
            return
        root = self._tree.root
        for place, promised in promises:
            if promised != root:
                code = "kept_contradicted" if place.startswith("kept") else "root_wrong"
                self._report.add(code, place, f"leaves {self._sound_until}..{size - 1}")
                return
        self._sound_until = size

    def _node(self, line: dict[str, Any]) -> None:
        where = (line["level"], line["place"])
        place = f"node {where[0]}/{where[1]}"
        self._report.nodes += 1
        expected = self._tree.nodes.get(where)
        if expected is None or where in self._nodes:
            self._report.add("node_unknown", place)
        elif expected.hex() != line["hash"]:
            self._report.add("node_changed", place)
        self._nodes.add(where)

    def _end(self, line: dict[str, Any]) -> None:
        self._is_ended = True
        found = (self._report.checkpoints, self._report.leaves, self._report.nodes)
        if (line["checkpoints"], line["leaves"], line["nodes"]) != found:
            self._report.add("incomplete", "last line")

    def _finish(self) -> None:
        size = self._tree.size
        self._check_empty()
        for promised in sorted(self._promised):
            for place, _ in self._promised[promised]:
                code = "tail_dropped" if promised > size else "root_wrong"
                self._report.add(code, place, f"leaves {size}..{promised - 1}")
        for level, number in sorted(self._tree.nodes.keys() - self._nodes):
            self._report.add("node_missing", f"node {level}/{number}")
        if size > max(self._sizes, default=0):
            self._report.add("leaf_unsigned", f"leaf {max(self._sizes, default=0)}")
        for digest in self._erased.keys() - self._told_erased:
            self._report.add("erasure_untold", self._erased[digest], digest)
        if not self._is_ended:
            self._report.add("incomplete", "last line")
        if self._wanted is not None and self._report.found_at is None:
            self._report.add("event_not_found", "export", self._wanted)

    def _check_empty(self) -> None:
        """A checkpoint of nothing promises the root of nothing."""
        promises = self._promised.pop(0, [])
        for place, promised in promises:
            if promised != Recomputed().root:
                self._report.add("root_wrong", place)
