"""What comes after a confirmed choice: the literal text is read, and the frontend's receipt is taken."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, StringConstraints

from channels.http.bearer import Asker, TheService
from channels.http.chat import PROBLEMS
from channels.http.problems import locale_of

router = APIRouter()


class LiteralDocument(BaseModel):
    """A document's literal text with its identification (plan §13.3)."""

    document_id: UUID
    version: str | None
    category: str | None
    title: str
    notice: str
    content: str


class Receipt(BaseModel):
    """What became of a command in the frontend."""

    outcome: Literal["executed", "refused", "failed"]
    detail: Annotated[str, StringConstraints(max_length=500)] | None = None


@router.get("/v1/documents/{document_id}/literal", responses=PROBLEMS)
async def literal(
    document_id: UUID,
    execution_id: Annotated[UUID, Query()],
    request: Request,
    response: Response,
    who: Asker,
    service: TheService,
) -> LiteralDocument:
    """Read the literal text of a document whose opening this person confirmed within the last 15 minutes."""
    text = await service.executions.read(who.institution_id, who.person_id, execution_id, document_id)
    response.headers["Cache-Control"] = "no-store"
    return LiteralDocument(
        document_id=text.resource_id,
        version=text.version,
        category=text.category,
        title=text.title,
        notice=service.wording.words(locale_of(request), text.bundle, "literal-notice", {}),
        content=text.text,
    )


@router.post("/v1/executions/{execution_id}/receipt", status_code=204, responses=PROBLEMS)
async def receipt(execution_id: UUID, body: Receipt, who: Asker, service: TheService) -> None:
    """Take the receipt of a command; the first one counts. Its `detail` is not kept: it might tell of content."""
    await service.executions.receive(who.institution_id, who.person_id, execution_id, body.outcome)
