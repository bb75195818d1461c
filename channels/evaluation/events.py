"""What may happen around a dialogue: time, people, documents, stores and restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from channels.evaluation.scene import Scene
from core.errors import NoaError
from core.message import Address, Message
from core.pending import Option
from core.reply import Reply

Happening = Callable[["Stage", Mapping[str, Any]], Awaitable[list[str]]]


@dataclass
class Stage:
    """Where one dialogue is played: who speaks, in which conversation, to which service."""

    scene: Scene
    person: str
    conversation: str = field(default_factory=lambda: str(uuid4()))
    listed: tuple[Option, ...] = ()
    last: Message | None = None
    is_retry: bool = False
    reply_was_lost: bool = False
    database_is_down: bool = False

    @property
    def address(self) -> Address:
        """Where the person speaks now."""
        return self.scene.address(self.person, self.conversation)

    async def say(self, text: str) -> tuple[Reply | None, NoaError | None]:
        """Say something; after a lost reply, the same words again are a retry of the same message."""
        self.is_retry = self.reply_was_lost and self.last is not None and self.last.text == text
        message = self.last if self.is_retry and self.last else self.scene.message(self.address, text)
        self.reply_was_lost = False
        answered = await self.deliver(message)
        if self.database_is_down:
            await self.scene.restart()
            self.database_is_down = False
        return answered

    async def deliver(self, message: Message) -> tuple[Reply | None, NoaError | None]:
        """Deliver a message and remember it."""
        self.last = message
        try:
            reply = await self.scene.service.answer(message)
        except NoaError as error:
            return None, error
        if reply.candidates:
            self.listed = tuple(Option(each.id, each.title) for each in reply.candidates)
        return reply, None

    def chosen(self, details: Mapping[str, Any]) -> Option:
        """The listed option that an event speaks of."""
        return self.listed[int(details.get("position", 1)) - 1]

    async def clear(self) -> None:
        """Leave the scene as it was before the dialogue."""
        if self.database_is_down:
            await self.scene.restart()
        self.scene.restore()


async def _lists(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    stage.listed = stage.scene.shelf.listed[: int(details.get("count", 5))]
    await stage.scene.show_list(stage.address, stage.listed)
    return []


async def _past_ttl(stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    await stage.scene.expire(stage.address, -1)
    return []


async def _at_ttl(stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    await stage.scene.expire(stage.address, 0)
    return []


async def _delivered_twice(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    if stage.last is None:
        return []
    before = stage.scene.executions()
    await stage.deliver(stage.last)
    return _at_most(stage, before, int(details.get("expect_extra_executions", 0)))


async def _other_session(stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    stage.conversation = str(uuid4())
    return []


async def _other_role(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    stage.scene.change("set_type", type=str(details.get("role")), id=stage.scene.people[stage.person])
    return []


async def _quarantined(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    stage.scene.disturb("quarantine", id=stage.chosen(details).id)
    return []


async def _revoked(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    stage.scene.disturb("revoke", id=stage.chosen(details).id)
    return []


async def _corrupted(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    title = str(details.get("title"))
    if not stage.scene.disturb("corrupt", title=title):
        stage.scene.shelf.add_corrupted(title)
    return []


async def _retitled(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    option = stage.chosen(details)
    stage.scene.disturb("retitle", id=option.id, title=str(details.get("title")))
    stage.scene.shelf.refresh()
    renamed = Option(option.id, str(details.get("title")))
    stage.listed = tuple(renamed if each.id == option.id else each for each in stage.listed)
    await stage.scene.show_list(stage.address, stage.listed)
    return []


async def _together(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    before = stage.scene.executions()
    messages = [stage.scene.message(stage.address, str(text)) for text in details["texts"]]
    await asyncio.gather(*(stage.deliver(message) for message in messages))
    return _at_most(stage, before, int(details.get("expect_total_executions_max", 1)))


async def _restarted(stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    await stage.scene.restart()
    return []


async def _database_down(stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    """The next message meets a database that does not answer; after it, it is back."""
    await stage.scene.restart("postgresql://noa_app@127.0.0.1:1/nowhere")
    stage.database_is_down = True
    return []


async def _poisoned(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    stage.scene.disturb("poison", text=str(details.get("text", "")).replace("\x00", ""))
    return []


async def _nothing(_stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    """A model's words are no source of anything: there is nothing to do, and nothing may come of it."""
    return []


async def _somebody_else_waits(stage: Stage, details: Mapping[str, Any]) -> list[str]:
    profile = stage.person.split(".")[0]
    other = stage.scene.address(f"{profile}.other", stage.conversation)
    await stage.scene.show_list(other, stage.scene.shelf.listed[: int(details.get("count", 5))])
    return []


async def _signed_in_again(stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    await stage.scene.service.turn.sight.pending_actions.discard(stage.address)
    await asyncio.sleep(0.002)  # what is listed from now on was made after the sign-out, by the store's clock
    return []


async def _reply_lost(stage: Stage, _details: Mapping[str, Any]) -> list[str]:
    """The service went down between its commit and its answer; the person will send the same message again."""
    await stage.scene.restart()
    stage.reply_was_lost = True
    return []


def _at_most(stage: Stage, before: int, most: int) -> list[str]:
    issued = stage.scene.executions() - before
    return [f"{issued} executions, at most {most} expected"] if issued > most else []


EVENTS: dict[str, Happening] = {
    "system_lists_candidates": _lists,
    "advance_clock_past_ttl": _past_ttl,
    "advance_clock_to_ttl_exact": _at_ttl,
    "duplicate_delivery": _delivered_twice,
    "switch_session": _other_session,
    "role_changed_to": _other_role,
    "document_quarantined": _quarantined,
    "permission_revoked": _revoked,
    "document_corrupted": _corrupted,
    "candidate_title_is": _retitled,
    "concurrent_messages": _together,
    "server_restart": _restarted,
    "database_unavailable": _database_down,
    "retrieved_text_contains": _poisoned,
    "llm_output_contains": _nothing,
    "other_user_has_pending": _somebody_else_waits,
    "logout_login_same_user": _signed_in_again,
    "crash_after_commit_before_reply": _reply_lost,
}
