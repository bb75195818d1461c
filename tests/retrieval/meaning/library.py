"""A small invented library, its people and what is asked of it, for the tests of searching by meaning."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import dict_row

from channels.databases import with_login
from channels.people import add_user, ensure_institution
from core.finding import Wanted
from core.sql import load_statements
from retrieval.catalogue import CatalogueFinder
from retrieval.importing import document_id, import_documents, read_catalogue
from retrieval.indexing import refresh
from retrieval.meaning.finder import MeaningFinder
from retrieval.meaning.scale import Scale
from retrieval.meaning.shelf import Reader, Shelf

SQL = load_statements("tests.retrieval.meaning", "library.sql")
PATIENT, PROFESSIONAL, ELSEWHERE = "paciente@teste.invalid", "profissional@teste.invalid", "alheio@teste.invalid"
ROWS = (
    {"id": "sono", "title": "Cartilha do Sono", "summary": "Para quem tem insônia.", "target_audience": ["all"]},
    {"id": "pressao", "title": "Hipertensão no Idoso", "summary": "Metas.", "target_audience": ["professional"]},
    {"id": "rim", "title": "Rotina de Diálise", "keywords": ["renal"], "target_audience": ["all"], "content": "Texto."},
    {"id": "agenda", "title": "Mapa do Estacionamento", "summary": "Vagas e portões.", "target_audience": ["all"]},
)
SCALE = Scale(low=0.6, high=0.95, understanding=1.0)


@dataclass
class Library:
    """Two institutions with documents, and who asks there."""

    owner_url: str
    home: UUID
    other: UUID
    people: dict[str, UUID]

    @classmethod
    def made(cls, owner_url):
        with psycopg.connect(owner_url) as owner:
            home, other = ensure_institution(owner, "casa", "Casa"), ensure_institution(owner, "outra", "Outra")
            people = {
                PATIENT: add_user(owner, home, PATIENT, "paciente", "senha-de-mentira"),
                PROFESSIONAL: add_user(owner, home, PROFESSIONAL, "profissional", "senha-de-mentira"),
                ELSEWHERE: add_user(owner, other, ELSEWHERE, "profissional", "senha-de-mentira"),
            }
            library = cls(owner_url, home, other, people)
            library.add(owner, *ROWS)
            library.add(owner, {"id": "alheio", "title": "Sono em Outra Casa", "target_audience": ["all"]}, other=True)
        return library

    def add(self, owner, *rows, other=False):
        institution = self.other if other else self.home
        report = import_documents(owner, read_catalogue(map(orjson.dumps, rows)), institution)
        assert not report.bad
        owner.commit()
        refresh(owner, institution, synonyms=())

    def reindex(self):
        """Let the name index read what changed."""
        with psycopg.connect(self.owner_url) as owner:
            refresh(owner, synonyms=())

    def key(self, name, other=False):
        return document_id(name, self.other if other else self.home)[0]

    def owner(self):
        return psycopg.connect(self.owner_url, row_factory=dict_row, autocommit=True)

    def rows(self, statement, **parameters):
        with self.owner() as owner:
            cursor = owner.execute(SQL[statement], parameters)
            return cursor.fetchall() if cursor.description else []

    def as_superuser(self, statement):
        """What only the server's own account may do."""
        with psycopg.connect(with_login(self.owner_url, "postgres"), autocommit=True) as superuser:
            superuser.execute(SQL[statement], {})

    def wait_until_alone(self, patience=5.0):
        """Closed connections take the server a moment, and only then may the owner drop the database."""
        give_up = time.monotonic() + patience
        while self.rows("others") and time.monotonic() < give_up:
            time.sleep(0.01)

    def embedded(self):
        """Titles that have a vector which is up to date, with their model."""
        return {(row["title"], row["model"]) for row in self.rows("embedded")}

    async def ask(self, finder, email, term, pipeline=False, **more):
        """The titles and scores that somebody is offered, asked as the service asks."""
        institution = self.other if email == ELSEWHERE else self.home
        app = await psycopg.AsyncConnection.connect(with_login(self.owner_url, "noa_app"), row_factory=dict_row)
        async with app, app.transaction():
            await app.execute(SQL["enter"], {"person": self.people[email], "institution": institution})
            if pipeline:
                async with app.pipeline():
                    inquiry = await finder.ask(app, Wanted(term, **more))
            else:
                inquiry = await finder.ask(app, Wanted(term, **more))
            return await inquiry.found()


class LoadedShelf(Shelf):
    """A shelf whose models are there already, on a scale that tests know."""

    def __init__(self, *encoders, scale=SCALE):
        super().__init__("", None, "pt-BR")
        self.encoders, self.scale = {encoder.name: encoder for encoder in encoders}, scale

    def reader(self, name):
        if name not in self.encoders:
            return None
        return Reader(self.encoders[name], self.scale, ThreadPoolExecutor(1))


def finder_with(*encoders, **options):
    """What the service searches with, where these models are loaded."""
    return MeaningFinder(CatalogueFinder(), LoadedShelf(*encoders, **options))
