"""A composed service over stores of its own, with the people who talk to it: what journeys and proofs are told in."""

import asyncio
import fcntl
import functools
import time
from contextlib import contextmanager
from types import SimpleNamespace
from uuid import uuid4

import httpx
import psycopg
import pytest
import redis
from psycopg import sql
from psycopg.rows import dict_row

from channels import composition
from channels.composition import Addresses, compose
from channels.databases import with_database, with_login
from channels.demo import ACCOUNTS, CATEGORIES, SLUG
from channels.http.app import create_app
from channels.people import add_user, declare_category, ensure_institution
from channels.settings import Settings
from core.message import Address
from core.sql import load_statements
from retrieval.importing import import_documents, read_catalogue
from retrieval.indexing import refresh
from tests.conftest import RUN
from tests.library import demo_rows, other_rows
from tests.stores import TEMPLATE, fresh_database

SQL = load_statements("tests", "world.sql")
WORLD_TEMPLATE = "noa_world_template"
PASSWORD = "senha-de-mentira-1"
SECRET = "segredo-de-mentira-para-testes-com-letras-de-sobra-para-assinar"

PATIENT, STUDENT, PROFESSIONAL, ADMIN = (
    "paciente@demo.noa",
    "aluno@demo.noa",
    "profissional@demo.noa",
    "admin@demo.noa",
)
COLLEAGUE, OFFICIAL, VISITOR, STRANGER = (
    "colega@demo.noa",
    "oficial@demo.noa",
    "visitante@demo.noa",
    "profissional@outra.noa",
)
MORE_ACCOUNTS = {
    COLLEAGUE: ("profissional", "Carla Colega (fictícia)"),
    OFFICIAL: ("profissional", "Otto Oficial (fictício)"),
    VISITOR: ("visitante", "Vito Visitante (fictício)"),
}
OF_PROFILE = {"patient": PATIENT, "student": STUDENT, "professional": PROFESSIONAL, "admin": ADMIN}


class Said(dict):
    """An answer's JSON, with its parts as a test speaks of them."""

    def __init__(self, response):
        super().__init__(response.json())
        self.status = response.status_code
        self.headers = response.headers

    @property
    def text(self):
        return self["text"]

    @property
    def intent(self):
        return self["intent"]["name"]

    @property
    def titles(self):
        return [each["title"] for each in self["candidates"]]

    @property
    def documents(self):
        return [each["document_id"] for each in self["candidates"]]

    @property
    def list_id(self):
        return self["pending_action"]["id"]

    @property
    def opened(self):
        """The document that this answer commands to open, or None."""
        return self.payload and self.payload["document_id"]

    @property
    def execution(self):
        return self.payload and self.payload["execution_id"]

    @property
    def payload(self):
        opening = [
            each["command"] for each in self.get("app_commands", []) if each["command"]["type"] == "open-document"
        ]
        assert len(opening) <= 1
        return opening[0]["payload"] if opening else None


class Person:
    """Somebody who signed in, and their conversation."""

    def __init__(self, world, email, conversation="conversa", institution=SLUG, token=None):
        self.world, self.email, self.conversation = world, email, conversation
        self.id = world.ids[email]
        self.institution_id = world.ids[institution]
        self.token = token or world.service.tokens.issue(self.id, self.institution_id)

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.token}"}

    def address(self):
        return Address(self.institution_id, self.id, self.conversation)

    def elsewhere(self, conversation="outra conversa"):
        """The same person in another conversation."""
        other = object.__new__(Person)
        other.__dict__ = self.__dict__ | {"conversation": conversation}
        return other

    async def saying(self, text, **fields):
        body = {"conversation_id": self.conversation, "text": text} | fields
        return await self.world.client.post("/v1/chat", json=body, headers=self.headers)

    def says(self, text, **fields):
        response = self.world.run(self.saying(text, **fields))
        assert response.status_code == 200, response.text
        return Said(response)

    def posts(self, path, body=None, **options):
        return self.world.run(self.world.client.post(path, json=body, headers=self.headers, **options))

    def gets(self, path, **options):
        return self.world.run(self.world.client.get(path, headers=self.headers, **options))

    def reads(self, answer):
        """Read the literal text of what an answer opened."""
        return self.reads_document(answer.opened, answer.execution)

    def reads_document(self, document, execution):
        return self.gets(f"/v1/documents/{document}/literal", params={"execution_id": execution})

    def receipts(self, answer, outcome="executed", **more):
        return self.posts(f"/v1/executions/{answer.execution}/receipt", {"outcome": outcome} | more)


class World:
    """One service, its stores, and what may happen to them."""

    def __init__(self, loop, owner, redis_client, settings, addresses):
        self.loop, self.owner, self.redis, self.settings, self.addresses = (
            loop,
            owner,
            redis_client,
            settings,
            addresses,
        )
        self.ids = {row["name"]: row["id"] for row in self.rows("everybody")}
        self.since = None
        self.service, self.client = None, None

    def begin_anew(self):
        """Everything as it was in the beginning; of the ledger, which cannot be emptied, what comes from now on."""
        self.owner.execute(SQL["begin_anew"])
        self.redis.flushdb()
        self.since = self.owner.execute(SQL["now"]).fetchone()["now"]

    def said(self, response):
        return Said(response)

    def run(self, awaitable):
        return self.loop.run(awaitable)

    def together(self, *awaitables):
        """Run several at once and return what each returned."""

        async def all_of_them():
            return await asyncio.gather(*awaitables)

        return self.run(all_of_them())

    async def start(self):
        self.service = compose(self.settings, SECRET, self.addresses)
        await self.service.open()
        transport = httpx.ASGITransport(create_app(self.service), raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://noa.test")

    async def stop(self):
        """Close the service; once is enough."""
        if self.service is not None:
            await self.client.aclose()
            await self.service.close()
            self.service = None

    async def restart(self):
        """A new service over the same stores."""
        await self.stop()
        await self.start()

    def person(self, email, **options):
        return Person(self, email, **options)

    @property
    def sql(self):
        return SQL

    def rows(self, statement, **parameters):
        cursor = self.owner.execute(SQL[statement], parameters)
        return cursor.fetchall() if cursor.description else []

    def events(self, action=None):
        return self.rows("events", action=action, since=self.since)

    def actions(self):
        return [each["action"] for each in self.events()]

    def document(self, name):
        (row,) = self.rows("document", name=name)
        return SimpleNamespace(**row)

    def list_key(self, person):
        """The key of the newest list that was shown to a person in a conversation; None where the store has none."""
        shown = self.rows("newest_offer", person=person.id, conversation=person.conversation)
        keys = self.redis.scan_iter("noa:*", _type="hash") if shown else ()
        return next((key for key in keys if self.redis.hget(key, "id") == str(shown[0]["id"]).encode()), None)

    def expire_list(self, person, at_ms=None):
        """Move the expiry of the person's list to this moment (in milliseconds), or to now."""
        key = self.list_key(person)
        assert key is not None
        self.redis.hset(key, "expires", int(time.time() * 1000) if at_ms is None else at_ms)

    @contextmanager
    def of_one_institution(self, slug=SLUG):
        """As in an existing database: whatever names no institution belongs to this one."""
        self._make_default(slug)
        try:
            yield
        finally:
            self._make_default("default")

    def _make_default(self, slug):
        self.rows("no_default_institution")
        self.rows("default_institution", slug=slug)

    def assert_proved(self):
        """No execution without its own confirmation and event, none twice, none told of that is not there."""
        assert self.rows("unproved", since=self.since) == []

    @property
    def executions(self):
        return self.rows("executions")


@pytest.fixture(scope="session")
def loop():
    """One event loop for all tests of a worker."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def world_template(servers, pytestconfig):
    """The name of a template database with people and documents in it, made once in a run."""
    folder = pytestconfig.stash[RUN].folder
    with open(folder / "world.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "world.ready").exists():
            make_template(servers)
            (folder / "world.ready").touch()
    return WORLD_TEMPLATE


@pytest.fixture(scope="session")
def compiled_once():
    """Contracts, words and phrases do not change between tests: read them once."""
    patched = pytest.MonkeyPatch()
    for name in ("load_contracts", "load_wording", "check_wording", "interpreter_of"):
        patched.setattr(composition, name, _once(getattr(composition, name)))
    yield
    patched.undo()


@pytest.fixture(scope="session")
def world_database(servers, world_template):
    """One clone for each worker; worlds begin by putting it back to what it was."""
    with fresh_database(servers, world_template) as url:
        yield url


@pytest.fixture
def make_world(world_database, redis_url, loop, compiled_once):
    """Make a world with settings of one's own; it ends with the test."""
    with worlds(world_database, redis_url, loop) as make:
        yield make


@pytest.fixture
def world(make_world):
    """A world without cooldowns, which most stories are told in."""
    return make_world()


@contextmanager
def worlds(owner_url, redis_url, loop):
    """Yield what makes worlds over these stores, as they were in the beginning, and end them all."""
    with (
        psycopg.connect(owner_url, autocommit=True, row_factory=dict_row) as owner,
        redis.Redis.from_url(redis_url) as client,
    ):
        made = []

        def make(route=lambda addresses: addresses, **settings):
            addresses = route(Addresses(with_login(owner_url, "noa_app"), redis_url))
            world = World(loop, owner, client, Settings(**{"cooldowns": False} | settings), addresses)
            made.append(world)
            world.begin_anew()
            loop.run(world.start())
            return world

        try:
            yield make
        finally:
            for world in made:
                loop.run(world.stop())
            _wait_until_alone(owner)


def make_template(servers):
    """Clone the migrated template and let people and documents in."""
    maintenance = with_database(servers.owner_url, "postgres")
    name, migrated = sql.Identifier(WORLD_TEMPLATE), sql.Identifier(TEMPLATE)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template {} strategy file_copy").format(name, migrated))
    with psycopg.connect(with_database(servers.owner_url, WORLD_TEMPLATE)) as owner:
        home = ensure_institution(owner, SLUG, "Clínica Demonstração (fictícia)")
        other = ensure_institution(owner, "outra", "Outra Casa (fictícia)")
        for category, kind in CATEGORIES:
            declare_category(owner, home, category, kind)
        for email, (profile, person) in (ACCOUNTS | MORE_ACCOUNTS).items():
            add_user(owner, home, email, profile, PASSWORD, person)
        add_user(owner, other, STRANGER, "profissional", PASSWORD, "Sara Estranha (fictícia)")
        owner.execute(SQL["official"])
        for institution, rows in ((home, demo_rows()), (other, other_rows())):
            report = import_documents(owner, read_catalogue(rows), institution)
            assert not report.bad
            owner.commit()
            refresh(owner, institution)
        owner.execute(SQL["claim_hash"], {"name": "nota-corrompida"})
        owner.execute(SQL["remember"])
        owner.commit()


def message_id():
    """A client's name for a message."""
    return str(uuid4())


def _wait_until_alone(owner, patience=5.0):
    """The service's connections were closed; the server needs a moment, and only then may the owner drop."""
    give_up = time.monotonic() + patience
    while owner.execute(SQL["others"]).fetchall() and time.monotonic() < give_up:
        time.sleep(0.005)


def _once(function):
    made = []

    @functools.wraps(function)
    def remembered(*arguments):
        if not made:
            made.append(function(*arguments))
        return made[0]

    return remembered
