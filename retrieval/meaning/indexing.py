"""Embeds what changed, in batches, and searches an institution with a model only once all of it is embedded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy
import orjson
from psycopg import Connection, Cursor, sql
from psycopg.errors import DiskFull, OutOfMemory
from psycopg.rows import dict_row

from retrieval.meaning.embedded_text import embedded_text, text_hash
from retrieval.meaning.encoder import Encoder, Vectors, of_length_one
from retrieval.meaning.models import SQL, KnownModel, alone, index_name, note_model

BATCH = 256
WORTH_AN_INDEX = 10_000  # vectors; below, every search is an exact scan
_BYTES_A_NEIGHBOURHOOD = 400  # of a vector's links while an index is built
_MOST_MEMORY = 2_000  # megabytes
_OWN = 0.3  # least mean likeness of adopted vectors to the model's own; vectors of another model have none
_CHECKED = 8  # adopted vectors of each batch
_FIRST = UUID(int=0)
Progress = Callable[[int, int], None]  # done, of how many


@dataclass(slots=True)
class Indexed:
    """What an indexing did. `adopted` vectors were stored by somebody before, and `confirmed` texts had not changed."""

    embedded: int = 0
    adopted: int = 0
    confirmed: int = 0
    activated: list[UUID] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many documents are up to date now that were not."""
        return self.embedded + self.adopted + self.confirmed


def index_meanings(
    connection: Connection[Any],
    encoder: Encoder,
    institution_id: UUID | None = None,
    progress: Progress = lambda _done, _total: None,
    *,
    adopt: bool = False,
    worth_an_index: int = WORTH_AN_INDEX,
) -> Indexed:
    """Bring the meanings of an institution (None: of all) up to date, as the owner, after the name index.

    Each batch is a transaction of its own: an indexing that was ended goes on where it stopped. The institution's old
    model is searched with until all of it is embedded with this one. `adopt` takes the vectors of
    `documents.embeddings` where they are this model's. Does nothing while another indexer works.
    """
    done = Indexed()
    with alone(connection) as is_alone:
        if not is_alone:
            return done
        indexing = _Indexing(connection, encoder, note_model(connection, encoder), institution_id, adopt, progress)
        while indexing.go_through(done):
            pass
        _keep_index(connection, indexing.model, worth_an_index)
        done.activated = indexing.activate()
    return done


@dataclass(slots=True)
class _Indexing:
    connection: Connection[Any]
    encoder: Encoder
    model: KnownModel
    institution_id: UUID | None
    adopt: bool
    progress: Progress

    def go_through(self, done: Indexed) -> bool:
        """Go through all documents that wait, once; return whether that brought any up to date."""
        before, after = done.done, _FIRST
        total = before + sum(row["waiting"] for row in self._rows("count_waiting"))
        self.progress(before, total)
        while rows := self._rows("waiting", after=after, most=BATCH, adopt=self.adopt):
            after = rows[-1]["id"]
            self._index(rows, done)
            self.progress(done.done, max(total, done.done))
        return done.done > before

    def activate(self) -> list[UUID]:
        """Search with this model where everything is embedded; return the institutions where that is new."""
        return [row["institution_id"] for row in self._rows("activate")]

    def _rows(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        known = {"model": self.model.id, "institution": self.institution_id}
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(SQL[statement], known | parameters).fetchall()

    def _index(self, rows: Sequence[Mapping[str, Any]], done: Indexed) -> None:
        texts = {row["id"]: embedded_text(row) for row in rows}
        same = [row for row in rows if row["known_hash"] == text_hash(texts[row["id"]])]
        changed = [row for row in rows if row["known_hash"] != text_hash(texts[row["id"]])]
        adopted = self._adopted(changed, texts) if self.adopt else {}
        rest = [row for row in changed if row["id"] not in adopted]
        done.confirmed += self._confirm(same)
        done.adopted += self._store([row for row in changed if row["id"] in adopted], texts, adopted)
        done.embedded += self._store(rest, texts, self._embed(rest, texts))

    def _embed(self, rows: Sequence[Mapping[str, Any]], texts: Mapping[UUID, str]) -> Mapping[UUID, Vectors]:
        if not rows:
            return {}
        vectors = self.encoder.passages([texts[row["id"]] for row in rows])
        return {row["id"]: vector for row, vector in zip(rows, vectors, strict=True)}

    def _adopted(self, rows: Sequence[Mapping[str, Any]], texts: Mapping[UUID, str]) -> Mapping[UUID, Vectors]:
        """Return the vectors that the rows bring, if a few of them are like what this model makes of the same texts."""
        brought = {row["id"]: vector for row in rows if (vector := self._brought(row["embeddings"])) is not None}
        checked = [row for row in rows if row["id"] in brought][:_CHECKED]
        own = self._embed(checked, texts)
        alike = [float(own[key] @ brought[key]) for key in own]
        return brought if alike and sum(alike) / len(alike) >= _OWN else {}

    def _brought(self, embeddings: object) -> Vectors | None:
        if not (isinstance(embeddings, list) and len(embeddings) == self.model.dimensions):
            return None
        try:
            vector = numpy.array(embeddings, dtype=numpy.float32)
        except (TypeError, ValueError):
            return None
        is_usable = vector.ndim == 1 and bool(numpy.isfinite(vector).all()) and bool(vector.any())
        return of_length_one(vector)[0] if is_usable else None

    def _confirm(self, rows: Sequence[Mapping[str, Any]]) -> int:
        if not rows:
            return 0
        return self.connection.execute(SQL["confirm"], self._read(rows)).rowcount

    def _store(
        self, rows: Sequence[Mapping[str, Any]], texts: Mapping[UUID, str], vectors: Mapping[UUID, Vectors]
    ) -> int:
        if not rows:
            return 0
        statement = sql.SQL(SQL["store"]).format(
            home=_home(self.connection), dimensions=sql.Literal(self.model.dimensions)
        )
        written = [orjson.dumps(vectors[row["id"]], option=orjson.OPT_SERIALIZE_NUMPY).decode() for row in rows]
        hashes = [text_hash(texts[row["id"]]) for row in rows]
        return self.connection.execute(statement, self._read(rows) | {"hashes": hashes, "vectors": written}).rowcount

    def _read(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return {
            "model": self.model.id,
            "ids": [row["id"] for row in rows],
            "read_as": [row["read_as"] for row in rows],
        }


def _keep_index(connection: Connection[Any], model: KnownModel, worth_an_index: int) -> None:
    """Build the model's approximate index where there is none and searches will use one."""
    with connection.cursor(row_factory=dict_row) as cursor:
        embedded = next(row["embedded"] for row in cursor.execute(SQL["models"]) if row["name"] == model.name)
        name = index_name(model.id)
        state = cursor.execute(SQL["index_state"], {"name": f"noa.{name}"}).fetchone()
        if embedded < worth_an_index or (state and state["is_valid"]):
            return
        if state:  # a build that was ended leaves one that no search uses
            _drop(cursor, name)
        bytes_needed = embedded * (2 * model.dimensions + _BYTES_A_NEIGHBOURHOOD)
        cursor.execute(SQL["make_room"], {"memory": f"{min(_MOST_MEMORY, 64 + bytes_needed // 1_000_000)}MB"})
        try:
            _build(cursor, model)
        except (DiskFull, OutOfMemory):  # workers share memory, of which a container may have little
            _drop(cursor, name)
            cursor.execute(SQL["build_alone"])
            _build(cursor, model)


def _build(cursor: Cursor[Any], model: KnownModel) -> None:
    cursor.execute(
        sql.SQL(SQL["build_index"]).format(
            name=sql.Identifier(index_name(model.id)),
            home=_home(cursor.connection),
            dimensions=sql.Literal(model.dimensions),
            model=sql.Literal(model.id),
        )
    )


def _drop(cursor: Cursor[Any], name: str) -> None:
    cursor.execute(sql.SQL(SQL["drop_index"]).format(name=sql.Identifier(name)))


def _home(connection: Connection[Any]) -> sql.Identifier:
    """The schema of pgvector, wherever the database keeps it."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(SQL["home"]).fetchone()
    return sql.Identifier(row["home"] if row else "public")
