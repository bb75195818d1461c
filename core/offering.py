"""Decides what is offered: a short list that asks for one choice, an explanation, or an honest nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from core.active_contracts import Capability
from core.contract import Does, Profile
from core.finding import Candidate, Wanted
from core.interpretation import LIST_MORE, Interpretation
from core.pending import Option, Peeked, PendingAction, Standing, chosen_option
from core.record import Ending, Event, Outcome, Result
from core.reply import PendingNotice, Reply
from core.situation import Situation

LONGEST = 5
"""The longest list that is shown (plan §11.1)."""


def wanted_by(capability: Capability, understood: Interpretation, peeked: Peeked) -> Wanted | None:
    """Return what must be looked for before deciding, or None where nothing must."""
    match capability.operation.does:
        case Does.FIND:
            return _narrowed(understood, peeked) or Wanted(understood.term, LONGEST)
        case Does.EXPLAIN:
            return _pointed_at(understood, peeked) or Wanted(understood.term, LONGEST)
        case Does.COUNT:
            return Wanted("", LONGEST)
        case Does.BROWSE:
            return _page(understood, peeked)
    return None


def compared(understood: Interpretation, peeked: Peeked) -> Wanted | None:
    """What a question about several entries of the live list is about; it chooses none of them."""
    positions = [int(each) for each in understood.slots.get("compare", "").split(",") if each.isdecimal()]
    options = [option for each in positions if (option := chosen_option(each, peeked.live))]
    return Wanted("", ids=tuple(each.id for each in options)) if len(options) > 1 else None


def decide_offer(situation: Situation, capability: Capability, new_id: UUID) -> Outcome:
    """Offer what was found; a list of one still asks (plan §2.1). `new_id` names the list."""
    told = situation.event(capability.operation.events.detected, Result.SIGNAL)
    offered = tuple(each for each in _told(situation) if _may_be_offered(each, situation.profile))[:LONGEST]
    if not offered and situation.peeked.live and _narrowed(situation.understood, situation.peeked):
        return Outcome(situation.reply("nothing-narrower"), told)
    if not offered:
        return Outcome(_without_list(situation, capability), told)
    if not situation.can_offer:
        titles = "\n".join(f"• {each.title}" for each in offered)
        return Outcome(situation.reply("list-without-choice", arguments={"titles": titles}), told)
    pending = _pending(situation, capability, offered, new_id)
    ended, superseded = _superseded(situation, capability)
    listed = situation.event(
        capability.operation.events.listed,
        Result.SIGNAL,
        offer=new_id,
        candidates=[str(each.id) for each in offered],
    )
    reply = situation.reply(
        _key(situation, capability),
        arguments=_arguments(situation, offered),
        candidates=offered,
        pending=PendingNotice(new_id, pending.kind),
    )
    return Outcome(reply, told + superseded + listed, offer=pending, ended=ended)


def _narrowed(understood: Interpretation, peeked: Peeked) -> Wanted | None:
    """The search that the live list came from, narrowed; None where there is nothing to narrow."""
    must = understood.slots.get("filter", "")
    return Wanted(peeked.live.term, LONGEST, must=must) if must and peeked.live and peeked.live.term else None


def _pointed_at(understood: Interpretation, peeked: Peeked) -> Wanted | None:
    """The one entry of the live list that the words point at."""
    position = understood.slots.get("position", "")
    option = chosen_option(int(position), peeked.live) if position.isdecimal() else None
    return Wanted("", ids=(option.id,)) if option else None


def _page(understood: Interpretation, peeked: Peeked) -> Wanted:
    """The page that was asked for: the next one of the newest list, or the first of everything."""
    before = peeked.action
    if understood.intent == LIST_MORE and before is not None:
        return Wanted(before.term, LONGEST, before.offset + len(before.options), before.must)
    return Wanted(understood.term, LONGEST)


def _pending(
    situation: Situation, capability: Capability, offered: tuple[Candidate, ...], new_id: UUID
) -> PendingAction:
    opened = situation.contracts.offered_by(capability)
    wanted = wanted_by(capability, situation.understood, situation.peeked) or Wanted("")
    return PendingAction(
        id=new_id,
        kind=opened.operation.pending or "",
        operation=opened.key,
        contract=opened.contract.pin,
        options=tuple(Option(each.id, each.title) for each in offered),
        term=wanted.term,
        offset=wanted.offset,
        must=wanted.must,
    )


def _may_be_offered(candidate: Candidate, profile: Profile) -> bool:
    """Professionals and admins choose among all they are told of; what cannot be opened says so when chosen."""
    return candidate.openable or profile in (Profile.PROFESSIONAL, Profile.ADMIN)


def _key(situation: Situation, capability: Capability) -> str:
    if capability.operation.does is Does.COUNT:
        return "count"
    if capability.operation.does is Does.BROWSE:
        return "catalogue" if situation.found.total is not None else "more"
    return "list-explained" if _explained(situation) else "list"


def _arguments(situation: Situation, offered: tuple[Candidate, ...]) -> Mapping[str, str | int]:
    arguments: dict[str, str | int] = {"count": len(offered)}
    if situation.found.total is not None:
        arguments["total"] = situation.found.total
    if explained := _explained(situation):
        arguments |= {"summary": explained.summary or "", "title": explained.title}
    return arguments


def _told(situation: Situation) -> tuple[Candidate, ...]:
    """What was found; for those who mostly may not open what they name, what comes near too (plan §13.1)."""
    found = situation.found
    if found.candidates or situation.profile in (Profile.PROFESSIONAL, Profile.ADMIN):
        return found.candidates
    return found.related


def _explained(situation: Situation) -> Candidate | None:
    """For those who mostly may not open things, the best summary comes with the list (plan §13.1)."""
    if situation.profile in (Profile.PROFESSIONAL, Profile.ADMIN):
        return None
    return next((each for each in _told(situation) if each.summary), None)


def _without_list(situation: Situation, capability: Capability) -> Reply:
    if explained := _explained(situation):
        arguments = {"summary": explained.summary or "", "title": explained.title}
        return situation.reply("explanation", arguments=arguments)
    if capability.operation.does is Does.FIND:
        return situation.reply("nothing-found")
    return situation.reply("no-more" if situation.understood.intent == LIST_MORE else "empty-catalogue")


def _superseded(situation: Situation, capability: Capability) -> tuple[tuple[UUID, Ending] | None, tuple[Event, ...]]:
    before = situation.peeked.action
    match situation.peeked.standing:
        case Standing.LIVE if before:
            name = capability.operation.events.superseded
            return (before.id, Ending.SUPERSEDED), situation.event(name, Result.SILENCED, offer=before.id)
        case Standing.EXPIRED if before:
            name = situation.contracts.named(before.operation).operation.events.expired
            return (before.id, Ending.EXPIRED), situation.event(name, Result.SILENCED, offer=before.id)
    return None, ()
