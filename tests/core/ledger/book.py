"""A ledger to test with: a fresh database, events put in as turns put them in, integrators, exports."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from core.ledger.export import export
from core.ledger.integrator import Integrator
from core.ledger.kept import CheckpointFolder
from core.ledger.note import Notary
from runtime.verifier.exported import verify_export

PERSON = UUID("a0000000-0000-4000-8000-000000000001")
COLLEAGUE = UUID("a0000000-0000-4000-8000-000000000002")
INSERT = (
    "insert into public.cognitive_events (id, intent, action, decision_result, source, metadata, institution_id,"
    " person_id, created_at) values (%s, 'ASKING', 'LISTED', 'SIGNAL', 'noa', %s, %s, %s, %s)"
)


class Lender:
    """Lends a connection of its own to each session, as the service's login."""

    def __init__(self, url):
        self.url = url

    @asynccontextmanager
    async def connection(self):
        connection = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
        async with connection:
            yield connection


class Book:
    """One installation's ledger."""

    def __init__(self, owner_url, app_url, folder):
        self.owner_url = owner_url
        self.lender = Lender(app_url)
        self.notary = Notary(b"s" * 32)
        self.folder = folder
        with self.owner() as connection:
            (self.home,) = connection.execute("select id from noa.institutions where is_default").fetchone()

    def owner(self):
        return psycopg.connect(self.owner_url, autocommit=True)

    @property
    def signer(self):
        return self.notary.signer(self.home)

    def integrator(self, **options):
        return Integrator(self.lender, self.notary, CheckpointFolder(self.folder), **options)

    def integrate(self, **options):
        return asyncio.run(self.integrator(**options).catch_up())

    def record(self, count=1, connection=None, **options):
        """Insert events, in one transaction when a connection is given; return their ids."""
        if connection is None:
            with self.owner() as own:
                return self.record(count, own, **options)
        ids = [uuid4() for _ in range(count)]
        connection.cursor().executemany(INSERT, [self.row(event_id, **options) for event_id in ids])
        return ids

    def row(self, event_id, person=PERSON, institution=..., metadata=None, at=datetime(2026, 11, 20, 12, tzinfo=UTC)):
        told = {"conversation_id": "c-1", "role": "professional", "count": 3} if metadata is None else metadata
        return event_id, Jsonb(told), self.home if institution is ... else institution, person, at

    def leaves(self, tree=None):
        """The ids of a tree's events in its order."""
        with self.owner() as connection:
            rows = connection.execute(
                "select leaf_index, event_id from noa.ledger_leaves where institution_id = %s order by 1",
                (tree or self.home,),
            ).fetchall()
        assert [index for index, _ in rows] == list(range(len(rows)))
        return [event_id for _, event_id in rows]

    def export(self, tree=None, lender=None, **options):
        async def lines():
            signer = self.notary.signer(tree or self.home)
            return [each async for each in export(lender or self.lender, tree or self.home, signer, **options)]

        return asyncio.run(lines())

    def verify(self, kept=(), event_id=None, **options):
        return verify_export(self.export(**options), [self.signer.verifier_key], kept, event_id)

    def note(self):
        """The newest signed note."""
        with self.owner() as connection:
            (note,) = connection.execute(
                "select note from noa.ledger_checkpoints where institution_id = %s order by size desc limit 1",
                (self.home,),
            ).fetchone()
        return note
