"""What a person said, to whom and where: all that a turn starts from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Address:
    """One person's conversation at one institution: whatever is pending is pending here, and only here."""

    institution_id: UUID
    person_id: UUID
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a person. `message_id` names it across retries; `route` is where in the frontend it was said."""

    address: Address
    message_id: str
    text: str
    locale: str = "pt-BR"
    modality: str = "text"
    pending_action_id: UUID | None = None
    route: str | None = None
    alternatives: tuple[str, ...] = ()
    transcript_confidence: float | None = None
