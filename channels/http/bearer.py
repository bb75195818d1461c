"""Who is asking: the bearer token of a request, and the institution that it speaks for."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from channels.composition import Service
from channels.sign_in import SQL
from core.errors import NotAuthenticated
from core.message import Address

_SCHEME = HTTPBearer(auto_error=False, bearerFormat="JWT", description="From POST /v1/auth/login, or Supabase Auth.")


class Who:
    """The person and institution of a request."""

    def __init__(self, person_id: UUID, institution_id: UUID) -> None:
        self.person_id = person_id
        self.institution_id = institution_id

    def address(self, conversation_id: str) -> Address:
        """Return where this person's conversation is kept."""
        return Address(self.institution_id, self.person_id, conversation_id)


def service_of(request: Request) -> Service:
    """Return the service that this app was composed with."""
    service: Service = request.app.state.service
    return service


async def who_asks(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_SCHEME)]
) -> Who:
    """Return who asks. Raises NotAuthenticated."""
    if credentials is None:
        raise NotAuthenticated
    service = service_of(request)
    bearer = await service.tokens.read(credentials.credentials)
    return Who(bearer.person_id, bearer.institution_id or await _default_institution(request))


async def _default_institution(request: Request) -> UUID:
    """The institution of tokens that name none; it never changes while a service runs."""
    known: UUID | None = getattr(request.app.state, "default_institution", None)
    if known is None:
        async with service_of(request).pool.connection() as connection:
            row = await (await connection.execute(SQL["default_institution"])).fetchone()
        if row is None or row["id"] is None:
            raise NotAuthenticated
        known = request.app.state.default_institution = row["id"]
    return known


async def _service(request: Request) -> Service:
    """The same for routes: a dependency that is no coroutine would be called in a thread, at every request."""
    return service_of(request)


Asker = Annotated[Who, Depends(who_asks)]
TheService = Annotated[Service, Depends(_service)]
