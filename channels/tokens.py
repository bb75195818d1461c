"""Tokens: our own short ones, and those of an existing Supabase project where it is configured."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import jwt

from core.errors import NotAuthenticated

ISSUER = "noa"
LIFETIME_SECONDS = 3600
REMEMBERED = 4096
"""Tokens of our own whose signature is not computed again; more than are in use within a lifetime start anew."""

_SUPABASE_AUDIENCE = "authenticated"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token names. `institution_id` is None for tokens of a single-institution deployment's own issuer."""

    person_id: UUID
    institution_id: UUID | None


@dataclass(frozen=True)
class Tokens:
    """Issues and reads bearer tokens. A token says who somebody is; what they may do is read from the database."""

    secret: str
    supabase_secret: str | None = None
    jwks_url: str | None = None

    def issue(self, person_id: UUID, institution_id: UUID) -> str:
        """Return a signed token for LIFETIME_SECONDS."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": ISSUER, "sub": str(person_id), "inst": str(institution_id), "iat": now}
        return jwt.encode({**claims, "exp": now + LIFETIME_SECONDS}, self._key, algorithm="HS256")

    async def read(self, token: str) -> Bearer:
        """Return who a token names. Raises NotAuthenticated whatever is wrong with it."""
        bearer, expires_at = self._remembered.get(token, (None, 0))
        if bearer and time.time() < expires_at:
            return bearer
        try:
            return self._own(token) if _issuer(token) == ISSUER else await self._supabase(token)
        except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
            raise NotAuthenticated from error

    @cached_property
    def _key(self) -> bytes:
        return f"noa token|{self.secret}".encode()

    @cached_property
    def _remembered(self) -> dict[str, tuple[Bearer, int]]:
        """Tokens that were found valid, until they expire; nothing else about a token of ours can change."""
        return {}

    @cached_property
    def _jwks(self) -> jwt.PyJWKClient:
        return jwt.PyJWKClient(self.jwks_url or "", cache_keys=True, timeout=3)

    def _own(self, token: str) -> Bearer:
        required = ["exp", "iat", "sub", "inst"]
        claims = jwt.decode(
            token, self._key, algorithms=["HS256"], audience=ISSUER, issuer=ISSUER, options={"require": required}
        )
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        bearer = Bearer(UUID(claims["sub"]), UUID(claims["inst"]))
        self._remembered[token] = bearer, claims["exp"]
        return bearer

    async def _supabase(self, token: str) -> Bearer:
        if _header(token).get("alg") == "HS256":
            if self.supabase_secret is None:
                raise NotAuthenticated
            key: Any = self.supabase_secret
            algorithms = ["HS256"]
        else:
            if self.jwks_url is None:
                raise NotAuthenticated
            key = (await asyncio.to_thread(self._jwks.get_signing_key_from_jwt, token)).key
            algorithms = ["RS256", "ES256", "EdDSA"]
        claims = jwt.decode(
            token, key, algorithms=algorithms, audience=_SUPABASE_AUDIENCE, options={"require": ["exp", "sub"]}
        )
        return Bearer(UUID(claims["sub"]), None)


def _issuer(token: str) -> object:
    return jwt.decode(token, options={"verify_signature": False}).get("iss")


def _header(token: str) -> dict[str, Any]:
    return dict(jwt.get_unverified_header(token))
