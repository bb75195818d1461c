"""Probes of what no row may be, whoever writes it: even the superuser's insert is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from psycopg import sql
from psycopg.types.json import Jsonb

from tests.migrations.world import OTHER, World

Row = Mapping[str, Any]
HASH = bytes(32)
GRAMS = "[1" + ",0" * 255 + "]"
MISSING, TWICE, UNCHECKED, DANGLING = "23502", "23505", "23514", "23503"


def valid_rows(world: World) -> dict[str, dict[str, Any]]:
    """A row of each table that may be inserted as it is."""
    person, held = world.actors["professional"].person, world.held["professional"]
    owned: dict[str, Any] = {"institution_id": world.home, "person_id": person, "conversation_id": held.conversation}
    meant = {"operation": "open", "contract": "documents@1"}
    return {
        "institutions": {"slug": "nova", "name": "Nova (inventada)"},
        "category_rules": {"institution_id": world.home, "category": "nova", "kind": "public"},
        "memberships": {"institution_id": OTHER, "user_id": uuid4()},
        "credentials": {"user_id": uuid4(), "password_hash": "x"},
        "turns": {"id": uuid4(), **owned, "message_id": "m", "text_digest": b"x", "intent": "NONE", "reply": Jsonb({})},
        "offers": {"id": uuid4(), **owned, "turn_id": held.turn, **meant, "candidates": Jsonb([])},
        "executions": {"id": uuid4(), **owned, "offer_id": held.offer, **meant, "resource_id": world.document},
        "entries": {
            "document_id": uuid4(),
            "institution_id": world.home,
            "audience": 0,
            "has_text": True,
            "created_at": "2026-01-01",
        },
        "names": {
            "document_id": world.document,
            "position": 9,
            "institution_id": world.home,
            "audience": 0,
            "grams": GRAMS,
        },
        "vocabulary": {"institution_id": world.home, "lexeme": "novo"},
        "synonyms": {"term": "novo", "concept": "novo", "spelled": "novo"},
        "thesaurus_versions": {"institution_id": world.home, "digest": "x"},
        "embedding_models": {"name": "novo", "dimensions": 3, "probe": [1.0]},
        "active_models": {"institution_id": OTHER, "model_id": 1},
        "meanings": {
            **{"document_id": fourth(world), "model_id": 1, "institution_id": world.home, "audience": 0},
            **{"text_hash": b"x", "vector": "[1,0,0]"},
        },
        "ledger_leaves": {
            **{"institution_id": world.home, "leaf_index": 9, "event_id": uuid4()},
            **{"leaf_hash": HASH, "entry": b"{}"},
        },
        "ledger_nodes": {"institution_id": world.home, "level": 4, "node_index": 9, "hash": HASH},
        "ledger_checkpoints": {
            **{"institution_id": world.home, "size": 9, "root": HASH, "note": "x", "created_at": "2026-01-01"},
        },
        "ledger_salts": {"institution_id": world.home, "person_id": uuid4(), "salt": HASH},
        "judgements": {"document_id": world.document, "content_hash": "x", "ruleset": 1, "verdict": "sound"},
    }


def fourth(world: World) -> Any:
    """A document that has an entry and no meaning yet."""
    question = (
        "select document_id from noa.entries where document_id not in (select document_id from noa.meanings) limit 1"
    )
    return world.rows(question)[0][0]


def refusals(world: World) -> Iterator[tuple[str, Row, str]]:
    """What is changed in the valid row of a table, and the SQLSTATE that must refuse it."""
    held, person, now = world.held["professional"], world.actors["professional"].person, "2026-01-01"
    stranger = world.actors["colleague"].person
    for slug in ("", "Nova", "-nova", "nova!", "a" * 64, "no va"):
        yield "institutions", {"slug": slug}, UNCHECKED
    yield "institutions", {"slug": "default"}, TWICE
    yield "institutions", {"id": OTHER}, TWICE
    yield "institutions", {"is_default": True}, TWICE
    yield "category_rules", {"kind": "secret"}, UNCHECKED
    yield "category_rules", {"institution_id": uuid4()}, DANGLING
    yield "category_rules", {"category": "publica"}, TWICE
    yield "memberships", {"institution_id": uuid4()}, DANGLING
    yield "memberships", {"user_id": world.actors["other patient"].person}, TWICE
    yield "credentials", {"user_id": person}, TWICE
    for column in ("conversation_id", "message_id"):
        yield "turns", {column: ""}, UNCHECKED
        yield "turns", {column: "x" * 129}, UNCHECKED
    yield "turns", {"institution_id": uuid4()}, DANGLING
    yield "turns", {"id": held.turn}, TWICE
    yield "turns", {"message_id": str(held.turn)}, TWICE
    yield "offers", {"id": held.offer}, TWICE
    yield "offers", {"id": held.offer, "conversation_id": "outra"}, TWICE
    yield "offers", {"institution_id": uuid4()}, DANGLING
    yield "offers", {"turn_id": uuid4()}, DANGLING
    for candidates in ({}, "texto", 1, None):
        yield "offers", {"candidates": Jsonb(candidates)}, UNCHECKED
    yield "offers", {"state": "invented", "closed_at": now}, UNCHECKED
    yield "offers", {"state": "confirmed"}, UNCHECKED
    yield "offers", {"closed_at": now}, UNCHECKED
    yield "executions", {"id": held.execution}, TWICE
    yield "executions", {"offer_id": held.confirmed}, TWICE
    yield "executions", {"offer_id": uuid4()}, DANGLING
    yield "executions", {"person_id": stranger}, DANGLING
    yield "executions", {"institution_id": OTHER}, DANGLING
    yield "executions", {"conversation_id": "outra"}, DANGLING
    yield "executions", {"state": "invented", "settled_at": now}, UNCHECKED
    yield "executions", {"state": "executed"}, UNCHECKED
    yield "executions", {"settled_at": now}, UNCHECKED
    yield "judgements", {"verdict": "perhaps"}, UNCHECKED
    yield "embedding_models", {"name": "modelo"}, TWICE
    for dimensions in (0, 4001):
        yield "embedding_models", {"dimensions": dimensions}, UNCHECKED
    yield "active_models", {"institution_id": uuid4()}, DANGLING
    yield "active_models", {"model_id": 999}, DANGLING
    yield "active_models", {"institution_id": world.home}, TWICE
    yield "meanings", {"document_id": uuid4()}, DANGLING
    yield "meanings", {"model_id": 999}, DANGLING
    yield "meanings", {"document_id": world.document}, TWICE
    yield "ledger_leaves", {"leaf_index": 0}, TWICE
    yield "ledger_leaves", {"leaf_index": -1}, UNCHECKED
    yield "ledger_leaves", {"event_id": held.event}, TWICE
    yield "ledger_leaves", {"leaf_hash": b"short"}, UNCHECKED
    for level in (0, -4, 3):
        yield "ledger_nodes", {"level": level}, UNCHECKED
    yield "ledger_nodes", {"node_index": -1}, UNCHECKED
    yield "ledger_nodes", {"hash": b"short"}, UNCHECKED
    yield "ledger_nodes", {"node_index": 0}, TWICE
    yield "ledger_checkpoints", {"size": 0}, UNCHECKED
    yield "ledger_checkpoints", {"root": b"short"}, UNCHECKED
    yield "ledger_checkpoints", {"size": 1}, TWICE
    for erased in ({"salt": b"short"}, {"salt": None}, {"erased_as": HASH}, {"salt": None, "erased_as": b"short"}):
        yield "ledger_salts", erased, UNCHECKED
    yield "ledger_salts", {"person_id": person}, TWICE
    yield "entries", {"document_id": world.document}, TWICE
    yield "names", {"document_id": uuid4()}, DANGLING
    yield "vocabulary", {"lexeme": "#documents"}, TWICE
    for concept in ("", "Novo", "dois nomes", "não"):
        yield "synonyms", {"concept": concept}, UNCHECKED
    for strength in (0, -1, 1.01):
        yield "synonyms", {"strength": strength}, UNCHECKED
    yield "synonyms", {"institution_id": uuid4()}, DANGLING
    yield "synonyms", {"term": "pressao alta", "concept": "hipertensao"}, TWICE
    yield "thesaurus_versions", {"institution_id": None}, TWICE


def one_row_for_each_key(world: World) -> None:
    """Where the key is not made of what other rows hold: the same row a second time."""
    rows = valid_rows(world)
    for table in ("judgements", "names", "credentials", "memberships", "category_rules"):
        with world.connection.transaction(force_rollback=True):
            world.connection.execute(_statement(table, rows[table]), rows[table])
            assert insert(world, table, rows[table]) == TWICE, table


def valid_rows_are_accepted(world: World) -> None:
    """Otherwise the refusals would prove little."""
    for table, row in valid_rows(world).items():
        assert insert(world, table, row) == 1, table


def invalid_rows_are_refused(world: World) -> None:
    """Each rule of each table, by the one change that breaks it."""
    rows = valid_rows(world)
    for table, changes, refusal in refusals(world):
        assert insert(world, table, rows[table] | changes) == refusal, (table, changes)


def nothing_that_must_be_there_may_be_missing(world: World) -> None:
    """Each column that was made to hold something."""
    for table, row in valid_rows(world).items():
        for column in sorted(world.required[table]):
            assert insert(world, table, row | {column: None}) == MISSING, (table, column)


def defaults_are_safe(world: World) -> None:
    """An institution is not the default, an offer is open, an execution lives 15 minutes, a new document circulates
    only when it is published."""
    rows = valid_rows(world)
    told = (
        ("institutions", "is_default, locale, timezone", (False, "pt-BR", "America/Sao_Paulo")),
        ("memberships", "disabled_at, created_at = now()", (None, True)),
        ("offers", "state, closed_at, created_at >= now()", ("offered", None, True)),
        ("executions", "state, settled_at, expires_at - issued_at = interval '15 minutes', issued_at = now()",
         ("issued", None, True, True)),
        ("turns", "created_at = now()", (True,)),
        ("judgements", "judged_at = now()", (True,)),
        ("credentials", "updated_at = now()", (True,)),
        ("vocabulary", "patient, student, professional, admin, near", (0, 0, 0, 0, [])),
        ("embedding_models", "created_at = now()", (True,)),
        ("active_models", "activated_at = now()", (True,)),
        ("meanings", "is_stale", (False,)),
        ("synonyms", "strength, is_withdrawn, institution_id", (1.0, False, None)),
    )  # fmt: skip
    for table, columns, wanted in told:
        with world.connection.transaction(force_rollback=True):
            returned = world.connection.execute(_statement(table, rows[table], columns), rows[table]).fetchone()
            assert returned == wanted, table
    document = "insert into public.documents (title) values ('x') returning status, is_published, institution_id"
    with world.connection.transaction(force_rollback=True):
        assert world.connection.execute(document).fetchone() == ("ACTIVE", False, None)


def imported_ids_are_one_documents(world: World) -> None:
    """Within an institution."""
    insert_two = (
        "insert into public.documents (title, external_id, institution_id) values ('x', 'e', %s), ('y', 'e', %s)"
    )
    assert world.outcome(insert_two, (OTHER, OTHER)) == TWICE
    assert world.outcome(insert_two, (OTHER, world.home)) == 2


def the_owner_maintains_every_table(world: World) -> None:
    """Forced row level security does not lock out whoever migrates and administers."""
    forced = "select relname::text from pg_class where relnamespace = 'noa'::regnamespace and relforcerowsecurity"
    tables = [name for (name,) in world.rows(forced)]
    counts = {table: world.rows(f"select count(*) from noa.{table}") for table in tables}
    rows = valid_rows(world)
    with world.being("noa_owner"):
        for table in tables:
            assert world.rows(f"select count(*) from noa.{table}") == counts[table], table
        for table, row in rows.items():
            assert insert(world, table, row) == 1, table


def insert(world: World, table: str, row: Row) -> int | str:
    """One, or the SQLSTATE that refused the row."""
    return world.outcome(_statement(table, row), row)


def _statement(table: str, row: Row, returning: str | None = None) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join(map(sql.Placeholder, row))
    statement = sql.SQL("insert into noa.{} ({}) values ({})").format(sql.Identifier(table), columns, values)
    return statement + sql.SQL(f" returning {returning}") if returning else statement


PROBES = (
    valid_rows_are_accepted,
    one_row_for_each_key,
    invalid_rows_are_refused,
    nothing_that_must_be_there_may_be_missing,
    defaults_are_safe,
    imported_ids_are_one_documents,
    the_owner_maintains_every_table,
)
