"""What a model's wording is judged against: everything that it may say."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import Enum

from core.reply import Reply
from prompts.phrasing import Phrased

NO_WORDS = Phrased("")


class Kind(Enum):
    """What is worded: a list that asks, a choice just confirmed, or content made from passages."""

    LIST = "list"
    CONFIRMATION = "confirmation"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one wording. `titles`: to be named once each, in this order. `passages`: texts to write from.

    `instructions` and `secrets` are what the model was told and must not tell.
    """

    kind: Kind
    locale: str
    canonical: Phrased = NO_WORDS
    titles: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    instructions: str = ""
    secrets: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that is held to be true, as one text."""
        return "\n".join((self.canonical.text, *self.titles, *self.passages))

    def told(self, instructions: str, secrets: tuple[str, ...]) -> Facts:
        """Return the same facts with what the model was told beside them."""
        return replace(self, instructions=instructions, secrets=secrets)


def facts_of(reply: Reply, canonical: Phrased, locale: str) -> Facts | None:
    """Return the facts of a reply that a model may reword: a list that asks, or a confirmation. None for all others."""
    if reply.token is not None:
        return None
    if reply.candidates and reply.pending:
        return Facts(Kind.LIST, locale, canonical, tuple(_composed(each.title) for each in reply.candidates))
    title = reply.arguments.get("title")
    if reply.commands and isinstance(reply.selection, int) and isinstance(title, str):
        return Facts(Kind.CONFIRMATION, locale, canonical, (_composed(title),))
    return None


def _composed(title: str) -> str:
    return unicodedata.normalize("NFC", title)
