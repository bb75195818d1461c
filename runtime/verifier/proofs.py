"""Verifies proofs that were handed over: one event under a checkpoint, and one checkpoint continuing another."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from runtime.verifier.merkle import WrongProof, check_consistency, check_inclusion, hash_leaf
from runtime.verifier.note import Head, Key, WrongNote, read_checkpoint
from runtime.verifier.report import Report

INCLUSION = "noa.ledger.inclusion/1"
CONSISTENCY = "noa.ledger.consistency/1"


def verify_proof(document: dict[str, Any], keys: Sequence[str] = ()) -> Report:
    """Verify an inclusion or consistency document. `keys`: the verifier keys that the reader trusts."""
    report = Report(kind="inclusion" if document.get("format") == INCLUSION else "consistency")
    try:
        _verify(document, keys, report)
    except WrongNote as wrong:
        report.add("checkpoint_unsigned", "checkpoint", str(wrong))
    except WrongProof as wrong:
        report.add("proof_wrong", "path", str(wrong))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        report.add("unreadable", "proof", type(error).__name__)
    return report


def _verify(document: dict[str, Any], keys: Sequence[str], report: Report) -> None:
    if keys and document["key"] not in {each.strip() for each in keys}:
        report.add("key_unknown", "key", document["key"])
        return
    key = Key.parse(document["key"])
    report.is_key_vouched, report.origin = bool(keys), key.name
    head = report.head = read_checkpoint(document["checkpoint"], key)
    path = [bytes.fromhex(each) for each in document["path"]]
    if any(len(each) != 32 for each in path):
        raise WrongProof("a hash has 32 bytes")
    if document["format"] == INCLUSION:
        _included(document, path, head, report)
    elif document["format"] == CONSISTENCY:
        earlier = read_checkpoint(document["old"], key)
        check_consistency(earlier.size, head.size, earlier.root, head.root, path)
    else:
        raise ValueError(document["format"])


def _included(document: dict[str, Any], path: Sequence[bytes], head: Head, report: Report) -> None:
    entry = base64.b64decode(document["entry"], validate=True)
    check_inclusion(int(document["index"]), head.size, hash_leaf(entry), path, head.root)
    if json.loads(entry)["event_id"] != document["event_id"]:
        raise WrongProof("the entry tells of another event")
    report.found_at = int(document["index"])
