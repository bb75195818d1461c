"""A scratch institution with its own database, people and documents, and the service over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from channels.composition import Addresses, Service, compose
from channels.databases import with_database, with_login
from channels.evaluation.shelf import Shelf, open_shelf, titles_of
from channels.migrating import migrate
from channels.people import add_user, ensure_institution
from channels.running import Stores
from channels.settings import Settings
from core.contract import Profile
from core.errors import NoProfile
from core.finding import Candidate
from core.message import Address, Message
from core.pending import Option, PendingAction
from core.record import Outcome
from core.reply import PendingNotice, Reply, Understood
from core.sql import load_statements
from core.stores.redis_pending import keys_of

SQL = load_statements("channels.evaluation", "scratch.sql")


@dataclass
class Scene:
    """A service over scratch stores, and what happens to them behind its back."""

    service: Service
    settings: Settings
    secret: str
    addresses: Addresses
    owner: psycopg.Connection[Any]
    institution_id: UUID
    people: dict[str, UUID]
    shelf: Shelf

    def address(self, person: str, conversation: str) -> Address:
        """Return the address of a person's conversation."""
        return Address(self.institution_id, self.people[person], conversation)

    def executions(self) -> int:
        """Return how many executions there are."""
        row = self.owner.execute(SQL["count_executions"]).fetchone()
        return int(row[0]) if row else 0

    def change(self, statement: str, **parameters: Any) -> None:
        """Change something behind the service's back."""
        self.owner.execute(SQL[statement], parameters)

    def disturb(self, statement: str, **parameters: Any) -> int:
        """Change documents behind the service's back; return how many. They are put back after the dialogue."""
        self.shelf.is_disturbed = True
        return self.owner.execute(SQL[statement], parameters).rowcount

    def restore(self) -> None:
        """Give documents and people back what the scene began with."""
        for profile, person in self.people.items():
            self.change("set_type", id=person, type=profile.split(".")[0])
        self.shelf.restore()

    async def expire(self, address: Address, milliseconds: int) -> None:
        """Let the newest list of a conversation expire at the store's present moment plus `milliseconds`."""
        key = keys_of(address)[0]
        seconds, micros = await self.service.redis.time()
        if await self.service.redis.exists(key):
            moment = int(seconds) * 1000 + int(micros) // 1000 + milliseconds
            await self.service.redis.hset(key, "expires", str(moment))

    async def show_list(self, address: Address, options: Sequence[Option]) -> None:
        """Show a list in a conversation, as a search would have: committed first, then offered."""
        opened = next(each for each in self.service.contracts if each.operation.pending)
        kind = opened.operation.pending or ""
        action = PendingAction(uuid4(), kind, opened.key, opened.contract.pin, tuple(options))
        reply = Reply(
            turn_id=uuid4(),
            key="list",
            bundle=opened.contract.bundle,
            profile="",
            intent=Understood("LISTED", 1.0, "deterministic"),
            candidates=tuple(Candidate(each.id, each.title) for each in options),
            pending=PendingNotice(action.id, kind),
            arguments={"count": len(options)},
        )
        message_id = str(uuid4())
        try:
            async with self.service.turn.store.transaction(address) as transaction:
                await transaction.begin(message_id, None, None)
                await transaction.commit(message_id, b"", Outcome(reply, offer=action))
        except NoProfile:
            return  # whoever has no profile is shown nothing
        await self.service.turn.sight.pending_actions.offer(address, action)

    async def restart(self, database_url: str | None = None) -> None:
        """Put a new service in the place of this one, over the same stores (or over another database)."""
        await self.service.close()
        addresses = self.addresses if database_url is None else replace(self.addresses, database_url=database_url)
        self.service = compose(self.settings, self.secret, addresses)
        await self.service.open()

    def message(self, address: Address, text: str, **details: Any) -> Message:
        """Return a message said at an address."""
        return Message(address=address, message_id=details.pop("message_id", str(uuid4())), text=text, **details)


@asynccontextmanager
async def open_scene(stores: Stores, settings: Settings, titles: Sequence[str] | None = None) -> AsyncIterator[Scene]:
    """Build a scene on a scratch database of the same server, and take it away afterwards.

    `titles`: what lists show; neutral names when left out.
    """
    quiet = settings.model_copy(update={"cooldowns": False})
    with scratch_database(stores.owner_url) as owner_url, psycopg.connect(owner_url, autocommit=True) as owner:
        institution_id = ensure_institution(owner, "avaliacao", "Avaliação (fictícia)")
        people = {
            person: add_user(owner, institution_id, f"{person}@avaliacao.noa", person.split(".")[0], uuid4().hex)
            for person in [*Profile, *(f"{profile}.other" for profile in Profile)]
        }
        shelf = open_shelf(owner, institution_id, titles or titles_of())
        app_url = app_login(stores, owner_url)
        addresses = Addresses(app_url, stores.addresses.redis_url)
        service = compose(quiet, stores.secret, addresses)
        await service.open()
        scene = Scene(service, quiet, stores.secret, addresses, owner, institution_id, people, shelf)
        try:
            yield scene
        finally:
            await scene.service.close()


@contextmanager
def scratch_database(owner_url: str) -> Iterator[str]:
    """Yield the owner's address of a migrated database that goes away afterwards."""
    name = f"noa_evaluation_{uuid4().hex[:12]}"
    with psycopg.connect(owner_url, autocommit=True) as server:
        server.execute(sql.SQL(SQL["make_database"]).format(name=sql.Identifier(name)))
        try:
            url = with_database(owner_url, name)
            migrate(url)
            yield url
        finally:
            server.execute(sql.SQL(SQL["drop_database"]).format(name=sql.Identifier(name)))


def app_login(stores: Stores, owner_url: str) -> str:
    """Return the service's own login on a scratch database."""
    if stores.embedded:
        return with_login(owner_url, "noa_app")
    return with_database(stores.addresses.database_url, urlsplit(owner_url).path.lstrip("/"))
