"""An institution's own words: terms that it adds to the thesaurus, and starter terms that it withdraws."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import Connection

from core.sql import load_statements
from retrieval.folding import stems

SQL = load_statements("retrieval", "indexing.sql")


def add_term(
    connection: Connection[Any], institution_id: UUID, spelled: str, concept: str, strength: float = 1.0
) -> None:
    """Let `spelled` mean a concept in one institution, as the owner. Its documents then wait for the indexer."""
    _store(connection, institution_id, spelled, concept, strength, is_withdrawn=False)


def withdraw_term(connection: Connection[Any], institution_id: UUID, spelled: str, concept: str) -> None:
    """Let `spelled` no longer mean a concept in one institution, whatever the starter thesaurus says."""
    _store(connection, institution_id, spelled, concept, 1.0, is_withdrawn=True)


def _store(
    connection: Connection[Any], institution_id: UUID, spelled: str, concept: str, strength: float, is_withdrawn: bool
) -> None:
    connection.execute(
        SQL["store_own_term"],
        {
            "institution": institution_id,
            "term": " ".join(stems(spelled)),
            "concept": concept,
            "strength": strength,
            "spelled": spelled,
            "is_withdrawn": is_withdrawn,
        },
    )
