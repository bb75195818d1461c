"""Decides what becomes of a reply to a list: a choice, a cancellation, or another question. Pure (plan §6.3, §7.3)."""

from __future__ import annotations

from core.active_contracts import Capability
from core.command import envelope, execution_id, fill
from core.interpretation import AMBIGUOUS
from core.judging import judgement_of
from core.pending import Option, PendingAction, Standing, chosen_option
from core.record import Ending, Execution, Judgement, Origin, Outcome, Result
from core.situation import Situation


def answers_another_list(situation: Situation) -> bool:
    """Whether the message names a list other than the newest one: it was shown something else (plan §7.3)."""
    named = situation.message.pending_action_id
    newest = situation.peeked.action
    return named is not None and (newest is None or newest.id != named)


def decide_choosing(situation: Situation) -> Outcome:
    """Return what becomes of a reply to a list."""
    if answers_another_list(situation):
        told = situation.event("CHOICE_FOR_ANOTHER_LIST", Result.DENIED, offer=situation.message.pending_action_id)
        return Outcome(situation.reply("another-list", intent=AMBIGUOUS), told)
    action = situation.peeked.action
    standing = situation.claimed or situation.peeked.standing
    if action is None or standing in (Standing.NONE, Standing.TAKEN):
        return _nothing_pending(situation, standing)
    capability = situation.contracts.named(action.operation)
    if standing is Standing.EXPIRED:
        return _expired(situation, capability, action)
    if situation.understood.intent == AMBIGUOUS:
        return _unclear(situation, capability, action)
    if situation.wait:
        return _too_soon(situation, capability, action)
    if situation.understood.choice == "cancel":
        return _cancelled(situation, capability, action)
    return _chosen(situation, capability, action)


def _nothing_pending(situation: Situation, standing: Standing) -> Outcome:
    reason = "answered" if standing is Standing.TAKEN else "no_list"
    key = "already-answered" if standing is Standing.TAKEN else "nothing-pending"
    told = situation.event("CHOICE_WITHOUT_LIST", Result.DENIED, reason=reason)
    return Outcome(situation.reply(key, selection=situation.understood.choice), told)


def _expired(situation: Situation, capability: Capability, action: PendingAction) -> Outcome:
    name = capability.operation.events.expired
    told = situation.event(name, Result.DENIED, capability=capability, offer=action.id, reason="expired")
    reply = situation.reply("expired", capability=capability, selection=situation.understood.choice)
    return Outcome(reply, told, ended=(action.id, Ending.EXPIRED))


def _unclear(situation: Situation, capability: Capability, action: PendingAction) -> Outcome:
    told = situation.event(capability.operation.events.unclear, Result.SIGNAL, capability=capability, offer=action.id)
    if len(situation.found.candidates) > 1:
        places = {option.id: position for position, option in enumerate(action.options, 1)}
        compared = tuple((places[each.id], each) for each in situation.found.candidates if each.id in places)
        reply = situation.reply("compared", capability=capability, arguments=_count(action), compared=compared)
        return Outcome(reply, told)
    return Outcome(
        situation.reply("ask-again", capability=capability, arguments=_count(action)),
        told,
    )


def _too_soon(situation: Situation, capability: Capability, action: PendingAction) -> Outcome:
    name = capability.operation.events.refused
    told = situation.event(
        name, Result.DENIED, capability=capability, offer=action.id, reason="cooldown", seconds=situation.wait
    )
    reply = situation.reply(
        "cooldown-choice",
        capability=capability,
        arguments={"seconds": situation.wait},
    )
    return Outcome(reply, told)


def _cancelled(situation: Situation, capability: Capability, action: PendingAction) -> Outcome:
    name = capability.operation.events.cancelled
    told = situation.event(name, Result.SILENCED, capability=capability, offer=action.id, origin=Origin.CONFIRMATION)
    reply = situation.reply("cancelled", capability=capability, selection="cancel")
    return Outcome(reply, told, ended=(action.id, Ending.CANCELLED))


def _chosen(situation: Situation, capability: Capability, action: PendingAction) -> Outcome:
    option = chosen_option(situation.understood.choice, action)
    judged = situation.judged
    if option is None or judged is None:
        return _unclear(situation, capability, action)
    if situation.profile not in capability.operation.roles or judged.verdict == "denied":
        return _refused(situation, capability, action, option, "access-denied", judged.reason or "policy")
    if judged.verdict == "empty":
        return _refused(situation, capability, action, option, "no-text", "empty")
    if judged.verdict == "unsound":
        return _refused(situation, capability, action, option, "quarantined", judged.reason or "unsound")
    judgement = judgement_of(option.id, judged)
    if judgement and judgement.verdict == "unsound":
        return _refused(situation, capability, action, option, "quarantined", judgement.reason or "", judgement)
    return _confirmed(situation, capability, action, option, judgement)


def _refused(
    situation: Situation,
    capability: Capability,
    action: PendingAction,
    option: Option,
    key: str,
    reason: str,
    judgement: Judgement | None = None,
) -> Outcome:
    """A confirmed choice that must not run: the list ends, nothing is issued, and the ledger says why."""
    events = capability.operation.events
    told = situation.event(
        events.blocked if key == "quarantined" else events.denied,
        Result.DENIED,
        capability=capability,
        origin=Origin.CONFIRMATION,
        offer=action.id,
        resource=option.id,
        reason=reason,
    )
    reply = situation.reply(key, capability=capability, selection=situation.understood.choice)
    return Outcome(reply, told, ended=(action.id, Ending.REFUSED), judgement=judgement)


def _confirmed(
    situation: Situation,
    capability: Capability,
    action: PendingAction,
    option: Option,
    judgement: Judgement | None,
) -> Outcome:
    operation = capability.operation
    execution = execution_id(situation.message.address.person_id, option.id, action.id)
    values = {"resource": str(option.id), "execution": str(execution), "title": option.title}
    (event,) = situation.event(
        operation.events.confirmed,
        Result.ALLOWED,
        capability=capability,
        origin=Origin.CONFIRMATION,
        offer=action.id,
        resource=option.id,
        execution_id=str(execution),
        version=situation.judged.version if situation.judged else None,
    )
    command = envelope(operation.command, operation.reason, values) if operation.command else None
    reply = situation.reply(
        "opened",
        capability=capability,
        arguments={"title": option.title},
        selection=situation.understood.choice,
        metadata=fill(operation.metadata, values),
        commands=(command,) if command else (),
    )
    return Outcome(reply, execution=Execution(execution, action.id, option.id, event), judgement=judgement)


def _count(action: PendingAction) -> dict[str, str | int]:
    return {"count": len(action.options)}
