"""The two turns without any product: what the bare route and the peer do alike, with the least calls to Postgres."""

from dataclasses import dataclass
from uuid import uuid4

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from channels.composition import CONNECTIONS
from core.finding import Wanted
from core.sql import load_statements
from retrieval.catalogue import CatalogueFinder
from retrieval.folding import fold

SQL = load_statements("tests.benchmarks", "floor.sql")


def pool_of(url):
    """As many connections as the service has, set up alike."""
    kwargs = {"autocommit": True, "row_factory": dict_row, "prepare_threshold": 1}
    return AsyncConnectionPool(url, min_size=1, max_size=CONNECTIONS, open=False, kwargs=kwargs)


@dataclass(frozen=True)
class GovernedFlow:
    """The search of the product, under the person's own policies; each turn is one exchange with Postgres."""

    pool: AsyncConnectionPool
    finder = CatalogueFinder()

    async def search(self, who, text):
        """The best five of the product's own search."""
        wanted = Wanted(text.removeprefix("abre o "))
        async with self.pool.connection() as connection:
            async with connection.pipeline():
                await connection.execute(SQL["begin"])
                await connection.execute(SQL["enter"], _who(who))
                inquiry = await self.finder.ask(connection, wanted)
                await connection.execute(SQL["tell"], _event(who, "DOC_SEARCH", "DOC_CANDIDATES_LISTED"))
                await connection.execute(SQL["commit"])
            found = await inquiry.found()
        names = ("id", "title", "category", "summary")
        return [{name: getattr(each, name) for name in names} for each in found.candidates]

    async def open(self, who, document_id):
        """The one that was chosen, as a list of one or none."""
        parameters = {"document_id": document_id, **_event(who, "SELECT", "DOC_OPEN_CONFIRMED")}
        async with self.pool.connection() as connection:
            async with connection.pipeline():
                await connection.execute(SQL["begin"])
                await connection.execute(SQL["enter"], _who(who))
                opened = await connection.execute(SQL["open_and_tell"], parameters)
                await connection.execute(SQL["commit"])
            return await opened.fetchall()


@dataclass(frozen=True)
class PlainFlow:
    """Plain full text as the superuser, under no policy: one statement a turn."""

    pool: AsyncConnectionPool

    async def search(self, who, text):
        """Five documents that hold all of the words."""
        words = " & ".join(fold(text.removeprefix("abre o ")).split())
        return await self._run("search_plainly", {"words": words, **_event(who, "DOC_SEARCH", "DOC_CANDIDATES_LISTED")})

    async def open(self, who, document_id):
        """The one that was chosen, as a list of one or none."""
        return await self._run(
            "open_and_tell", {"document_id": document_id, **_event(who, "SELECT", "DOC_OPEN_CONFIRMED")}
        )

    async def _run(self, statement, parameters):
        async with self.pool.connection() as connection:
            return await (await connection.execute(SQL[statement], parameters)).fetchall()


def make_names(superuser):
    """Fill the index of the plain search."""
    superuser.execute(SQL["make_names"])
    named = superuser.execute(SQL["list_documents"]).fetchall()
    rows = [{"document_id": document_id, "words": fold(title)} for document_id, title in named]
    superuser.cursor().executemany(SQL["insert_name"], rows)


def listed(documents, pending_id):
    """The answer to a search."""
    lines = "\n".join(f"{number}. {each['title']}" for number, each in enumerate(documents, 1))
    pending = {"id": pending_id, "kind": "DOC_OPEN_CONFIRMATION"}
    candidates = [{**each, "position": number} for number, each in enumerate(documents, 1)]
    return {
        "text": f"Encontrei:\n{lines}\nQual?",
        "candidates": candidates,
        "pending_action": pending,
        "app_commands": [],
    }


def opened(document):
    """The answer to a choice."""
    payload = {"document_id": document["id"], "confirmed": True, "source": "user_confirmation"}
    command = {"kind": "noa_command", "command": {"type": "open-document", "payload": payload}}
    return {
        "text": f"Abrindo {document['title']}.",
        "candidates": [],
        "pending_action": None,
        "app_commands": [command],
    }


def _who(who):
    return {"person_id": who.person_id, "institution_id": who.institution_id}


def _event(who, intent, action):
    metadata = Jsonb({"turn_id": str(uuid4()), "modality": "text", "role": "professional"})
    return {"event_id": uuid4(), "intent": intent, "action": action, "metadata": metadata, **_who(who)}
