"""Errors as RFC 9457 problem documents, translated once, in the reader's language, never echoing what was sent."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from channels.composition import Service
from core.errors import ContractInvalid, NoaError, NotFound, SettingsInvalid, StoreUnavailable, TooManyAttempts
from prompts.phrasebook import LOCALES

log = logging.getLogger("noa.http")

RETRY_SECONDS = 2
"""When to come back after a store did not answer."""


class Problem(BaseModel):
    """A problem document; `code` is stable."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: list[str] | None = None


class InvalidRequest(NoaError):
    """The request does not have the expected shape."""

    code = "invalid_request"
    status = 422

    def __init__(self, fields: list[str], status: int = 422) -> None:
        super().__init__()
        self.fields = fields
        self.status = status


def install_problems(app: FastAPI, service: Service) -> None:
    """Make every error of the app a problem document."""

    async def translate(request: Request, error: Exception) -> Response:
        return problem(service, request, error)

    handler: Callable[[Request, Exception], Awaitable[Response]] = translate
    for kind in (NoaError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, handler)


def problem(service: Service, request: Request, error: Exception) -> Response:
    """Return the problem document of an error; what is not ours to tell is `internal`, and logged by its kind only."""
    known = _known(error)
    if known.status >= 500:
        log.error("%s: %s", type(error).__name__, known.detail, exc_info=error if known is not error else None)
    locale = locale_of(request)
    body = Problem(
        type=f"urn:noa:problem:{known.code}",
        title=service.wording.words(locale, "", f"problem-title-{known.code}", {}),
        status=known.status,
        detail=service.wording.words(locale, "", f"problem-detail-{known.code}", {}),
        code=known.code,
        fields=known.fields if isinstance(known, InvalidRequest) else None,
    )
    return Response(
        orjson.dumps(body.model_dump(exclude_none=True)),
        status_code=known.status,
        media_type="application/problem+json",
        headers=_headers(known),
    )


def locale_of(request: Request) -> str:
    """Return the first locale of ours that the reader accepts."""
    accepted = request.headers.get("accept-language", "").lower()
    found = [(accepted.find(locale[:2].lower()), locale) for locale in LOCALES]
    return min((each for each in found if each[0] >= 0), default=(0, LOCALES[0]))[1]


def _known(error: Exception) -> NoaError:
    if isinstance(error, (ContractInvalid, SettingsInvalid)):
        return NoaError(error.detail)  # only the start has words for these
    if isinstance(error, NoaError):
        return error
    if isinstance(error, RequestValidationError):
        return InvalidRequest([".".join(map(str, fault["loc"])) for fault in error.errors()])
    if isinstance(error, HTTPException):
        return NotFound() if error.status_code == 404 else InvalidRequest([], error.status_code)
    return NoaError(type(error).__name__)


def _headers(error: NoaError) -> dict[str, str]:
    if isinstance(error, StoreUnavailable):
        return {"Retry-After": str(RETRY_SECONDS)}
    if isinstance(error, TooManyAttempts):
        return {"Retry-After": str(error.retry_after)}
    if error.status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return {}
