"""Says a reply: in canonical words, or in a model's where its wording passes the guard in time."""

from __future__ import annotations

import asyncio
from typing import Protocol

from core.reply import Reply
from prompts.facts import Facts, Kind, facts_of
from prompts.guard import Accepted, Rejected, check, is_sayable
from prompts.phrasing import Phrased, Phraser
from prompts.privacy import Purpose
from prompts.said import Said
from prompts.speaker import Speaker, Wish
from prompts.template import Prompt

MEMORY_SECONDS = 0.1
"""How long the words of a retried turn may take to be recalled or kept."""

_PURPOSES = {Kind.LIST: Purpose.LIST, Kind.CONFIRMATION: Purpose.CONFIRMATION}


class Voice(Protocol):
    """Finds the words of a reply."""

    async def phrase(self, reply: Reply, locale: str, institution: str) -> Phrased:
        """Return the words; `institution` pays for them where they cost anything. Never fails where words exist."""
        ...


class CanonicalVoice:
    """The words of the files, and no model."""

    def __init__(self, phraser: Phraser) -> None:
        self._phraser = phraser

    async def phrase(self, reply: Reply, locale: str, _institution: str) -> Phrased:
        return self._phraser.phrase(reply, locale)


class ModelPhraser:
    """Lets a model reword lists and confirmations. Whatever fails the guard, is late or is off stays canonical."""

    def __init__(self, phraser: Phraser, speaker: Speaker, said: Said) -> None:
        self._phraser = phraser
        self._speaker = speaker
        self._said = said

    async def phrase(self, reply: Reply, locale: str, institution: str) -> Phrased:
        canonical = self._phraser.phrase(reply, locale)
        facts = facts_of(reply, canonical, locale)
        if facts is None or not is_sayable(facts):
            return canonical
        if recalled := await self._recall(reply, locale):
            return recalled
        phrased = await self._reworded(reply.profile, facts, institution)
        await self._keep(reply, locale, phrased)
        return phrased

    async def _reworded(self, profile: str, facts: Facts, institution: str) -> Phrased:
        told = {"profile": profile, "wording": facts.canonical.text, "titles": facts.titles}
        wish = Wish(_PURPOSES[facts.kind], facts.locale, told, institution)

        async def judge(prompt: Prompt, words: str) -> Accepted | Rejected:
            return check(facts.told(prompt.system, prompt.secrets), words)

        verdict = await self._speaker.say(wish, judge)
        return verdict.phrased if isinstance(verdict, Accepted) else facts.canonical

    async def _recall(self, reply: Reply, locale: str) -> Phrased | None:
        try:
            async with asyncio.timeout(MEMORY_SECONDS):
                return await self._said.recall(reply.turn_id, locale)
        except TimeoutError:
            return None

    async def _keep(self, reply: Reply, locale: str, phrased: Phrased) -> None:
        try:
            async with asyncio.timeout(MEMORY_SECONDS):
                await self._said.keep(reply.turn_id, locale, phrased)
        except TimeoutError:
            return
