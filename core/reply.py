"""The facts of an answer: what is said, offered and commanded. Words are found for them later, and only for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import TypeAdapter

from core.finding import Candidate
from core.interpretation import Choice


@dataclass(frozen=True, slots=True)
class Understood:
    """What an answer tells of how the message was understood."""

    name: str
    confidence: float
    source: Literal["deterministic", "advice"]


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """The list that this answer offers, and until when (None: could not be kept)."""

    id: UUID
    kind: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as facts. `key` names the words of the reply in its bundle, `arguments` what they mention.
    `compared`: entries of the list that still waits, with their positions in it."""

    turn_id: UUID
    key: str
    bundle: str
    profile: str
    intent: Understood
    candidates: tuple[Candidate, ...] = ()
    pending: PendingNotice | None = None
    selection: Choice | None = None
    arguments: dict[str, str | int] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    compared: tuple[tuple[int, Candidate], ...] = ()
    commands: tuple[dict[str, Any], ...] = ()
    token: str | None = None


REPLY_FACTS: TypeAdapter[Reply] = TypeAdapter(Reply)
"""Reads and writes the facts that a turn keeps, so that a retry gets the first answer back."""
