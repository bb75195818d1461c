"""Signing in: a password is compared slowly, attempts are throttled, and every failure looks the same."""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from dataclasses import dataclass
from uuid import UUID

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from redis.exceptions import RedisError

from core.errors import NoaError, StoreUnavailable, TooManyAttempts
from core.sql import load_statements
from core.stores.postgres_pool import PostgresPool

SQL = load_statements("channels", "identity.sql")

PASSWORDS = PasswordHash((Argon2Hasher(),))
PER_ACCOUNT = RateLimitItemPerMinute(10, 1, "noa-login-account")
PER_ADDRESS = RateLimitItemPerMinute(60, 1, "noa-login-address")


class LoginFailed(NoaError):
    """E-mail and password do not match an account."""

    code = "login_failed"
    status = 401


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody whose password matched."""

    person_id: UUID
    institution_id: UUID


class SignIn:
    """Compares passwords for the service's own accounts."""

    def __init__(self, pool: PostgresPool, storage: RedisStorage) -> None:
        self._pool = pool
        self._limiter = MovingWindowRateLimiter(storage)
        self._nobody = PASSWORDS.hash("nobody has this password")

    async def sign_in(self, email: str, password: str, institution: str | None, client: str) -> SignedIn:
        """Return who signed in. Raises LoginFailed, TooManyAttempts, StoreUnavailable."""
        account = hashlib.sha256(email.strip().lower().encode()).hexdigest()
        await self._throttle(PER_ADDRESS, client)
        await self._throttle(PER_ACCOUNT, account)
        async with self._pool.connection() as connection:
            parameters = {"email": email, "institution": institution}
            found = await (await connection.execute(SQL["find_login"], parameters)).fetchone()
        expected = found["password_hash"] if found else self._nobody
        matches = await asyncio.to_thread(PASSWORDS.verify, password, expected)
        if not found or not matches:
            raise LoginFailed
        return SignedIn(found["user_id"], found["institution_id"])

    async def _throttle(self, item: RateLimitItem, who: str) -> None:
        try:
            if await self._limiter.hit(item, who):
                return
            window = await self._limiter.get_window_stats(item, who)
        except (RedisError, OSError) as error:
            raise StoreUnavailable("redis") from error
        raise TooManyAttempts(max(1, math.ceil(window.reset_time - time.time())))
