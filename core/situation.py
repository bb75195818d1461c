"""Everything a decision is made from, read once, so that deciding is a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.active_contracts import ActiveContracts, Capability
from core.contract import Profile
from core.finding import FOUND_NOTHING, Found
from core.interpretation import Choice, Interpretation
from core.message import Message
from core.pending import Peeked, Standing
from core.record import Event, Judged, Origin, Result
from core.reply import PendingNotice, Reply, Understood


@dataclass(frozen=True, slots=True)
class Situation:
    """A message, what it was understood to mean, and what the stores said about it.

    `claimed`: how the live list answered this message's claim, where it chose something. `can_offer`: a list made
    now could be kept. `wait`: seconds until the operation may be asked for again.
    """

    message: Message
    understood: Interpretation
    profile: Profile
    contracts: ActiveContracts
    capability: Capability | None
    peeked: Peeked
    turn_id: UUID
    claimed: Standing | None = None
    found: Found = FOUND_NOTHING
    judged: Judged | None = None
    wait: int = 0
    can_offer: bool = True

    def reply(
        self,
        key: str,
        *,
        capability: Capability | None = None,
        arguments: Mapping[str, str | int] | None = None,
        intent: str | None = None,
        pending: PendingNotice | None = None,
        selection: Choice | None = None,
        **facts: Any,
    ) -> Reply:
        """Return the facts of an answer to this message."""
        name = intent or self.understood.intent
        told = capability or self.capability
        understood = Understood(name, self.understood.confidence, self.understood.source)
        return Reply(
            turn_id=self.turn_id,
            key=key,
            bundle=told.contract.bundle if told else "",
            profile=self.profile,
            intent=understood,
            pending=pending or self._still_waiting(),
            selection=selection,
            arguments=dict(arguments or {}),
            **facts,
        )

    def _still_waiting(self) -> PendingNotice | None:
        """The live list that this message left as it was: the answer says that it still can be chosen from."""
        live = self.peeked.live
        if live is None or self.claimed is not None:
            return None
        return PendingNotice(live.id, live.kind, self.peeked.expires_at)

    def event(
        self,
        action: str | None,
        result: Result,
        *,
        capability: Capability | None = None,
        origin: Origin = Origin.TRIGGER,
        offer: UUID | None = None,
        resource: UUID | None = None,
        **details: Any,
    ) -> tuple[Event, ...]:
        """Return the event of one step with the fields of plan §12, or none where the contract names no such step."""
        if action is None:
            return ()
        told = capability or self.capability
        metadata: dict[str, Any] = {
            "intent": self.understood.intent,
            "role": self.profile.value,
            "origin": origin.value,
            "turn_id": str(self.turn_id),
            "conversation_id": self.message.address.conversation_id,
            "modality": self.message.modality,
            "rule": self.understood.rule,
            **details,
        }
        if self.message.route:
            metadata["ui_context"] = {"route": self.message.route}
        if told:
            metadata |= {"contract": told.contract.pin, "operation": told.key}
        if offer:
            metadata["pending_action_id"] = str(offer)
        if resource and told:
            metadata[told.contract.resource] = str(resource)
        return (Event(self.understood.intent, action, result, metadata),)
