"""Decides what is asked for in words: lists, explanations, answers, and commands that need no choice. Pure."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from core.active_contracts import Capability
from core.command import envelope
from core.contract import CommandTemplate, Does
from core.offering import decide_offer
from core.record import Outcome, Result
from core.situation import Situation


def decide_asking(situation: Situation, new_id: UUID) -> Outcome:
    """Return what becomes of a request in words; `new_id` names the list, should there be one."""
    capability = situation.capability
    if capability is None:
        return Outcome(situation.reply("not-ours"), situation.event("INTENT_WITHOUT_CONTRACT", Result.SIGNAL))
    events = capability.operation.events
    if situation.profile not in capability.operation.roles:
        denied = situation.event(events.denied or events.detected, Result.DENIED, reason="role")
        return Outcome(situation.reply("not-for-profile"), denied)
    if situation.wait:
        refused = situation.event(events.refused, Result.DENIED, reason="cooldown", seconds=situation.wait)
        return Outcome(situation.reply("cooldown", arguments={"seconds": situation.wait}), refused)
    return _BY_DEED[capability.operation.does](situation, capability, new_id)


def _explain(situation: Situation, capability: Capability, _new_id: UUID) -> Outcome:
    events = capability.operation.events
    told = situation.event(events.detected, Result.SIGNAL)
    source = next((each for each in situation.found.candidates if each.summary), None)
    if source is None or not (situation.understood.term or situation.understood.slots.get("position")):
        return Outcome(situation.reply("nothing-to-summarise"), told)
    given = situation.event(events.listed, Result.SIGNAL, resource=source.id)
    arguments = {"summary": source.summary or "", "title": source.title}
    return Outcome(situation.reply("summary", arguments=arguments), told + given)


def _command(situation: Situation, capability: Capability, _new_id: UUID) -> Outcome:
    """Issue a command that needs no choice, from the words alone and among those of the person's profile."""
    operation = capability.operation
    template = _template(situation, capability)
    if template is None:
        denied = situation.event(operation.events.denied, Result.DENIED, reason="no_target_for_role")
        return Outcome(situation.reply("no-such-section"), denied)
    told = situation.event(operation.events.detected, Result.ALLOWED, target=template.target)
    command = envelope(template, operation.reason, {})
    return Outcome(situation.reply("going", metadata=dict(operation.metadata), commands=(command,)), told)


def _template(situation: Situation, capability: Capability) -> CommandTemplate | None:
    targets = capability.operation.targets.get(situation.understood.slots.get("section", ""), ())
    return next((each.command for each in targets if situation.profile in each.roles), None)


def _signal(situation: Situation, capability: Capability, _new_id: UUID) -> Outcome:
    operation = capability.operation
    reply = situation.reply(operation.reply or "done", metadata=dict(operation.metadata), token=operation.token)
    return Outcome(reply, situation.event(operation.events.detected, Result.ALLOWED))


def _answer(situation: Situation, capability: Capability, _new_id: UUID) -> Outcome:
    reply = situation.reply(capability.operation.reply or "not-ours")
    return Outcome(reply, situation.event(capability.operation.events.detected, Result.SIGNAL))


_BY_DEED: dict[Does, Callable[[Situation, Capability, UUID], Outcome]] = {
    Does.FIND: decide_offer,
    Does.BROWSE: decide_offer,
    Does.COUNT: decide_offer,
    Does.EXPLAIN: _explain,
    Does.COMMAND: _command,
    Does.SIGNAL: _signal,
    Does.ANSWER: _answer,
}
