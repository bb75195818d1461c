"""Refuses bodies that are larger than any honest request, before they are read into memory."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000
"""Bytes; the existing frontend sends whole conversations along."""

_REFUSAL = (
    b'{"type":"urn:noa:problem:invalid_request","title":"Content Too Large","status":413,"code":"invalid_request"}'
)


class BodyLimit:
    """ASGI middleware: answers 413 when a body is announced as, or turns out to be, too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > LARGEST_BODY:
            await _refuse(send)
            return
        await self._app(scope, _counting(receive), send)


def _counting(receive: Receive) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        # a chunked body that grows too large looks like one whose sender went away
        return {"type": "http.disconnect"} if received > LARGEST_BODY else message

    return counted


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSAL})
