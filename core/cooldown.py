"""How often a person may ask for an operation (plan §11.2): judged before anything is consumed."""

from __future__ import annotations

from typing import Protocol

from core.active_contracts import Capability
from core.message import Address


class Cooldowns(Protocol):
    """Counts uses of an operation by one person. Where the counter cannot be reached nothing is refused: safe
    operations only read, and a choice cannot be claimed without the same store."""

    async def wait(self, address: Address, capability: Capability) -> int:
        """Return after how many seconds the person may ask again; 0 means now. Counts nothing."""
        ...

    async def count(self, address: Address, capability: Capability) -> int:
        """Count one use; return the seconds to wait when it was one too many, else 0."""
        ...


class NoCooldowns:
    """For evaluation runs, where one person asks hundreds of times a minute."""

    async def wait(self, _address: Address, _capability: Capability) -> int:
        """Never wait."""
        return 0

    async def count(self, _address: Address, _capability: Capability) -> int:
        """Never count."""
        return 0
