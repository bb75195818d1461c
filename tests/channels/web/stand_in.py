"""A stand-in for the service: serves the page, answers as it is told, and remembers what it was asked."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from channels.web.routes import web_router

TOKEN = "a token of the stand-in"
PENDING = "11111111-1111-4111-8111-111111111111"
DOCUMENT = "22222222-2222-4222-8222-222222222222"
EXECUTION = "e" * 64

Answer = dict[str, Any]
Reply = Answer | Response | Callable[[Answer], "Answer | Response"]

TITLES = (
    "Protocolo de dosagem inicial de canabidiol",
    "Protocolo de ajuste de dose na doença renal crônica",
    "Diretriz de prescrição segura",
)

CONTENT = """# Objetivo

Orientar a **titulação** do canabidiol em adultos.

## Passos

1. Avaliar a função renal.
2. Começar com dose baixa.
   Rever em sete dias.
5. Registrar a conduta.

- sonolência
- interação com a dose de clobazam

<script>window.stolen = true</script><img src=x onerror="window.stolen = true">

| Semana | Dose |
|--------|------|
| 1      | 5 mg |
"""


@dataclass(slots=True)
class StandIn:
    """What it will say next, and what it has heard. Every list is in order."""

    url: str = ""
    replies: deque[Reply] = field(default_factory=deque)
    literals: deque[Reply] = field(default_factory=deque)
    heard: list[Answer] = field(default_factory=list)
    receipts: list[tuple[str, Answer]] = field(default_factory=list)
    reads: list[tuple[str, str]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    is_token_good: bool = True

    def will_say(self, *replies: Reply) -> None:
        self.replies.extend(replies)


def answer(text: str, intent: str = "NONE", **more: Any) -> Answer:
    """An answer in the shape of `POST /v1/chat`, with nothing in it but words."""
    return {
        "conversation_id": "c",
        "turn_id": more.pop("turn_id", f"turn-{time.monotonic_ns()}"),
        "text": text,
        "intent": {"name": intent, "confidence": 1.0, "source": "deterministic"},
        "candidates": [],
        "pending_action": None,
        "selection": None,
        "metadata": {},
        "app_commands": [],
    } | more


def listing(count: int = 3, seconds: float = 180, pending: str = PENDING, text: str = "Qual deles?") -> Answer:
    """An answer with a list to choose from that is good for that many seconds."""
    candidates = [
        {
            "position": position,
            "document_id": f"{position:08d}-2222-4222-8222-222222222222",
            "title": TITLES[(position - 1) % len(TITLES)],
            "category": "protocolo",
            "summary": "Passo a passo da titulação, com sinais de alerta e o que registrar em cada retorno.",
            "score": 0.9,
            "version": f"{position}.0",
        }
        for position in range(1, count + 1)
    ]
    expires_at = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    pending_action = {"id": pending, "kind": "DOC_OPEN_CONFIRMATION", "expires_at": expires_at}
    return answer(text, "DOC_SEARCH", candidates=candidates, pending_action=pending_action)


def command(kind: str = "noa_command", more: Answer | None = None, **fields: Any) -> Answer:
    """One element of `app_commands`."""
    return {"kind": kind, "command": fields, **(more or {})}


def open_command(execution: str = EXECUTION, document: str = DOCUMENT, more: Answer | None = None) -> Answer:
    """The command that opens a confirmed document."""
    payload = {
        "document_id": document,
        "confirmed": True,
        "source": "user_confirmation",
        "execution_id": execution,
    }
    return command(
        type="open-document",
        target="document",
        label="Abrir documento",
        fallbackRoute="/app/library",
        payload=payload,
        more=more,
    )


def opening(selection: int = 2, execution: str = EXECUTION) -> Answer:
    """The answer to a valid choice."""
    return answer(
        "Abrindo o documento. [TRIGGER_ACTION]",
        "SELECT",
        selection=selection,
        app_commands=[open_command(execution)],
        turn_id=f"turn-{execution}",
    )


def problem(status: int, title: str, detail: str = "", code: str = "code", **headers: str) -> JSONResponse:
    """An error as the service words it."""
    body = {"type": "about:blank", "status": status, "title": title, "detail": detail, "code": code}
    return JSONResponse(body, status, headers, "application/problem+json")


def stand_in_app(stand_in: StandIn) -> FastAPI:
    """The page over the real router, and scripted endpoints beside it."""
    app = FastAPI()
    app.include_router(web_router())

    @app.post("/v1/auth/login")
    async def login(request: Request) -> Response:
        body = await request.json()
        stand_in.logins.append(body["email"])
        if body["password"] != "certa":
            return problem(401, "E-mail ou senha não conferem", code="LOGIN_FAILED")
        stand_in.is_token_good = True
        return JSONResponse({"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})

    @app.post("/v1/chat")
    async def chat(request: Request) -> Response:
        body = await request.json()
        stand_in.heard.append(body)
        if (refusal := _refusal(stand_in, request)) is not None:
            return refusal
        return _next(stand_in.replies, body, answer("Não entendi."))

    @app.get("/v1/documents/{document_id}/literal")
    async def literal(request: Request, document_id: str, execution_id: str) -> Response:
        stand_in.reads.append((document_id, execution_id))
        if (refusal := _refusal(stand_in, request)) is not None:
            return refusal
        return _next(stand_in.literals, {}, literal_text(document_id))

    @app.post("/v1/executions/{execution_id}/receipt")
    async def receipt(request: Request, execution_id: str) -> Response:
        stand_in.receipts.append((execution_id, await request.json()))
        return JSONResponse({"recorded": True})

    return app


def literal_text(document_id: str = DOCUMENT) -> Answer:
    return {
        "document_id": document_id,
        "version": "2.0",
        "category": "protocolo",
        "title": TITLES[1],
        "notice": "Conteúdo literal (fonte). Não substitui avaliação clínica.",
        "content": CONTENT,
    }


@contextmanager
def serving(stand_in: StandIn) -> Iterator[StandIn]:
    """The stand-in on a free port of this machine, for as long as the block runs."""
    config = uvicorn.Config(stand_in_app(stand_in), port=0, log_level="warning", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    stand_in.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield stand_in
    finally:
        server.should_exit = True
        thread.join(10)


def _refusal(stand_in: StandIn, request: Request) -> Response | None:
    is_known = request.headers.get("authorization") == f"Bearer {TOKEN}"
    return None if is_known and stand_in.is_token_good else problem(401, "Sua sessão terminou", code="TOKEN")


def _next(replies: deque[Reply], body: Answer, otherwise: Answer) -> Response:
    reply = replies.popleft() if replies else otherwise
    said = reply(body) if callable(reply) and not isinstance(reply, Response) else reply
    return said if isinstance(said, Response) else JSONResponse(said)
