"""Passes on what is not ours, and lets no document-opening command come back from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Request, Response

from core.errors import StoreUnavailable

OPENING = frozenset({"open-document", "show-document-inline"})
"""Commands that only a confirmation of ours may issue."""

_PASSED_ON = ("authorization", "apikey", "content-type", "x-client-info", "accept-language")
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Upstream:
    """The existing function behind ours, where one is set."""

    url: str | None

    @property
    def is_set(self) -> bool:
        """Whether there is somewhere to pass on to."""
        return self.url is not None

    async def forward(self, request: Request, body: bytes) -> Response:
        """Send the same body there and return its answer without opening commands. Raises StoreUnavailable."""
        import httpx

        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as client:
                answer = await client.post(self.url or "", content=body, headers=headers)
        except httpx.HTTPError as error:
            raise StoreUnavailable("upstream") from error
        media_type = answer.headers.get("content-type", "application/json")
        return Response(without_opening(answer.content), status_code=answer.status_code, media_type=media_type)


def without_opening(content: bytes) -> bytes:
    """Return an upstream's answer without any way to open a document; what is no JSON object comes back as it is."""
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        return content
    if not isinstance(answer, dict):
        return content
    commands = answer.get("app_commands")
    if isinstance(commands, list):
        answer["app_commands"] = [each for each in commands if _type(each) not in OPENING]
    if isinstance(answer.get("metadata"), dict):
        answer["metadata"].pop("open_document", None)
    return orjson.dumps(answer)


def _type(command: Any) -> Any:
    inner = command.get("command") if isinstance(command, dict) else None
    return inner.get("type") if isinstance(inner, dict) else None
