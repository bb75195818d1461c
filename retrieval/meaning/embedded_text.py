"""What is embedded of a document: metadata that whoever is told of the document is told anyway, never content."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

LONGEST = 2_000  # characters; models read a few hundred words at most


def embedded_text(document: Mapping[str, Any]) -> str:
    """Return title, summary and keywords as one text."""
    parts = (document["title"] or "", document["summary"] or "", ", ".join(document["keywords"] or ()))
    return ". ".join(cleaned.rstrip(".") for part in parts if (cleaned := " ".join(part.split())))[:LONGEST]


def text_hash(text: str) -> bytes:
    """Return what tells whether a text changed since it was embedded."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
