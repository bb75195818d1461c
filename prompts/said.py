"""Remembers the words of a turn for a while, so that a retry hears the same ones and costs nothing."""

from __future__ import annotations

import json
from typing import Protocol
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from prompts.phrasing import Phrased

REMEMBERED_SECONDS = 900


class Said(Protocol):
    """Keeps words by turn and locale. Losing them changes nothing but the wording."""

    async def recall(self, turn_id: UUID, locale: str) -> Phrased | None:
        """Return what was said in this turn, if it is still known."""
        ...

    async def keep(self, turn_id: UUID, locale: str, phrased: Phrased) -> None:
        """Remember it; the first words of a turn stay."""
        ...


class Forgetful:
    """Remembers nothing."""

    async def recall(self, _turn_id: UUID, _locale: str) -> Phrased | None:
        """Recall nothing."""
        return None

    async def keep(self, _turn_id: UUID, _locale: str, _phrased: Phrased) -> None:
        """Forget it."""


class RedisSaid:
    """Implements Said in Redis."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def recall(self, turn_id: UUID, locale: str) -> Phrased | None:
        try:
            kept = await self._redis.get(_key(turn_id, locale))
        except (RedisError, OSError):
            return None
        if kept is None:
            return None
        lead, lines, question = json.loads(kept)
        return Phrased(lead, tuple(lines), question)

    async def keep(self, turn_id: UUID, locale: str, phrased: Phrased) -> None:
        body = json.dumps([phrased.lead, phrased.lines, phrased.question])
        try:
            await self._redis.set(_key(turn_id, locale), body, ex=REMEMBERED_SECONDS, nx=True)
        except (RedisError, OSError):
            return


def _key(turn_id: UUID, locale: str) -> str:
    return f"noa:said:{turn_id}:{locale}"
