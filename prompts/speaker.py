"""Asks a model for words, once: within the turn's time, the budget and the circuit, and lets a judge decide."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from prompts.breaker import CircuitBreaker
from prompts.guard import Rejected
from prompts.model import LanguageModel, ModelFailed
from prompts.privacy import Purpose
from prompts.spending import Spending
from prompts.template import Prompt, Templates, assemble

T = TypeVar("T")

Observe = Callable[[str, str, float], None]
"""Told once for each wish to ask: the purpose, "accepted" or the reason why not, and the seconds it took."""

LONGEST_ANSWER: Mapping[Purpose, int] = MappingProxyType(
    {
        Purpose.LIST: 500,
        Purpose.CONFIRMATION: 160,
        Purpose.PATIENT: 700,
        Purpose.STUDENT: 900,
        Purpose.PROFESSIONAL: 900,
        Purpose.ADVICE: 100,
    }
)
"""Tokens of an answer, by purpose."""

MOST_AT_ONCE = 16
"""Questions that wait for the model at the same time in one process; whoever comes then is answered without it."""

_ANSWERED = frozenset({"refused", "truncated", "empty", "too_long"})
_CHARACTERS_PER_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody would like to have worded, in which language, and who pays."""

    purpose: Purpose
    locale: str
    facts: Mapping[str, Any]
    institution: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Asks one model. `seconds` bound everything together: counting, waiting and judging."""

    model: LanguageModel
    templates: Templates
    seconds: float
    spending: Spending
    breaker: CircuitBreaker
    observe: Observe = lambda _purpose, _outcome, _seconds: None
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))

    async def say(self, wish: Wish, judge: Callable[[Prompt, str], Awaitable[T | Rejected]]) -> T | Rejected:
        """Return what `judge` makes of the model's words, or why there are none. Raises nothing but a cancellation."""
        begun = time.perf_counter()
        outcome = await self._in_time(wish, judge)
        reason = outcome.reason if isinstance(outcome, Rejected) else "accepted"
        self.observe(wish.purpose.value, reason, time.perf_counter() - begun)
        return outcome

    async def _in_time(self, wish: Wish, judge: Callable[[Prompt, str], Awaitable[T | Rejected]]) -> T | Rejected:
        if self.places.locked():
            return Rejected("crowded")
        if not self.breaker.admits():
            return Rejected("circuit_open")
        try:
            async with self.places, asyncio.timeout(self.seconds):
                prompt = assemble(self.templates, wish.purpose, wish.locale, wish.facts)
                answer = await self._ask(prompt, wish)
                return answer if isinstance(answer, Rejected) else await judge(prompt, answer)
        except TimeoutError:
            self.breaker.failed()
            return Rejected("late")

    async def _ask(self, prompt: Prompt, wish: Wish) -> str | Rejected:
        longest = LONGEST_ANSWER[wish.purpose]
        estimate = (len(prompt.system) + len(prompt.user)) // _CHARACTERS_PER_TOKEN + longest
        if not await self.spending.reserve(wish.institution, estimate):
            return Rejected("budget")
        try:
            completion = await self.model.complete(prompt.system, prompt.user, longest)
        except ModelFailed as failure:
            self.breaker.succeeded() if failure.reason in _ANSWERED else self.breaker.failed()
            return Rejected(failure.reason)
        self.breaker.succeeded()
        await self.spending.settle(wish.institution, estimate, completion)
        return completion.text
