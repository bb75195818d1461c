"""Names messages that come without a name: the same body from the same person within seconds is a retry."""

from __future__ import annotations

import hashlib
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.message import Address

WINDOW_SECONDS = 10

_KEEP_FIRST = """
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return ARGV[1]
"""


async def message_id_for(redis: Redis, address: Address, body_digest: str) -> str:
    """Return the message_id of this body, the same for its repetitions within WINDOW_SECONDS.

    With the store down every body is new; nothing can be chosen then anyway.
    """
    who = f"{address.institution_id}|{address.person_id}|{address.conversation_id}|{body_digest}"
    key = f"noa:repeat:{hashlib.sha256(who.encode()).hexdigest()}"
    fresh = str(uuid4())
    try:
        kept = await redis.register_script(_KEEP_FIRST)([key], [fresh, WINDOW_SECONDS])
    except (RedisError, OSError):
        return fresh
    return kept.decode() if isinstance(kept, bytes) else str(kept)
