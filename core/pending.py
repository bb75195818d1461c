"""Lists that wait for a choice (plan §7): what they hold, how they are claimed and the protocol of their store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from core.message import Address


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list: an id and a title, never content."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class PendingAction:
    """A list that was shown and waits for one choice. `term`, `must` and `offset` say which search it came from."""

    id: UUID
    kind: str
    operation: str
    contract: str
    options: tuple[Option, ...]
    term: str = ""
    offset: int = 0
    must: str = ""


def chosen_option(choice: object, action: PendingAction | None) -> Option | None:
    """Return the option that a choice points at, or None where it points at nothing."""
    if action is None or not isinstance(choice, int):
        return None
    return action.options[choice - 1] if 1 <= choice <= len(action.options) else None


class Standing(StrEnum):
    """How a list stands for one message, judged by the store's clock; at the instant of expiry it is expired."""

    LIVE = "live"
    EXPIRED = "expired"
    TAKEN = "taken"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Peeked:
    """The newest list of a conversation and how it stands for this message."""

    standing: Standing
    action: PendingAction | None = None
    expires_at: datetime | None = None

    @property
    def live(self) -> PendingAction | None:
        """The list, when it may still be answered by this message."""
        return self.action if self.standing is Standing.LIVE else None


NOTHING = Peeked(Standing.NONE)


class PendingActions(Protocol):
    """Keeps the newest list of each conversation until it is answered, and longer as a tombstone.

    Every method raises StoreUnavailable when the store cannot be reached.
    """

    async def peek(self, address: Address, message_id: str) -> Peeked:
        """Return the newest list without consuming it; one claimed by this very message is still live for it."""
        ...

    async def claim(self, address: Address, action_id: UUID, message_id: str) -> Standing:
        """Claim a list for a message, at most once: LIVE is this message's, now and on each retry."""
        ...

    async def release(self, address: Address, action_id: UUID, message_id: str) -> None:
        """Give up a claim of this message, where it is certain that nothing was decided by it."""
        ...

    async def offer(self, address: Address, action: PendingAction) -> datetime:
        """Put a list in place of the one before and return when it expires; the same list again changes nothing."""
        ...

    async def discard(self, address: Address) -> None:
        """Forget every list of this person, in all conversations: they signed out."""
        ...
