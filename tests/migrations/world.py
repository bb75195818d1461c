"""The world that the proofs look at: invented people of two institutions, their rows, and a way to act as each."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import psycopg

from channels.migrating import migrate
from core.sql import load_statements

SEED = load_statements("tests.migrations", "world.sql")
LEGACY = load_statements("tests.migrations", "legacy.sql")
SHAPES = ("fresh", "legacy")
PROFILES = ("patient", "student", "professional", "admin")
OTHER = UUID("b0000000-0000-4000-8000-000000000000")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the door: a login, and the person and institution that it enters for, if it does."""

    name: str
    login: str = "noa_app"
    profile: str | None = None
    person: UUID | None = None
    institution: UUID | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The rows that one person has: a turn, an open offer, an issued execution of another offer, an event."""

    turn: UUID = field(default_factory=uuid4)
    offer: UUID = field(default_factory=uuid4)
    confirmed: UUID = field(default_factory=uuid4)
    execution: UUID = field(default_factory=uuid4)
    event: UUID = field(default_factory=uuid4)
    conversation: str = "conversa"


@dataclass(frozen=True, slots=True)
class World:
    """A migrated database with people in it; `connection` is the superuser's, inside one transaction."""

    connection: psycopg.Connection[Any]
    shape: str
    home: UUID
    actors: Mapping[str, Actor]
    held: Mapping[str, Held]
    document: UUID
    database: str
    required: Mapping[str, frozenset[str]]

    @contextmanager
    def acting(self, name: str, enters: bool = True) -> Iterator[psycopg.Connection[Any]]:
        """The connection as that actor, who has entered; everything is undone afterwards."""
        actor = self.actors[name]
        with self.connection.transaction(force_rollback=True):
            self.connection.execute(f"set local session authorization {actor.login}")
            if enters and actor.person is not None:
                self.connection.execute("select noa.enter(%s, %s)", (actor.person, actor.institution))
            yield self.connection

    @contextmanager
    def being(self, role: str, name: str | None = None) -> Iterator[psycopg.Connection[Any]]:
        """The connection as an inner role, under the claims of an actor or none; everything is undone afterwards."""
        with self.connection.transaction(force_rollback=True):
            if name is not None:
                self.claim(self.actors[name])
            self.connection.execute(f"set local session authorization {role}")
            yield self.connection

    def claim(self, actor: Actor) -> None:
        """Set the claims of an actor for the rest of the transaction, whoever the role is."""
        self.connection.execute(
            "select set_config('noa.person_id', %s, true), set_config('noa.institution_id', %s, true),"
            " set_config('noa.profile', %s, true)",
            (str(actor.person), str(actor.institution), actor.profile),
        )

    def outcome(self, statement: Any, parameters: Any = None) -> int | str:
        """How many rows a statement touched or gave (its effect stays undone), or the SQLSTATE that refused it."""
        try:
            with self.connection.transaction(force_rollback=True):
                return self.connection.execute(statement, parameters).rowcount
        except psycopg.Error as error:
            return error.sqlstate or "unknown"

    def rows(self, statement: Any, parameters: Any = None) -> list[Any]:
        """All rows of a query."""
        return self.connection.execute(statement, parameters).fetchall()


@contextmanager
def unmigrated_database(servers: Any, shape: str) -> Iterator[str]:
    """The name of a database of the owner's: an empty one, or one that a deployment already had."""
    name = f"proof_{shape}_{secrets.token_hex(4)}"
    with psycopg.connect(servers.superuser_url, autocommit=True) as superuser:
        superuser.execute(f"create database {name} owner noa_owner")
        superuser.execute(f"revoke all on database {name} from public")
        try:
            if shape == "legacy":
                _make_legacy(servers, name)
            yield name
        finally:
            superuser.execute(f"drop database {name} with (force)")


@contextmanager
def migrated_database(servers: Any, shape: str) -> Iterator[str]:
    """The name of a migrated database of a shape."""
    with unmigrated_database(servers, shape) as name:
        migrate(servers.database_url(name, "noa_owner"))
        yield name


def _make_legacy(servers: Any, name: str) -> None:
    for statement, who in (("platform", "postgres"), ("tables", "noa_owner")):
        with psycopg.connect(servers.database_url(name, who)) as connection:
            connection.execute(LEGACY[statement])


@contextmanager
def seeded_database(servers: Any, shape: str, documents: str = "telling") -> Iterator[str]:
    """The name of a migrated database with the people and rows of the world in it."""
    with migrated_database(servers, shape) as name:
        with psycopg.connect(servers.database_url(name, "postgres")) as superuser:
            seed(superuser, documents)
        yield name


@contextmanager
def opened_world(servers: Any, name: str, shape: str) -> Iterator[World]:
    """The world of a seeded database, in a transaction that is never committed."""
    with visited_world(servers, name, shape) as world, world.connection.transaction(force_rollback=True):
        yield world


@contextmanager
def visited_world(servers: Any, name: str, shape: str) -> Iterator[World]:
    """The world of a seeded database; whoever visits it begins and undoes transactions."""
    with psycopg.connect(servers.database_url(name, "postgres"), autocommit=True) as connection:
        people = connection.execute("select id, email from public.users where email like '%@mundo.invalid'").fetchall()
        home = connection.execute("select id from noa.institutions where is_default").fetchone()[0]  # type: ignore[index]
        document = connection.execute("select id from public.documents where title = 'O documento'").fetchone()[0]  # type: ignore[index]
        actors = _actors({email.partition("@")[0]: person for person, email in people}, home)
        required = {table: frozenset(columns) for table, columns in connection.execute(SEED["required"])}
        yield World(connection, shape, home, actors, _held(connection), document, name, required)


def seed(connection: psycopg.Connection[Any], documents: str) -> None:
    """Put the people and rows of the world into a migrated database."""
    connection.execute(SEED["institutions"])
    home = connection.execute("select id from noa.institutions where is_default").fetchone()[0]  # type: ignore[index]
    connection.execute(SEED["every_document"])
    if documents == "telling":
        connection.execute(SEED["telling_documents"])
    document = uuid4()
    connection.execute(
        "insert into public.documents (id, title, content, summary, target_audience, category, is_published)"
        " values (%s, 'O documento', 'Texto literal', 'Resumo', '{all}', 'publica', true)",
        (document,),
    )
    connection.execute(SEED["index"])
    connection.execute(SEED["meaning"])
    for name, kind, institution, disabled in PEOPLE:
        _seed_person(connection, name, kind, home if institution == "home" else OTHER, disabled, document)
    connection.execute(SEED["tree"])


# Name, users.type, where, and whether the membership was disabled. People of the default institution have none, but for
# the traveller, who has one here and one there.
PEOPLE = (
    ("patient", "paciente", "home", False),
    ("student", "Aluno", "home", False),
    ("professional", "profissional", "home", False),
    ("colleague", "professional", "home", False),
    ("admin", "master", "home", False),
    ("visitor", "visitante", "home", False),
    ("disabled", "admin", "home", True),
    ("traveller", "professional", "home", False),
    ("other patient", "patient", "other", False),
    ("other student", "student", "other", False),
    ("other professional", "professional", "other", False),
    ("other admin", "admin", "other", False),
    ("other disabled", "admin", "other", True),
)
ENTERING = tuple(
    name for name, kind, _, disabled in PEOPLE if not disabled and kind != "visitante" and name != "traveller"
)
_PROFILE = {"colleague": "professional", "traveller": "professional"}


def _seed_person(
    connection: psycopg.Connection[Any], name: str, kind: str, institution: UUID, disabled: bool, document: UUID
) -> None:
    person = uuid4()
    address = name.replace(" ", "_") + "@mundo.invalid"
    connection.execute(SEED["person"], {"id": person, "email": address, "type": kind})
    connection.execute(SEED["credential"], {"id": person})
    places = (
        {institution, OTHER} if name == "traveller" else {institution} if disabled or institution == OTHER else set()
    )
    for place in places:
        since = "2026-01-01" if disabled else None
        connection.execute(SEED["membership"], {"institution": place, "id": person, "disabled_at": since})
    held = Held()
    facts = {"institution": institution, "person": person, "conversation": held.conversation, "resource": document}
    connection.execute(SEED["turn"], facts | {"turn": held.turn})
    for offer in (held.offer, held.confirmed):
        connection.execute(SEED["offer"], facts | {"offer": offer, "turn": held.turn})
    connection.execute("update noa.offers set state = 'confirmed', closed_at = now() where id = %s", (held.confirmed,))
    connection.execute(SEED["execution"], facts | {"offer": held.confirmed, "execution": held.execution})
    connection.execute(SEED["event"], facts | {"event": held.event})


def _actors(people: Mapping[str, UUID], home: UUID) -> dict[str, Actor]:
    entering = {
        name: Actor(
            name, profile=_PROFILE.get(name, name.split()[-1]), person=people[name.replace(" ", "_")],
            institution=home if where == "home" else OTHER,
        )
        for name, _, where, _ in PEOPLE
    }  # fmt: skip
    abroad = replace(entering["traveller"], name="traveller abroad", institution=OTHER)
    return entering | {
        "traveller abroad": abroad,
        "anon": Actor("anon", "anon"),
        "authenticated": Actor("authenticated", "authenticated"),
        "service": Actor("service"),
    }


def _held(connection: psycopg.Connection[Any]) -> dict[str, Held]:
    rows = connection.execute(
        "select split_part(u.email, '@', 1), t.id, o.id, e.offer_id, e.id, c.id, t.conversation_id from public.users u"
        " join noa.turns t on t.person_id = u.id join noa.executions e on e.person_id = u.id"
        " join noa.offers o on o.person_id = u.id and o.state = 'offered'"
        " join public.cognitive_events c on c.person_id = u.id where u.email like '%@mundo.invalid'"
    ).fetchall()
    return {row[0].replace("_", " "): Held(*row[1:]) for row in rows}
