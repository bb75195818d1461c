"""What an utterance was understood to mean, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

Choice = int | Literal["cancel"]
"""A 1-based position in the list that was shown, or the wish to cancel it."""

SELECT = "SELECT"
AMBIGUOUS = "AMBIGUOUS"
LIST_MORE = "LIST_MORE"
HELP = "HELP"
NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of understanding, for people who ask why."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Offered:
    """The live list that this person was shown in this conversation: titles in their order."""

    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An intent with its slots (plan §1). `term` holds the words to search for; `choice` only goes with SELECT."""

    intent: str
    confidence: float = 1.0
    source: Literal["deterministic", "advice"] = "deterministic"
    choice: Choice | None = None
    term: str = ""
    slots: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    rule: str = ""
    steps: tuple[Step, ...] = ()


class Interpreter(Protocol):
    """Understands human words, and only them (plan §2.5)."""

    def interpret(
        self,
        text: str,
        offered: Offered | None,
        modality: str = "text",
        alternatives: Sequence[str] = (),
        transcript_confidence: float | None = None,
    ) -> Interpretation:
        """Return what `text` means, given the list that is live, if any; never raises for any text."""
        ...
