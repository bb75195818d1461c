"""POST /v1/chat: one message, one answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from channels.answer import Answer
from channels.http.bearer import Asker, TheService, Who
from channels.http.problems import Problem
from core.message import Message

router = APIRouter()

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}}
    for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}


class ChatRequest(BaseModel):
    """What a person said, and to which list it answers, if any."""

    model_config = ConfigDict(extra="ignore")

    conversation_id: Identifier
    text: str = Field(min_length=1, max_length=4000)
    message_id: Identifier | None = None
    pending_action_id: UUID | None = None
    modality: Literal["text", "voice"] = "text"
    ui_context: dict[str, Any] | None = None
    locale: Literal["pt-BR", "en"] | None = None
    alternatives: list[Annotated[str, StringConstraints(max_length=4000)]] = Field(default_factory=list, max_length=10)
    transcript_confidence: float | None = Field(default=None, ge=0, le=1)


@router.post("/v1/chat", response_model=Answer, responses=PROBLEMS)
async def chat(request: ChatRequest, who: Asker, service: TheService) -> Response:
    """Answer one message. With the same `message_id` a retry gets the first answer back."""
    message = message_of(request, who, service.settings.locale)
    reply = await service.answer(message)
    answer = await service.say(reply, message.address, message.locale)
    return Response(answer.model_dump_json(), media_type="application/json")


def message_of(request: ChatRequest, who: Who, default_locale: str) -> Message:
    """Return what a request says, as a turn reads it."""
    return Message(
        address=who.address(request.conversation_id),
        message_id=request.message_id or str(uuid4()),
        text=request.text,
        locale=request.locale or default_locale,
        modality=request.modality,
        pending_action_id=request.pending_action_id,
        route=route_of(request.ui_context),
        alternatives=tuple(request.alternatives),
        transcript_confidence=request.transcript_confidence,
    )


def route_of(ui_context: dict[str, Any] | None) -> str | None:
    """Return where in the frontend something was said, and nothing else of what the frontend tells of itself."""
    route = (ui_context or {}).get("route")
    if not isinstance(route, str):
        return None
    # what no database can store as text is left out: NUL and lone surrogates
    return route[:200].replace("\x00", "").encode("utf-8", "ignore").decode() or None
