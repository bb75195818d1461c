"""What happens to an execution after it was issued: its text is read, its receipt comes back (plan §9, §12)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from core.active_contracts import ActiveContracts, Capability
from core.contract import Profile
from core.errors import AccessDenied, NotFound, TextUnavailable
from core.judging import judgement_of
from core.record import Event, Judged, Judgement, Origin, Result

Settlement = Literal["executed", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Issued:
    """An execution as the database knows it, for the person who entered as `profile`."""

    id: UUID
    profile: Profile
    operation: str
    contract: str
    resource_id: UUID
    offer_id: UUID
    conversation_id: str
    state: str


@dataclass(frozen=True, slots=True)
class LiteralText:
    """Literal text with its identification (plan §13.3)."""

    resource_id: UUID
    bundle: str
    title: str
    version: str | None
    category: str | None
    text: str


class ExecutionTransaction(Protocol):
    """One transaction about one execution, entered as the person."""

    async def find(self, execution_id: UUID) -> Issued | None:
        """Return the execution when it is this person's."""
        ...

    async def read(self, issued: Issued) -> Judged | None:
        """Return its text with what is known of it; None when the execution no longer lives."""
        ...

    async def keep(self, judgement: Judgement) -> None:
        """Keep a judgement; unsound content is quarantined."""
        ...

    async def tell(self, event: Event) -> None:
        """Write one event."""
        ...

    async def settle(self, issued: Issued, outcome: Settlement, event: Event) -> bool:
        """Settle the execution with its event, once."""
        ...

    async def commit(self) -> None:
        """Make it so; leaving without it leaves nothing behind."""
        ...


class ExecutionStore(Protocol):
    """Where executions are kept. Raises StoreUnavailable, NoProfile."""

    def transaction(self, institution_id: UUID, person_id: UUID) -> AbstractAsyncContextManager[ExecutionTransaction]:
        """Enter as the person."""
        ...


@dataclass(frozen=True, slots=True)
class Executions:
    """Reads literal text and takes receipts."""

    contracts: ActiveContracts
    store: ExecutionStore

    async def read(self, institution_id: UUID, person_id: UUID, execution_id: UUID, resource_id: UUID) -> LiteralText:
        """Return the literal text, permission, integrity and sanitation judged again.

        Raises NotFound for what is not this person's live execution, AccessDenied and TextUnavailable for what the
        policy or the judgement refuses; a refusal is recorded and committed first.
        """
        async with self.store.transaction(institution_id, person_id) as transaction:
            issued = await transaction.find(execution_id)
            judged = await transaction.read(issued) if issued and issued.resource_id == resource_id else None
            if issued is None or judged is None:
                raise NotFound
            capability = self.contracts.named(issued.operation)
            if judged.verdict == "denied":
                await self._refuse(transaction, issued, capability, capability.operation.events.denied, "policy")
                raise AccessDenied
            if judged.verdict == "empty":
                raise TextUnavailable
            judgement = judgement_of(resource_id, judged)
            if judgement:
                await transaction.keep(judgement)
            if judged.verdict == "unsound" or (judgement and judgement.verdict == "unsound"):
                reason = (judgement.reason if judgement else judged.reason) or "unsound"
                await self._refuse(transaction, issued, capability, capability.operation.events.blocked, reason)
                raise TextUnavailable
            await self._settle(transaction, issued, capability, "executed", {"by": "literal_read"})
            await transaction.commit()
            text = (judgement.sanitized if judgement else judged.text) or ""
        return LiteralText(
            resource_id, capability.contract.bundle, judged.title or "", judged.version, judged.category, text
        )

    async def receive(self, institution_id: UUID, person_id: UUID, execution_id: UUID, outcome: Settlement) -> None:
        """Take a frontend's receipt; the first one counts, repeating it changes nothing. Raises NotFound."""
        async with self.store.transaction(institution_id, person_id) as transaction:
            issued = await transaction.find(execution_id)
            if issued is None:
                raise NotFound
            capability = self.contracts.named(issued.operation)
            await self._settle(transaction, issued, capability, outcome, {"by": "receipt"})
            await transaction.commit()

    async def _settle(
        self,
        transaction: ExecutionTransaction,
        issued: Issued,
        capability: Capability,
        outcome: Settlement,
        details: Mapping[str, str],
    ) -> None:
        if issued.state != "issued":
            return
        events = capability.operation.events
        name = {"executed": events.executed, "refused": events.returned, "failed": events.failed}[outcome]
        result = Result.ALLOWED if outcome == "executed" else Result.SILENCED
        await transaction.settle(issued, outcome, _event(issued, capability, name, result, details))

    async def _refuse(
        self,
        transaction: ExecutionTransaction,
        issued: Issued,
        capability: Capability,
        name: str | None,
        reason: str,
    ) -> None:
        await transaction.tell(_event(issued, capability, name, Result.DENIED, {"reason": reason}))
        await transaction.commit()


def _event(
    issued: Issued, capability: Capability, name: str | None, result: Result, details: Mapping[str, str]
) -> Event:
    metadata: dict[str, Any] = {
        "intent": capability.operation.pending,
        "role": issued.profile.value,
        "origin": Origin.CONFIRMATION.value,
        "execution_id": str(issued.id),
        "pending_action_id": str(issued.offer_id),
        "conversation_id": issued.conversation_id,
        "contract": issued.contract,
        "operation": issued.operation,
        capability.contract.resource: str(issued.resource_id),
        **details,
    }
    return Event(capability.operation.pending or issued.operation, name or "EXECUTION", result, metadata)
