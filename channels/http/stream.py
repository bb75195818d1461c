"""POST /v1/chat/stream: the same answer as server-sent events, commands last and nothing unchecked before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.responses import StreamingResponse

from channels.composition import Service
from channels.http.bearer import Asker, TheService
from channels.http.chat import PROBLEMS, ChatRequest, message_of
from core.message import Message
from core.reply import Reply

router = APIRouter()

ORDER = ("understood", "candidates", "writing", "text", "commands", "answer")
EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": list(ORDER)},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `understood`, `candidates`, `writing`, `text`, `commands`, `answer`, in this order; "
        "`answer` is the whole answer of /v1/chat.",
        "content": {"text/event-stream": {"schema": EVENT}},
    }
}


@router.post("/v1/chat/stream", response_class=StreamingResponse, responses=PROBLEMS | EVENTS)
async def stream(request: ChatRequest, who: Asker, service: TheService) -> StreamingResponse:
    """Answer one message as events. What goes wrong before the first one is an ordinary problem document."""
    message = message_of(request, who, service.settings.locale)
    reply = await service.answer(message)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(service, message, reply), media_type="text/event-stream", headers=headers)


async def _events(service: Service, message: Message, reply: Reply) -> AsyncIterator[bytes]:
    yield _event("understood", {"turn_id": str(reply.turn_id), "intent": reply.intent.name})
    titles = [{"position": place, "title": each.title} for place, each in enumerate(reply.candidates, 1)]
    yield _event("candidates", {"candidates": titles})
    yield _event("writing", {})
    answer = (await service.say(reply, message.address, message.locale)).model_dump(mode="json")
    yield _event("text", {"text": answer["text"]})
    yield _event("commands", {"app_commands": answer["app_commands"], "metadata": answer["metadata"]})
    yield _event("answer", answer)


def _event(name: str, data: dict[str, Any]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"
