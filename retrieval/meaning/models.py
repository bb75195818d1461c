"""Embedding models in the database: noting one, searching an institution with it, and forgetting it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy
from psycopg import Connection, sql
from psycopg.rows import dict_row

from core.errors import NoaError
from core.sql import load_statements
from retrieval.meaning.encoder import PROBE, Encoder

SQL = load_statements("retrieval.meaning", "indexing.sql")
SAME = 0.95  # least likeness of what one model makes of the same text, rounding by a light export included
_FORGOTTEN_AT_ONCE = 5_000


class ModelConflict(NoaError):
    """An embedding model cannot be what was asked: another one has its name, or people are searched with it."""

    code = "model_conflict"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that documents were embedded with."""

    id: int
    name: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model, how many documents it embedded, and the slugs of institutions that are searched with it."""

    name: str
    dimensions: int
    embedded: int
    active_in: tuple[str, ...]


def note_model(connection: Connection[Any], encoder: Encoder) -> KnownModel:
    """Return the model of an encoder, noted if it was new. Raises ModelConflict for another model under its name."""
    probe = encoder.passages([PROBE])[0]
    given = {"name": encoder.name, "dimensions": encoder.dimensions, "probe": probe.tolist()}
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(SQL["note_model"], given)
        row = cursor.execute(SQL["model"], {"name": encoder.name}).fetchone()
    assert row is not None, "it was just noted"  # noqa: S101 - a law of the SQL, not of the input
    known = numpy.asarray(row["probe"], dtype=numpy.float32)
    if row["dimensions"] != encoder.dimensions or float(known @ probe) < SAME:
        raise ModelConflict(f"another model was indexed as {encoder.name}: forget that one first, or rename this one")
    return KnownModel(row["id"], row["name"], row["dimensions"])


def model_states(connection: Connection[Any]) -> list[ModelState]:
    """Return every model that is known here."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(SQL["models"]).fetchall()
    return [ModelState(row["name"], row["dimensions"], row["embedded"], tuple(row["active_in"])) for row in rows]


def deactivate(connection: Connection[Any], institution_id: UUID) -> None:
    """Search an institution by words alone from now on; its vectors stay."""
    connection.execute(SQL["deactivate"], {"institution": institution_id})


def forget_model(connection: Connection[Any], name: str) -> int:
    """Drop a model's index and vectors, in portions, and return how many vectors there were.

    Raises ModelConflict while any institution is searched with it, or while an indexer works.
    """
    with alone(connection) as is_alone, connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(SQL["model"], {"name": name}).fetchone()
        if row is None:
            return 0
        active = cursor.execute(SQL["is_active"], {"model": row["id"]}).fetchone()
        if not is_alone or (active and active["is_active"]):
            raise ModelConflict(f"{name} is in use")
        cursor.execute(sql.SQL(SQL["drop_index"]).format(name=sql.Identifier(index_name(row["id"]))))
        forgotten = 0
        while gone := cursor.execute(SQL["forget_vectors"], {"model": row["id"], "most": _FORGOTTEN_AT_ONCE}).rowcount:
            forgotten += gone
        cursor.execute(SQL["forget_model"], {"model": row["id"]})
        return forgotten


def index_name(model_id: int) -> str:
    """Return the name of a model's approximate index."""
    return f"meanings_of_{model_id}"


@contextmanager
def alone(connection: Connection[Any]) -> Iterator[bool]:
    """Work outside of transactions, as index builds must; yield whether nobody else keeps meanings at this time."""
    connection.commit()
    before, connection.autocommit = connection.autocommit, True
    row = connection.cursor(row_factory=dict_row).execute(SQL["lock"]).fetchone()
    is_mine = bool(row and row["is_mine"])
    try:
        yield is_mine
    finally:
        if not connection.closed:
            if is_mine:
                connection.execute(SQL["unlock"])
            connection.autocommit = before
