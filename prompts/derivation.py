"""Writes content derived from passages, for a patient, a student or a professional (plan §10, §13)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import MappingProxyType

from core.errors import NoaError
from prompts.facts import Facts, Kind
from prompts.guard import Rejected, check
from prompts.privacy import Purpose, outgoing
from prompts.speaker import Speaker, Wish
from prompts.template import Prompt

MOST_PASSAGES = 8
"""Passages that are sent to write from; the caller puts the best first."""

IsTooClose = Callable[[str], Awaitable[bool]]
"""Judges a whole text against everything that its reader may not see (core/overlap.py)."""

_PURPOSES = MappingProxyType(
    {
        "patient": Purpose.PATIENT,
        "student": Purpose.STUDENT,
        "professional": Purpose.PROFESSIONAL,
        "admin": Purpose.PROFESSIONAL,
    }
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that this profile's derivation may read, and the title of where it stands."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """What to write: an answer to a question, from passages, for a profile."""

    question: str
    profile: str
    locale: str
    passages: tuple[Passage, ...]
    institution: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A text in the model's words that passed every judgement, and the titles it was written from."""

    text: str
    sources: tuple[str, ...]


class Writer:
    """Writes derived content, or says why there is none; the caller then gives canonical content instead."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    async def derive(self, derivation: Derivation, is_too_close: IsTooClose) -> Derived | Rejected:
        """Return the text as a whole or why there is none: "overlap" where it is too close. Nothing is trimmed."""
        purpose = _PURPOSES.get(derivation.profile)
        used = derivation.passages[:MOST_PASSAGES]
        if purpose is None or not used:
            return Rejected("no_passages" if purpose else "no_profile")
        told = {
            "question": derivation.question,
            "passages": [{"title": each.title, "text": each.text} for each in used],
        }
        sources = tuple(dict.fromkeys(each.title for each in used))
        held = tuple(each["text"] for each in outgoing(purpose, told)["passages"])
        facts = Facts(Kind.DERIVED, derivation.locale, passages=held)

        async def judge(prompt: Prompt, words: str) -> Derived | Rejected:
            verdict = check(facts.told(prompt.system, prompt.secrets), words)
            if isinstance(verdict, Rejected):
                return verdict
            text = verdict.phrased.text
            try:
                return Rejected("overlap") if await is_too_close(text) else Derived(text, sources)
            except NoaError:
                return Rejected("unjudged")

        return await self._speaker.say(Wish(purpose, derivation.locale, told, derivation.institution), judge)
