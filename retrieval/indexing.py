"""Builds and refreshes the name index: only what changed, in batches, resumable after any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from core.sql import load_statements
from retrieval.entries import Entry, make_entry
from retrieval.ngrams import letters_left_out
from retrieval.thesaurus import Synonym, Thesaurus, as_synonyms, digest_of, starter_synonyms

SQL = load_statements("retrieval", "indexing.sql")
BATCH = 500
MANY = (
    20_000  # documents from which the approximate index is built anew instead of grown; searches are slower meanwhile
)
Progress = Callable[[int, int], None]  # done, of how many


def refresh(
    connection: Connection[Any],
    institution_id: UUID | None = None,
    progress: Progress = lambda _done, _total: None,
    synonyms: Sequence[Synonym] | None = None,
) -> int:
    """Bring the starter thesaurus and the index of an institution (None: of all) up to date, as the owner.

    Each batch is a transaction of its own, so a refresh that was ended goes on where it stopped. Returns how many
    documents were indexed.
    """
    store_thesaurus(connection, starter_synonyms() if synonyms is None else synonyms)
    cursor = connection.cursor(row_factory=dict_row)
    parameters = {"institution": institution_id}
    row = cursor.execute(SQL["count_stale"], parameters).fetchone()
    total = row["stale"] if row else 0
    if total >= MANY:
        connection.execute(SQL["drop_likeness_index"])
    connection.commit()
    done = 0
    progress(done, total)
    while indexed := index_batch(connection, institution_id):
        done += indexed
        progress(done, max(done, total))
    with connection.transaction():
        connection.execute(SQL["build_likeness_index"])
    return done


def index_batch(connection: Connection[Any], institution_id: UUID | None = None, role: str | None = None) -> int:
    """Index the next stale documents in one transaction and return how many; 0 when none are left or others index.

    `role`: the role to do it as, where the connection's own is another.
    """
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        if role:
            cursor.execute(SQL["act_as"], {"role": role})
        lock = cursor.execute(SQL["lock"]).fetchone()
        if not (lock and lock["is_mine"]):
            return 0
        rows = cursor.execute(SQL["stale"], {"institution": institution_id, "most": BATCH}).fetchall()
        if rows:
            _store(connection, rows)
        return len(rows)


def store_thesaurus(connection: Connection[Any], synonyms: Sequence[Synonym]) -> bool:
    """Store the starter thesaurus where it differs from the stored one; its documents then wait for the indexer."""
    digest = digest_of(synonyms)
    with connection.transaction():
        known = connection.execute(SQL["thesaurus_digest"]).fetchone()
        if known and known[0] == digest:
            return False
        connection.execute(SQL["forget_thesaurus"])
        connection.execute(
            SQL["store_thesaurus"],
            {
                "terms": [synonym.term for synonym in synonyms],
                "concepts": [synonym.concept for synonym in synonyms],
                "strengths": [synonym.strength for synonym in synonyms],
                "spelled": [synonym.spelled for synonym in synonyms],
            },
        )
        connection.execute(SQL["note_thesaurus"], {"digest": digest})
    return True


def thesaurus_of(connection: Connection[Any], institution_id: UUID) -> Thesaurus:
    """Return the starter terms that the institution did not withdraw, and its own."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(SQL["synonyms"], {"institution": institution_id}).fetchall()
    return Thesaurus(as_synonyms(row for row in rows if not row["is_withdrawn"]))


def _store(connection: Connection[Any], rows: Sequence[DictRow]) -> None:
    """Replace the entries of the rows' documents, and move the vocabulary with them."""
    thesauri: dict[UUID, Thesaurus] = {}
    entries: dict[UUID, Entry] = {}
    gone = [row["document_id"] for row in rows if not row["is_there"]]
    for row in rows:
        if row["is_there"]:
            home = row["institution_id"]
            if home not in thesauri:
                thesauri[home] = thesaurus_of(connection, home)
            entries[row["document_id"]] = make_entry(row, thesauri[home])
    ids = list(entries)
    lexemes = sorted({lexeme for entry in entries.values() for lexeme in entry.lexemes})
    words = [lexeme for lexeme in lexemes if lexeme.isalpha() and len(lexeme) >= 4]
    before = connection.execute(SQL["lexemes_of"], {"ids": ids + gone}).fetchall()
    connection.execute(
        SQL["count_words"],
        {
            "ids": ids + gone,
            "lexemes": [" ".join(entries[key].lexemes) for key in ids] + [""] * len(gone),
            "words": words,
            "near": [_array(letters_left_out(word)) for word in words],
        },
    )
    connection.execute(SQL["drop_names"], {"ids": ids})
    connection.execute(SQL["drop_entries"], {"ids": gone})
    connection.execute(SQL["store_entries"], _columns(entries))
    connection.execute(SQL["store_names"], _names(entries))
    connection.execute(SQL["forget_words"], {"lexemes": [lexeme for (lexeme,) in before]})


def _columns(entries: Mapping[UUID, Entry]) -> dict[str, list[Any]]:
    kept = entries.values()
    return {
        "ids": list(entries),
        "names": ["\n".join(entry.names) for entry in kept],
        "topics": [entry.topics for entry in kept],
        "summaries": [entry.summary for entry in kept],
        "concepts": [entry.concepts for entry in kept],
        "lexemes": [" ".join(entry.lexemes) for entry in kept],
    }


def _names(entries: Mapping[UUID, Entry]) -> dict[str, list[Any]]:
    named = [(key, position, vector) for key, entry in entries.items() for position, vector in enumerate(entry.vectors)]
    return {
        "of": [key for key, _, _ in named],
        "positions": [position for _, position, _ in named],
        "grams": [vector for _, _, vector in named],
    }


def _array(values: Sequence[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
