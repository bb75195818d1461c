"""A library on a database of its own, with people who ask it."""

import asyncio
from importlib.resources import files
from uuid import uuid5

import psycopg

from core.finding import Wanted
from core.sql import load_statements
from retrieval.catalogue import CatalogueFinder
from retrieval.importing import import_documents
from retrieval.indexing import refresh

SQL = load_statements("tests.retrieval", "library.sql")
SETS = files("tests.retrieval") / "sets"
TYPES = {
    "patient": "paciente",
    "student": "aluno",
    "professional": "profissional",
    "admin": "admin",
    "nobody": "visita",
}


def row(external, title, audience=("professional",), **columns):
    """A row of the catalogue format, with content unless told otherwise."""
    return {"id": external, "title": title, "target_audience": list(audience), "content": "Texto.", **columns}


class Library:
    """Documents of one institution, and how a person of each profile finds them."""

    def __init__(self, owner_url, app_url, slug=None):
        self.owner_url, self.app_url = owner_url, app_url
        self.institution = self.run("add_institution", slug=slug) if slug else self.run("default_institution")
        for profile, type_ in TYPES.items():
            self.run(
                "add_person",
                id=self.person(profile),
                email=f"{profile}@{slug}.noa",
                type=type_,
                institution=self.institution,
            )

    def run(self, name, **parameters):
        """Run a statement of library.sql as the owner and return its first value."""
        with psycopg.connect(self.owner_url) as connection:
            cursor = connection.execute(SQL[name], parameters)
            found = cursor.fetchone() if cursor.description else None
        return found[0] if found else None

    def rows(self, name, **parameters):
        """Run a statement of library.sql as the owner and return its rows."""
        with psycopg.connect(self.owner_url) as connection:
            return connection.execute(SQL[name], parameters).fetchall()

    def person(self, profile):
        return uuid5(self.institution, profile)

    def add(self, *rows, index=True):
        """Import rows and bring the index up to date."""
        with psycopg.connect(self.owner_url) as connection:
            report = import_documents(connection, rows, self.institution)
            if index:
                refresh(connection, self.institution)
        return report

    def own_word(self, change, spelled, concept):
        """Add or withdraw an institution's own word."""
        with psycopg.connect(self.owner_url) as connection:
            change(connection, self.institution, spelled, concept)

    def index(self):
        with psycopg.connect(self.owner_url) as connection:
            return refresh(connection, self.institution)

    def found(self, profile, term, limit=5, offset=0, finder=None):
        """What a person of a profile finds, in a turn of its own."""
        return asyncio.run(self._found(profile, Wanted(term, limit, offset), finder or CatalogueFinder()))

    def titles(self, profile, term, **wanted):
        return [candidate.title for candidate in self.found(profile, term, **wanted).candidates]

    async def _found(self, profile, wanted, finder):
        turn = {"person": self.person(profile), "institution": self.institution}
        connecting = await psycopg.AsyncConnection.connect(self.app_url)
        async with connecting as connection, connection.pipeline(), connection.transaction():
            await connection.execute(SQL["enter"], turn)
            inquiry = await finder.ask(connection, wanted)
            return await inquiry.found()
