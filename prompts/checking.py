"""Checks at start that every reply a contract can give has words in every locale."""

from __future__ import annotations

from collections.abc import Iterator

from core.active_contracts import ActiveContracts, Capability, commands_of
from core.contract import Does, Risk
from core.errors import ContractInvalid
from prompts.phrasebook import LOCALES, Wording

GENERAL = ("not-ours", "not-for-profile", "cooldown", "another-list", "nothing-pending", "already-answered")
OFFERED = ("list", "list-explained", "explanation", "nothing-found", "nothing-narrower", "list-without-choice")
BROWSED = ("catalogue", "more", "count", "empty-catalogue", "no-more")
CHOSEN = ("opened", "access-denied", "no-text", "quarantined", "cancelled", "expired")
ASKED_AGAIN = ("ask-again", "cooldown-choice", "compared")


def check_wording(contracts: ActiveContracts, wording: Wording) -> None:
    """Raise ContractInvalid naming each bundle, locale and key that has no words."""
    needed = {("", key) for key in GENERAL} | {
        (each.contract.bundle, key) for each in contracts for key in _needed(each)
    }
    missing = [
        f"bundles/{bundle or '..'}: no words for `{key}` in {locale}"
        for bundle, key in sorted(needed)
        for locale in LOCALES
        if not wording.has(locale, bundle, key)
    ]
    if missing:
        raise ContractInvalid("\n".join(missing))


def _needed(capability: Capability) -> Iterator[str]:
    operation = capability.operation
    yield from (command.label for command in commands_of(operation))
    if operation.reply:
        yield operation.reply
    if operation.risk is Risk.CONFIRM:
        yield from CHOSEN + ASKED_AGAIN
    match operation.does:
        case Does.FIND:
            yield from OFFERED
        case Does.BROWSE | Does.COUNT:
            yield from BROWSED
        case Does.EXPLAIN:
            yield from ("summary", "nothing-to-summarise")
        case Does.COMMAND if operation.risk is Risk.SAFE:
            yield from ("going", "no-such-section")
