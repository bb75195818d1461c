"""What one turn writes, in one transaction: the turn, its events, and what it opened or closed."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol
from uuid import UUID, uuid4

from core.contract import Profile
from core.finding import FOUND_NOTHING, Found, Wanted
from core.message import Address
from core.pending import PendingAction
from core.reply import Reply


class Result(StrEnum):
    """The outcome that an event tells of, in the words of the existing ledger."""

    ALLOWED = "ALLOWED"
    DENIED = "DENIED"
    SIGNAL = "SIGNAL"
    SILENCED = "SILENCED"


class Origin(StrEnum):
    """What made an event happen (plan §12)."""

    TRIGGER = "DETERMINISTIC_TRIGGER"
    CONFIRMATION = "USER_CONFIRMATION"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the ledger. Its metadata names ids and reasons, never what a person said or read."""

    intent: str
    action: str
    result: Result
    metadata: dict[str, Any]
    source: str = "noa"
    id: UUID = field(default_factory=uuid4)


class Ending(StrEnum):
    """How a list ends (the transitions of plan §7; every one leaves `offered` and none comes back)."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Execution:
    """A confirmed choice about to be issued, with the event that it must not be without."""

    id: UUID
    offer_id: UUID
    resource_id: UUID
    event: Event


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of a resource's text for this person. `text` is only set while it must be judged or read."""

    verdict: Literal["denied", "empty", "corrupted", "unsound", "sound", "unjudged"]
    reason: str | None = None
    title: str | None = None
    version: str | None = None
    category: str | None = None
    content_hash: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement to keep: sound text with what people read, or the reason why it is quarantined."""

    resource_id: UUID
    content_hash: str
    verdict: Literal["sound", "unsound"]
    reason: str | None = None
    sanitized: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a decision changes."""

    reply: Reply
    events: tuple[Event, ...] = ()
    offer: PendingAction | None = None
    ended: tuple[UUID, Ending] | None = None
    execution: Execution | None = None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class PriorTurn:
    """The turn that this message_id already had. `rearm`: its list is the newest and still open."""

    text_digest: bytes
    reply: Reply
    rearm: PendingAction | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What the database knew when the turn began, read as the person."""

    profile: Profile
    prior: PriorTurn | None = None
    found: Found = FOUND_NOTHING
    judged: Judged | None = None


class Transaction(Protocol):
    """A turn's one transaction."""

    async def begin(self, message_id: str, wanted: Wanted | None, resource_id: UUID | None) -> Opening:
        """Lock the conversation, enter as the person and read what the decision needs, in one round trip."""
        ...

    async def commit(self, message_id: str, text_digest: bytes, outcome: Outcome) -> bool:
        """Write everything and commit, in one round trip. False, with nothing written, when the list was not open."""
        ...


class TurnStore(Protocol):
    """Where turns are kept. Raises StoreUnavailable, NoProfile."""

    def transaction(self, address: Address) -> AbstractAsyncContextManager[Transaction]:
        """Open the transaction of one turn; leaving it without commit leaves nothing behind."""
        ...
