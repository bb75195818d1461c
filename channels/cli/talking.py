"""noa chat: the same conversation on a terminal."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated, Any
from uuid import UUID, uuid4

import psycopg
import typer

from channels.answer import Answer
from channels.cli.speaking import say
from channels.composition import Service, compose
from channels.running import running_stores
from channels.settings import Settings
from core.errors import NoaError, NotFound
from core.message import Address, Message
from core.sql import load_statements

SQL = load_statements("channels", "people.sql")

ENDINGS = frozenset({"sair", "exit", "quit"})
_TOKENS = ("[TRIGGER_ACTION]", "[TRIGGER_SCHEDULING]")


def chat(
    email: Annotated[str, typer.Option("--as", help="The account to talk as.")],
    institution: Annotated[str | None, typer.Option(help="Slug; where the account belongs when left out.")] = None,
) -> None:
    """Talk to Nôa here. Whoever may run this may read the database anyway: it asks for no password."""
    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        stores.migrate()
        with psycopg.connect(stores.owner_url) as owner:
            found = owner.execute(SQL["find_account"], {"email": email, "institution": institution}).fetchone()
        if found is None:
            say("chat-unknown", email=email, error=True)
            raise typer.Exit(1)
        service = compose(settings, stores.secret, stores.addresses)
        say("chat-welcome", email=email)
        asyncio.run(_converse(service, Address(found[1], found[0], str(uuid4()))))


async def _converse(service: Service, address: Address) -> None:
    await service.open()
    try:
        while (words := await asyncio.to_thread(_ask)) is not None:
            if words.strip().lower() in ENDINGS:
                return
            if words.strip():
                await _answer(service, address, words)
    finally:
        await service.close()


def _ask() -> str | None:
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    return sys.stdin.readline() or None


async def _answer(service: Service, address: Address, words: str) -> None:
    locale = service.settings.locale
    message = Message(address=address, message_id=str(uuid4()), text=words.strip()[:4000], locale=locale)
    try:
        reply = await service.answer(message)
        answer = await service.say(reply, address, locale)
        print(_without_tokens(answer))
        for command in answer.app_commands:
            await _execute(service, address, command["command"])
    except NoaError as error:
        words_of = service.wording.words
        title = words_of(locale, "", f"problem-title-{error.code}", {})
        say("chat-problem", title=title, detail=words_of(locale, "", f"problem-detail-{error.code}", {}))


def _without_tokens(answer: Answer) -> str:
    text = answer.text
    for token in _TOKENS:
        text = text.replace(token, "")
    return text.strip()


async def _execute(service: Service, address: Address, command: dict[str, Any]) -> None:
    """A terminal can show a document's text; any other command it only names."""
    payload = command.get("payload", {})
    if command["type"] != "open-document":
        say("chat-command", type=command["type"], target=command["target"])
        return
    execution, document = UUID(payload["execution_id"]), UUID(payload["document_id"])
    try:
        text = await service.executions.read(address.institution_id, address.person_id, execution, document)
    except NotFound:
        await service.executions.receive(address.institution_id, address.person_id, execution, "failed")
        raise
    details = ", ".join(each for each in (str(text.resource_id), text.version, text.category) if each)
    notice = service.wording.words(service.settings.locale, text.bundle, "literal-notice", {})
    say("chat-opened", title=text.title, details=details, notice=notice)
    print(text.text)
