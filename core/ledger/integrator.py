"""The integrator: puts events into their institutions' trees, each exactly once, and signs every new head."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

import psycopg

from core.errors import StoreUnavailable
from core.ledger.damage import LedgerDamaged
from core.ledger.entry import RecordedEvent
from core.ledger.growing import extend, trusted_frontier
from core.ledger.kept import Kept
from core.ledger.note import Notary
from core.ledger.session import Lender, Row, Session, ledger_session, recorded
from core.ledger.walk import Walk, begin_walk, next_window

LOG = logging.getLogger("noa.ledger")


@dataclass(slots=True)
class Step:
    """What one step did: how many events it integrated, the notes it signed by tree, whether nothing is left to do."""

    integrated: int = 0
    notes: dict[UUID, str] = field(default_factory=dict)
    is_done: bool = True


class Integrator:
    """Walks the events in steps; any number of integrators may run, a lock lets one at a time work.

    What it remembers only saves it from looking twice: a new one looks at every event once, then at what is new.
    """

    def __init__(self, lender: Lender, notary: Notary, kept: Kept, window: int = 500) -> None:
        self._lender = lender
        self._notary = notary
        self._kept = kept
        self._window = window
        self._walk: Walk | None = None
        self._is_under_way = False
        self._damaged: dict[UUID, str] = {}

    @property
    def damaged(self) -> Mapping[UUID, str]:
        """Trees that grow no more until a person looked at them, and why. Their events wait."""
        return MappingProxyType(self._damaged)

    async def step(self) -> Step:
        """Integrate what waits in one window of events, in one transaction. Raises StoreUnavailable."""
        async with ledger_session(self._lender) as session:
            turn = await session.row("take_turn")
            if turn is None or not turn["is_ours"]:
                return Step()
            walk = self._walk if self._walk and self._is_under_way else await begin_walk(session, self._walk)
            window = await next_window(session, walk, self._window)
            step = await self._integrate(session, window.events, turn["now"])
        self._walk, self._is_under_way, step.is_done = window.onward, not window.is_last, window.is_last
        for tree, note in step.notes.items():
            await self._kept.keep(self._notary.signer(tree).name, note)
        return step

    async def catch_up(self) -> int:
        """Step until nothing is left to do; return how many events were integrated. Raises StoreUnavailable."""
        total = 0
        while True:
            step = await self.step()
            total += step.integrated
            if step.is_done:
                return total

    async def keep_heads(self) -> None:
        """Keep the newest checkpoint of every tree outside, which a crash may have left undone after the commit."""
        async with ledger_session(self._lender) as session:
            for head in await session.rows("heads"):
                signer = self._notary.signer(head["tree_id"])
                kept = await self._kept.last(signer.name)
                if kept == head["note"]:
                    continue
                try:
                    await trusted_frontier(session, head["tree_id"], signer, kept)
                except LedgerDamaged as damage:
                    self._note_damage(head["tree_id"], damage)
                else:
                    await self._kept.keep(signer.name, head["note"])

    async def run(self, pause: float = 1.0) -> None:
        """Integrate until cancelled. A failing store is tried again, from the first event on: it may be another one."""
        heads_are_kept = False
        while True:
            try:
                if not heads_are_kept:
                    await self.keep_heads()
                    heads_are_kept = True
                await self.catch_up()
            except (StoreUnavailable, psycopg.DatabaseError, OSError) as error:
                LOG.warning("the ledger waits: %s", type(error).__name__)
                self._walk, heads_are_kept = None, False
            await asyncio.sleep(pause)

    async def _integrate(self, session: Session, rows: Sequence[Row], now: int) -> Step:
        step = Step()
        for tree, events in _by_tree(rows).items():
            if tree in self._damaged:
                continue
            signer = self._notary.signer(tree)
            try:
                kept = await self._kept.last(signer.name)
                async with session.connection.transaction():
                    step.notes[tree] = await extend(session, tree, events, signer, kept, now)
            except LedgerDamaged as damage:
                self._note_damage(tree, damage)
            except psycopg.IntegrityError as error:
                self._note_damage(tree, LedgerDamaged(f"rows of tree {tree} are under no checkpoint: {error.sqlstate}"))
            else:
                step.integrated += len(events)
        return step

    def _note_damage(self, tree: UUID, damage: LedgerDamaged) -> None:
        self._damaged[tree] = damage.detail
        LOG.error("the ledger of %s stops: %s", tree, damage.detail)


def _by_tree(rows: Sequence[Row]) -> Mapping[UUID, list[RecordedEvent]]:
    found: dict[UUID, list[RecordedEvent]] = defaultdict(list)
    for row in rows:
        found[row["tree_id"]].append(recorded(row))
    return found
