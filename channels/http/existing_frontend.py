"""POST /functions/v1/tradevision-core: the same turn in the envelope that the existing frontend reads."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from channels.http.bearer import Asker, TheService
from channels.http.chat import PROBLEMS, route_of
from channels.http.upstream import Upstream
from channels.repeats import message_id_for
from core.interpretation import NONE
from core.message import Message

router = APIRouter()

CONVERSATION = "default"
"""The existing frontend names no conversation: each person has one."""


class Envelope(BaseModel):
    """What the existing frontend sends. Only `message` is the human's; nothing else is a source of commands."""

    model_config = ConfigDict(extra="allow")

    message: str = Field(default="", max_length=4000)
    action: str | None = None
    assessmentPhase: Any = None  # noqa: N815 - the frontend's name
    ui_context: dict[str, Any] | None = None


class EnvelopeAnswer(BaseModel):
    """What the existing frontend reads."""

    text: str = Field(min_length=1)
    metadata: dict[str, Any]
    app_commands: list[dict[str, Any]]


@router.post("/functions/v1/tradevision-core", response_model=EnvelopeAnswer, responses=PROBLEMS)
async def tradevision_core(envelope: Envelope, request: Request, who: Asker, service: TheService) -> Response:
    """Answer, or pass on what is not ours: other actions, a running assessment, words that mean nothing to us."""
    body = await request.body()
    upstream = Upstream(service.settings.upstream_core_url)
    if upstream.is_set and (envelope.action or envelope.assessmentPhase or not envelope.message.strip()):
        return await upstream.forward(request, body)
    address = who.address(CONVERSATION)
    message = Message(
        address=address,
        message_id=await message_id_for(service.redis, address, hashlib.sha256(body).hexdigest()),
        text=envelope.message or " ",
        locale=service.settings.locale,
        route=route_of(envelope.ui_context),
    )
    reply = await service.answer(message)
    if reply.intent.name == NONE and upstream.is_set:
        return await upstream.forward(request, body)
    answer = await service.say(reply, address, service.settings.locale)
    told = {"text": answer.text, "metadata": answer.metadata, "app_commands": answer.app_commands}
    return Response(orjson.dumps(told), media_type="application/json")
