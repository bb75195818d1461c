"""Understands a message beside the list that it may be a reply to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from core.active_contracts import ActiveContracts, Capability
from core.cooldown import Cooldowns
from core.errors import StoreUnavailable
from core.finding import Wanted
from core.interpretation import AMBIGUOUS, SELECT, Interpretation, Interpreter, Offered
from core.message import Message
from core.offering import compared, wanted_by
from core.pending import NOTHING, Peeked, PendingActions


@dataclass(frozen=True, slots=True)
class Seen:
    """What a message means here and now. `wait`: seconds until its operation may be asked for again."""

    understood: Interpretation
    capability: Capability | None
    peeked: Peeked
    can_offer: bool
    wait: int

    @property
    def is_reply(self) -> bool:
        """Whether the words answer a list, clearly or not."""
        return self.understood.intent in (SELECT, AMBIGUOUS)

    @property
    def wanted(self) -> Wanted | None:
        """What must be looked for before deciding."""
        if self.understood.intent == AMBIGUOUS:
            return compared(self.understood, self.peeked)
        if self.is_reply or self.capability is None or self.wait:
            return None
        return wanted_by(self.capability, self.understood, self.peeked)


@dataclass(frozen=True, slots=True)
class Sight:
    """Looks at a message, the newest list of its conversation and the cooldown of what it asks for."""

    interpreter: Interpreter
    contracts: ActiveContracts
    pending_actions: PendingActions
    cooldowns: Cooldowns

    async def see(self, message: Message) -> Seen:
        """Read words and list in one wait. With the store of lists down there is none, and none can be offered."""
        alone = self._understand(message, None)
        guessed = self._capability(alone, NOTHING)
        (peeked, reachable), wait = await asyncio.gather(self._peek(message), self._wait(message, guessed))
        understood = alone
        if peeked.live:
            understood = self._understand(message, Offered(tuple(each.title for each in peeked.live.options)))
        capability = self._capability(understood, peeked)
        if capability is not guessed:
            wait = await self._wait(message, capability)
        return Seen(understood, capability, peeked, reachable, wait)

    async def _peek(self, message: Message) -> tuple[Peeked, bool]:
        try:
            return await self.pending_actions.peek(message.address, message.message_id), True
        except StoreUnavailable:
            return NOTHING, False

    async def _wait(self, message: Message, capability: Capability | None) -> int:
        return await self.cooldowns.wait(message.address, capability) if capability else 0

    def _understand(self, message: Message, offered: Offered | None) -> Interpretation:
        return self.interpreter.interpret(
            message.text, offered, message.modality, message.alternatives, message.transcript_confidence
        )

    def _capability(self, understood: Interpretation, peeked: Peeked) -> Capability | None:
        """The operation that is asked for; for a choice, the one that its list was made for."""
        if understood.intent == AMBIGUOUS or understood.choice == "cancel":
            return None
        if understood.intent == SELECT:
            return self.contracts.named(peeked.action.operation) if peeked.action else None
        return self.contracts.for_intent(understood.intent)
