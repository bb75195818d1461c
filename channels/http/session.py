"""POST /v1/auth/login and GET /v1/me: signing in, and who one is."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints

from channels.http.bearer import Asker, TheService
from channels.http.chat import PROBLEMS
from channels.sign_in import SQL
from channels.tokens import LIFETIME_SECONDS

router = APIRouter()

LANDING = {"official": "/app/clinica/profissional/oficial", "professional": "/app/clinica/profissional/dashboard"}
"""Where the existing frontend lands professionals; official ones elsewhere, with not one permission more."""


class Credentials(BaseModel):
    """What somebody signs in with. `institution` is only needed by members of several."""

    email: Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=r"^[^\x00]+$")]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    institution: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")] | None = None


class Token(BaseModel):
    """A bearer token."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of the scheme
    expires_in: int = LIFETIME_SECONDS


class Myself(BaseModel):
    """Who one is at one's institution."""

    name: str | None
    profile: str
    institution: str
    locale: str
    timezone: str
    landing_route: str


@router.post("/v1/auth/login", responses=PROBLEMS)
async def login(credentials: Credentials, request: Request, service: TheService) -> Token:
    """Sign in with e-mail and password."""
    client = request.client.host if request.client else "unknown"
    signed_in = await service.sign_in.sign_in(credentials.email, credentials.password, credentials.institution, client)
    return Token(access_token=service.tokens.issue(signed_in.person_id, signed_in.institution_id))


@router.post("/v1/auth/logout", status_code=204, responses=PROBLEMS)
async def logout(who: Asker, service: TheService) -> None:
    """Sign out: whatever was waiting for a choice is discarded. The token itself ends by its own time."""
    await service.turn.sight.pending_actions.discard(who.address(""))


@router.get("/v1/me", responses=PROBLEMS)
async def me(who: Asker, service: TheService) -> Myself:
    """Say who the token names, as the database knows them now."""
    async with service.pool.connection() as connection, connection.pipeline():
        await connection.execute(SQL["begin"])
        await connection.execute(SQL["enter"], {"person_id": who.person_id, "institution_id": who.institution_id})
        found = await connection.execute(SQL["myself"])
        await connection.execute(SQL["commit"])
        row = await found.fetchone()
    assert row is not None, "whoever entered is somebody"  # noqa: S101 - a law of the SQL
    official = row.pop("is_official")
    landing = LANDING["official"] if official else LANDING.get(row["profile"], "/")
    return Myself(**row, landing_route=landing)
