"""Pending actions in Redis: one hash and one script, so that a list is claimed at most once (plan §7)."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.errors import StoreUnavailable
from core.message import Address
from core.pending import NOTHING, Peeked, PendingAction, Standing

TOMBSTONE_SECONDS = 3600
"""How long an expired or answered list can still say so."""

_BODY: TypeAdapter[PendingAction] = TypeAdapter(PendingAction)


class RedisPendingActions:
    """Keeps lists for `ttl` seconds of the Redis server's clock. Implements core.pending.PendingActions."""

    def __init__(self, redis: Redis, ttl: int) -> None:
        script = files("core.stores").joinpath("pending.lua").read_text(encoding="utf-8")
        self._run: Callable[..., Awaitable[Any]] = redis.register_script(script)
        self._ttl = ttl

    async def peek(self, address: Address, message_id: str) -> Peeked:
        with _reachable():
            standing, action_id, body, expires = await self._run(keys_of(address), ["peek", message_id])
        if action_id is None:
            return NOTHING
        return Peeked(Standing(_text(standing)), _BODY.validate_json(body), _moment(expires))

    async def claim(self, address: Address, action_id: UUID, message_id: str) -> Standing:
        with _reachable():
            return Standing(_text(await self._run(keys_of(address), ["claim", str(action_id), message_id])))

    async def release(self, address: Address, action_id: UUID, message_id: str) -> None:
        with _reachable():
            await self._run(keys_of(address), ["release", str(action_id), message_id])

    async def offer(self, address: Address, action: PendingAction) -> datetime:
        body = _BODY.dump_json(action)
        lifetimes = [self._ttl * 1000, TOMBSTONE_SECONDS * 1000]
        with _reachable():
            return _moment(await self._run(keys_of(address), ["offer", str(action.id), body, *lifetimes]))

    async def discard(self, address: Address) -> None:
        with _reachable():
            await self._run(keys_of(address), ["discard", (self._ttl + TOMBSTONE_SECONDS) * 1000])


def keys_of(address: Address) -> list[str]:
    """The conversation and the person's sign-out, in one slot of a cluster; who it is stays unreadable."""
    who = hashlib.sha256(f"{address.institution_id}|{address.person_id}".encode()).hexdigest()
    where = hashlib.sha256(address.conversation_id.encode("utf-8", "surrogatepass")).hexdigest()
    return [f"noa:{{{who}}}:pending:{where}", f"noa:{{{who}}}:signed-out"]


def _moment(milliseconds: bytes) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(f"redis: {type(error).__name__}") from error
