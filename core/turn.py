"""The path of one message: see, claim, ask the database, decide, record, offer. Reading this explains the product."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from core.asking import decide_asking
from core.choosing import decide_choosing
from core.errors import MessageConflict, OutcomeUnknown, StoreUnavailable
from core.finding import Wanted
from core.interpretation import SELECT
from core.message import Message
from core.pending import Standing, chosen_option
from core.record import Opening, Outcome, PriorTurn, Transaction, TurnStore
from core.reply import PendingNotice, Reply
from core.seeing import Seen, Sight
from core.situation import Situation


@dataclass(frozen=True, slots=True)
class Turn:
    """Answers messages. It keeps no state of its own: replicas share what the stores hold.

    The order is the law of plan §7: a list is committed before it is offered, and a choice is claimed for its
    message_id before it is decided, so that a crash between any two steps loses nothing and doubles nothing.
    """

    sight: Sight
    store: TurnStore
    digest_key: bytes
    new_id: Callable[[], UUID] = uuid4

    async def answer(self, message: Message) -> Reply:
        """Return the facts of the answer.

        Raises StoreUnavailable, NoProfile or MessageConflict; whenever it raises, nothing was executed by this call.
        """
        seen = await self.sight.see(message)
        claimed = await self._claim(message, seen)
        try:
            reply = await self._decide(message, seen, claimed)
        except OutcomeUnknown:
            raise  # only the same message_id can tell what came of it
        except StoreUnavailable:
            await self._release(message, seen, claimed)
            raise
        if reply is None:  # the list was closed between claim and commit: another turn decided
            reply = await self._decide(message, seen, Standing.TAKEN)
        if reply is None:
            raise StoreUnavailable("the turn could not be committed")
        return reply

    async def _claim(self, message: Message, seen: Seen) -> Standing | None:
        """Claim the live list for this message, when the words choose from it and may choose from it now."""
        action = seen.peeked.live
        if action is None or seen.understood.intent != SELECT or seen.wait:
            return None
        if message.pending_action_id not in (None, action.id):
            return None
        return await self.sight.pending_actions.claim(message.address, action.id, message.message_id)

    async def _decide(self, message: Message, seen: Seen, claimed: Standing | None) -> Reply | None:
        """Decide in one transaction. None when the list to choose from was closed meanwhile: nothing was written."""
        async with self.store.transaction(message.address) as transaction:
            opening, excess = await self._begin(transaction, message, seen, claimed)
            if opening.prior:
                return await self._repeat(message, seen, opening.prior)
            situation = self._situation(message, seen, claimed, opening, max(seen.wait, excess))
            outcome = decide_choosing(situation) if seen.is_reply else decide_asking(situation, self.new_id())
            if not await self._commit(transaction, message, seen, outcome):
                return None
        return await self._offer(message, outcome)

    async def _begin(
        self, transaction: Transaction, message: Message, seen: Seen, claimed: Standing | None
    ) -> tuple[Opening, int]:
        """Read what the decision needs; beside it, what is asked for counts towards its cooldown."""
        choice = chosen_option(seen.understood.choice, seen.peeked.action) if claimed is Standing.LIVE else None
        begin = transaction.begin(message.message_id, seen.wanted, choice.id if choice else None)
        if seen.is_reply or seen.wait or seen.capability is None:
            return await begin, 0
        return await asyncio.gather(begin, self.sight.cooldowns.count(message.address, seen.capability))

    async def _release(self, message: Message, seen: Seen, claimed: Standing | None) -> None:
        """Nothing was decided yet: let the list be chosen from again, by a retry or by new words."""
        if claimed is Standing.LIVE and seen.peeked.action:
            with suppress(StoreUnavailable):
                await self.sight.pending_actions.release(message.address, seen.peeked.action.id, message.message_id)

    def _situation(
        self, message: Message, seen: Seen, claimed: Standing | None, opening: Opening, wait: int
    ) -> Situation:
        return Situation(
            message=message,
            understood=seen.understood,
            profile=opening.profile,
            contracts=self.sight.contracts,
            capability=seen.capability,
            peeked=seen.peeked,
            turn_id=self.new_id(),
            claimed=claimed,
            found=opening.found,
            judged=opening.judged,
            wait=wait,
            can_offer=seen.can_offer,
        )

    async def _commit(self, transaction: Transaction, message: Message, seen: Seen, outcome: Outcome) -> bool:
        """Write everything at once; a choice counts towards its cooldown only when it opens."""
        commit = transaction.commit(message.message_id, self._digest(message), outcome)
        if outcome.execution is None or seen.capability is None:
            return await commit
        committed, _ = await asyncio.gather(commit, self.sight.cooldowns.count(message.address, seen.capability))
        return committed

    async def _repeat(self, message: Message, seen: Seen, prior: PriorTurn) -> Reply:
        """Give a retry its first answer back, and its list where that is still the newest and open.

        The database keeps no search words; the retry brings them again.
        """
        if not hmac.compare_digest(prior.text_digest, self._digest(message)):
            raise MessageConflict
        if prior.rearm is None:
            return replace(prior.reply, pending=None)
        wanted = seen.wanted or Wanted("")
        return await self._offer(
            message,
            Outcome(prior.reply, offer=replace(prior.rearm, term=wanted.term, offset=wanted.offset, must=wanted.must)),
        )

    async def _offer(self, message: Message, outcome: Outcome) -> Reply:
        """Put the committed list where it can be chosen from; where that fails, say so instead of inviting a choice."""
        reply, action = outcome.reply, outcome.offer
        if action is None:
            return reply
        try:
            expires_at = await self.sight.pending_actions.offer(message.address, action)
        except StoreUnavailable:
            titles = "\n".join(f"• {each.title}" for each in action.options)
            return replace(reply, key="list-without-choice", arguments={"titles": titles}, candidates=(), pending=None)
        return replace(reply, pending=PendingNotice(action.id, action.kind, expires_at))

    def _digest(self, message: Message) -> bytes:
        return hmac.digest(self.digest_key, message.text.encode("utf-8", "surrogatepass"), "sha256")
