"""What the model costs each institution, by day, and the budget that ends it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from prompts.model import Completion

KEPT_SECONDS = 40 * 86_400
"""How long a day's counters stay."""

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """What one institution may spend in a day (UTC); None: as much as it takes."""

    tokens: int | None = 1_000_000
    dollars: float | None = None


class Spending(Protocol):
    """Counts tokens and cost. What cannot be counted is not asked."""

    async def reserve(self, institution: str, tokens: int) -> bool:
        """Set `tokens` aside; False when that is beyond the budget or the counters cannot be reached."""
        ...

    async def settle(self, institution: str, reserved: int, completion: Completion) -> None:
        """Replace what was set aside by what was used; whatever failed stays counted as reserved."""
        ...


class Uncounted:
    """For places without budget: everything is allowed and nothing remembered."""

    async def reserve(self, _institution: str, _tokens: int) -> bool:
        """Allow it."""
        return True

    async def settle(self, _institution: str, _reserved: int, _completion: Completion) -> None:
        """Forget it."""


class RedisSpending:
    """One hash per institution and day: tokens, prompt_tokens, completion_tokens, micro_dollars, asked, answered."""

    def __init__(
        self, redis: Redis, budget: Budget, today: Callable[[], date] = lambda: datetime.now(UTC).date()
    ) -> None:
        self._redis = redis
        self._budget = budget
        self._today = today

    async def reserve(self, institution: str, tokens: int) -> bool:
        key = self._key(institution)
        try:
            spent, _, micro, _ = await self._add(key, {"tokens": tokens, "asked": 1, "micro_dollars": 0})
            if self._is_within(spent, micro):
                return True
            await self._add(key, {"tokens": -tokens, "asked": -1})
        except (RedisError, OSError):
            pass
        return False

    async def settle(self, institution: str, reserved: int, completion: Completion) -> None:
        used = completion.prompt_tokens + completion.completion_tokens
        counts = {
            "tokens": used - reserved if used else 0,  # a server that does not count leaves the estimate
            "prompt_tokens": completion.prompt_tokens,
            "completion_tokens": completion.completion_tokens,
            "micro_dollars": round(completion.dollars * _MICRO),
            "answered": 1,
        }
        with suppress(RedisError, OSError):
            await self._add(self._key(institution), counts)

    def _is_within(self, tokens: int, micro_dollars: int) -> bool:
        budget = self._budget
        if budget.tokens is not None and tokens > budget.tokens:
            return False
        return budget.dollars is None or micro_dollars < budget.dollars * _MICRO

    async def _add(self, key: str, counts: dict[str, int]) -> list[int]:
        """Add to several counters in one round trip; return their new values, and whether the key will expire."""
        pipeline = self._redis.pipeline(transaction=False)
        for name, count in counts.items():
            pipeline.hincrby(key, name, count)
        pipeline.expire(key, KEPT_SECONDS)
        return [int(each) for each in await pipeline.execute()]

    def _key(self, institution: str) -> str:
        return f"noa:spending:{institution}:{self._today().isoformat()}"
