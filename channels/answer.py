"""Renders the facts of a reply as the answer that every channel gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from core.reply import Reply
from prompts.phrasing import Phrased

ACTION_TOKEN = "[TRIGGER_ACTION]"  # noqa: S105 - a word of the existing frontend's protocol, no secret
"""Appended whenever there are commands; the existing frontend hides it, and it triggers nothing by itself."""


_TOKEN = re.compile(r"\[([A-Z0-9_]+)\]")


class AnswerIntent(BaseModel):
    """How the message was understood."""

    name: str
    confidence: float = Field(ge=0, le=1)
    source: Literal["deterministic", "advice"]


class AnswerCandidate(BaseModel):
    """One document that may be chosen; `position` is what to answer with."""

    position: int
    document_id: UUID
    title: str
    category: str | None
    summary: str | None
    version: str | None
    year: int | None
    score: float


class AnswerPending(BaseModel):
    """The list that waits for a choice, and until when."""

    id: UUID
    kind: str
    expires_at: datetime | None


class Answer(BaseModel):
    """The answer to one message (plan §6)."""

    conversation_id: str
    turn_id: UUID
    text: str
    intent: AnswerIntent
    candidates: list[AnswerCandidate]
    pending_action: AnswerPending | None
    selection: int | Literal["cancel"] | None
    metadata: dict[str, Any]
    app_commands: list[dict[str, Any]]


def render(reply: Reply, conversation_id: str, phrased: Phrased, label: Callable[[str], str]) -> Answer:
    """Return the answer with its words; `label` finds those on a command's button.

    `metadata.phrasing` holds lead, lines and question apart, for channels that show lists.
    """
    lead, question = _inert(phrased.lead), _inert(phrased.question)
    lines = tuple(_inert(line) for line in phrased.lines)
    tokens = [reply.token] if reply.token else []
    if reply.commands:
        tokens.append(ACTION_TOKEN)
    metadata: dict[str, Any] = dict(reply.metadata)
    if lines:
        metadata["phrasing"] = {"lead": lead, "lines": lines, "question": question}
    return Answer(
        conversation_id=conversation_id,
        turn_id=reply.turn_id,
        text=" ".join([Phrased(lead, lines, question).text, *tokens]),
        intent=AnswerIntent(name=reply.intent.name, confidence=reply.intent.confidence, source=reply.intent.source),
        candidates=[
            AnswerCandidate(
                position=position,
                document_id=each.id,
                title=each.title,
                category=each.category,
                summary=each.summary,
                version=each.version,
                year=each.year,
                score=round(each.score, 4),
            )
            for position, each in enumerate(reply.candidates, 1)
        ],
        pending_action=AnswerPending(id=reply.pending.id, kind=reply.pending.kind, expires_at=reply.pending.expires_at)
        if reply.pending
        else None,
        selection=reply.selection,
        metadata=metadata,
        app_commands=[_labelled(command, label) for command in reply.commands],
    )


def _inert(words: str) -> str:
    """Words in which nothing looks like a token: what a title or summary holds never triggers anything."""
    return _TOKEN.sub(r"(\1)", words)


def _labelled(command: dict[str, Any], label: Callable[[str], str]) -> dict[str, Any]:
    inner = command["command"]
    return {**command, "command": {**inner, "label": label(inner["label"])}}
