"""Asks a model what unclear words may mean: a search or a question out of a closed list, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.active_contracts import ActiveContracts
from core.contract import Does, Risk
from core.interpretation import AMBIGUOUS, HELP, LIST_MORE, NONE, SELECT, Interpretation, Step
from core.overlap import words_of
from prompts.guard import Rejected
from prompts.privacy import Purpose
from prompts.speaker import Speaker, Wish
from prompts.template import Prompt

ASK = "ASK"
"""The choice that asks the person to say more."""

CONFIDENCE = 0.5
"""Advice is never sure."""

LONGEST_WORDS = 500
"""Characters of what the person wrote that are sent."""

_SEARCHES = frozenset({Does.FIND, Does.BROWSE, Does.COUNT, Does.EXPLAIN})
_NEVER = frozenset({SELECT, AMBIGUOUS, LIST_MORE, NONE})
_FENCED = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)


class _Advised(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    intent: str = Field(max_length=64)
    term: str = Field(default="", max_length=200)


def advisable(contracts: ActiveContracts) -> Mapping[str, Does]:
    """Return the intents that advice may lead to: those of safe operations that only search or tell."""
    return MappingProxyType(
        {
            intent: each.operation.does
            for each in contracts
            for intent in each.operation.intents
            if each.operation.risk is Risk.SAFE and each.operation.does in _SEARCHES and intent not in _NEVER
        }
    )


class Advisor:
    """Advises on what no rule understood. `examples`: for an intent, how people ask for it."""

    def __init__(
        self, speaker: Speaker, contracts: ActiveContracts, examples: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._speaker = speaker
        self._allowed = advisable(contracts)
        given = examples or {}
        self._choices = {intent: list(given.get(intent, ()))[:3] for intent in self._allowed}

    async def advise(self, text: str, locale: str, institution: str) -> Interpretation | None:
        """Return a search with words of the person's own, a question (HELP), or None: whatever else is said is nothing.

        It never returns a selection, a command or an intent of an operation that needs a confirmation.
        """
        wish = Wish(Purpose.ADVICE, locale, {"words": text[:LONGEST_WORDS], "choices": self._choices}, institution)

        async def judge(prompt: Prompt, words: str) -> Interpretation | Rejected:
            return self._judged(text, words, prompt.template)

        advised = await self._speaker.say(wish, judge)
        return None if isinstance(advised, Rejected) else advised

    def _judged(self, text: str, words: str, template: str) -> Interpretation | Rejected:
        fenced = _FENCED.fullmatch(words.strip())
        try:
            advised = _Advised.model_validate_json(fenced[1] if fenced else words)
        except ValidationError:
            return Rejected("misshapen")
        if advised.intent != ASK and advised.intent not in self._allowed:
            return Rejected("not_allowed")
        term = _own_words(text, advised.term)
        if term is None:
            return Rejected("invented_term")
        if advised.intent == ASK or (not term and self._allowed[advised.intent] in (Does.FIND, Does.EXPLAIN)):
            return _interpretation(HELP, "", template)
        return _interpretation(advised.intent, term, template)


def _interpretation(intent: str, term: str, template: str) -> Interpretation:
    steps = (Step("advice", template),)
    return Interpretation(intent, CONFIDENCE, "advice", term=term, rule="advice", steps=steps)


def _own_words(text: str, term: str) -> str | None:
    """Return the person's own words that the term repeats, in the person's order; None where it adds any."""
    wanted = set(words_of(term))
    if not wanted <= set(words_of(text)):
        return None
    own = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))
    return " ".join(word for word in own if (folded := words_of(word)) and wanted.issuperset(folded))
