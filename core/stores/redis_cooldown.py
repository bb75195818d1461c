"""Cooldowns in Redis, counted by the library `limits` in a moving window."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from core.active_contracts import Capability
from core.message import Address


class RedisCooldowns:
    """Implements core.cooldown.Cooldowns on the storage that holds the pending actions."""

    def __init__(self, storage: RedisStorage) -> None:
        self._limiter = MovingWindowRateLimiter(storage)

    async def wait(self, address: Address, capability: Capability) -> int:
        item = _item(capability)
        if item is None:
            return 0
        try:
            allowed = await self._limiter.test(item, *_who(address, capability))
            return 0 if allowed else await self._seconds(item, address, capability)
        except (RedisError, OSError):
            return 0

    async def count(self, address: Address, capability: Capability) -> int:
        item = _item(capability)
        if item is None:
            return 0
        try:
            allowed = await self._limiter.hit(item, *_who(address, capability))
            return 0 if allowed else await self._seconds(item, address, capability)
        except (RedisError, OSError):
            return 0

    async def _seconds(self, item: RateLimitItem, address: Address, capability: Capability) -> int:
        window = await self._limiter.get_window_stats(item, *_who(address, capability))
        return max(1, math.ceil(window.reset_time - time.time()))


def _item(capability: Capability) -> RateLimitItem | None:
    cooldown = capability.operation.cooldown
    return RateLimitItemPerSecond(cooldown.limit, cooldown.seconds, "noa") if cooldown else None


def _who(address: Address, capability: Capability) -> tuple[str, str, str]:
    return str(address.institution_id), str(address.person_id), capability.key
