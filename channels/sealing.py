"""Sealing: closes literal text and switches row level security on in an existing database, keeping today's access.

Opt-in (`noa seal` reports, `noa seal --apply` does it): a frontend that selects `*` from documents stops working until
it names its columns, which is why the report says what would be lost before anything changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from channels.finding import Finding
from core.sql import load_statements

STATEMENTS = load_statements("channels", "sealing.sql")
TABLES = (
    *("users", "documents", "educational_resources", "courses", "course_modules", "lesson_content"),
    *("course_enrollments", "forum_posts", "forum_comments", "base_conhecimento", "cognitive_events"),
)
LITERAL = ("content", "sanitized_content")
COMMANDS = ("select", "insert", "update", "delete")

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Access:
    """What one role may do with a table today; `public` is everybody."""

    role: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """What is open in one table: today's access, what sealing would change, and the statements that do it."""

    table: str
    kind: str
    access: tuple[Access, ...]
    changes: tuple[Finding, ...]
    statements: tuple[str, ...]


def plan_seals(owner_url: str) -> tuple[Seal, ...]:
    """What is open today; nothing is changed. Empty when everything is sealed."""
    with psycopg.connect(owner_url) as connection:
        return look(connection)


def look(connection: Connection) -> tuple[Seal, ...]:
    """What is open, seen by the owner on a connection that is there already."""
    return (*_secured_tables(connection), *_closed_text(connection))


def apply_seals(owner_url: str) -> tuple[Seal, ...]:
    """Seal what is open, all of it or nothing, and return what was done. A second time there is nothing to do."""
    with psycopg.connect(owner_url) as connection:
        seals = look(connection)
        for seal in seals:
            for statement in seal.statements:
                connection.execute(statement.encode())  # written by the database out of names that it quoted
        if seals:
            connection.execute(STATEMENTS["unsee"])
        return seals


def text_views(connection: Connection) -> list[str]:
    """Views that show literal text around the seal; they are their authors' to mend."""
    return [name for (name,) in connection.execute(STATEMENTS["text_views"], {"secret": list(LITERAL)})]


def _secured_tables(connection: Connection) -> Iterator[Seal]:
    """Tables without row level security: mirror first, then switch it on, so that nobody loses a row."""
    access: dict[str, list[Access]] = {}
    for (table,) in connection.execute(STATEMENTS["silent_tables"], {"tables": list(TABLES)}):
        access[table] = []
    for table, role, commands in connection.execute(STATEMENTS["open_tables"], {"tables": list(TABLES)}):
        access[table].append(Access(role, tuple(commands)))
    for table, today in access.items():
        mirrored = [line for command in COMMANDS for line in _mirror(connection, table, command, today)]
        enabled = _lines(connection, "secured", {"place": table})
        changes = (Finding("seal-row-security", "warning", {"table": table}),)
        yield Seal(table, "row-security", tuple(today), changes, (*mirrored, *enabled))


def _mirror(connection: Connection, table: str, command: str, today: list[Access]) -> list[str]:
    roles = [access.role for access in today if command in access.commands]
    facts = {"place": table, "command": command, "roles": roles}
    return _lines(connection, "mirrored", facts) if roles else []


def _closed_text(connection: Connection) -> Iterator[Seal]:
    """Literal text that visitors or signed-in people select directly: every other column stays theirs."""
    readers = connection.execute(STATEMENTS["text_readers"], {"secret": list(LITERAL)}).fetchall()
    if not readers:
        return
    statements = [
        line
        for role, _, kept in sorted(readers, key=lambda reader: bool(reader[0] != "public"))
        for line in _lines(connection, "closed", {"role": role, "kept": kept or []})
    ]
    lost = ("seal-loses-star", "seal-loses-viewer", "seal-loses-returning")
    closed = ", ".join(sorted({column for _, columns, _ in readers for column in columns}))
    changes = tuple(Finding(key, "warning", {"columns": closed}) for key in lost)
    access = tuple(Access(role, ("select",)) for role, _, _ in readers)
    yield Seal("documents", "literal-text", access, changes, tuple(statements))


def _lines(connection: Connection, statement: str, facts: dict[str, Any]) -> list[str]:
    row = connection.execute(STATEMENTS[statement], facts).fetchone()
    return [line for line in row or () if line]
