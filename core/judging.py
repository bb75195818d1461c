"""Judges text before it is promised and again before it leaves (plan §9). Pure."""

from __future__ import annotations

from uuid import UUID

from core.record import Judged, Judgement
from core.sanitation import Sound, sanitize


def judgement_of(resource_id: UUID, judged: Judged) -> Judgement | None:
    """Return the judgement to keep of text that nobody judged yet or that is not what it claims to be.

    None where a judgement stands already, or where there is nothing to judge.
    """
    content_hash = judged.content_hash or ""
    if judged.verdict == "corrupted":
        return Judgement(resource_id, content_hash, "unsound", "integrity_hash_mismatch")
    if judged.verdict != "unjudged":
        return None
    match sanitize(judged.text or ""):
        case Sound(text=text):
            return Judgement(resource_id, content_hash, "sound", sanitized=text)
        case unsound:
            return Judgement(resource_id, content_hash, "unsound", unsound.reason)
