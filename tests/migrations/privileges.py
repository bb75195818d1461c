"""The declared privileges, and what a database really grants: read from its catalogs, PUBLIC included."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import psycopg

from core.sql import load_statements
from core.yaml_source import load_yaml

STATEMENTS = load_statements("tests.migrations", "privileges.sql")
STRANGERS = ("anon", "authenticated", "service_role")
UNPROTECTED = "noa.schema_migrations"

Connection = psycopg.Connection[Any]
Fact = tuple[Any, ...]


@cache
def declared() -> Mapping[str, Any]:
    """The content of privileges.yaml."""
    data: Mapping[str, Any] = load_yaml(files("tests.migrations").joinpath("privileges.yaml"))
    return data


def roles() -> list[str]:
    """Every role of ours, and the platform's."""
    return [*declared()["usage_of_schema"], *STRANGERS]


def declared_column_privileges(connection: Connection) -> set[Fact]:
    """What ought to hold as (role, table, privilege, column), for the tables that the database has."""
    existing = {name for (name,) in connection.execute("select rolname::text from pg_roles")}
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(STATEMENTS["columns"]):
        columns.setdefault(table, []).append(column)
    return {
        (role, table, privilege, column)
        for table, privileges in declared()["tables"].items()
        for privilege, grants in privileges.items()
        if privilege != "delete"
        for grant in grants
        for role in grant["roles"]
        if role in existing
        for column in grant.get("columns", columns.get(table, []))
    }


def declared_deletions() -> set[Fact]:
    """Who may delete rows, as (role, table, privilege)."""
    return {
        (role, table, "delete")
        for table, privileges in declared()["tables"].items()
        for grant in privileges.get("delete", [])
        for role in grant["roles"]
    }


def held_column_privileges(connection: Connection) -> set[Fact]:
    """What really holds, for every table of schema noa and the public tables that are declared."""
    return _facts(connection, "held_column_privileges")


def held_table_privileges(connection: Connection) -> set[Fact]:
    """Deleting, emptying and attaching triggers, as (role, table, privilege)."""
    return _facts(connection, "held_table_privileges")


def declared_functions() -> set[Fact]:
    """(name, owner, runs as its owner, volatility, callers) of every function."""
    found = set()
    for name, words in declared()["functions"].items():
        owner = words.get("owner", "noa_owner")
        callers = set(words.get("callers", [])) | ({owner} if owner != "noa_owner" else set())
        found.add(
            (
                name,
                owner,
                words.get("runs_as_owner", owner != "noa_owner"),
                _volatility(name),
                " ".join(sorted(callers)),
            )
        )
    return found


def held_functions(connection: Connection) -> set[Fact]:
    """The same of the functions that schema noa has."""
    return _facts(connection, "held_functions")


def undeclared_tables(connection: Connection) -> set[str]:
    """Tables of schema noa that nobody declared."""
    return {table for table, _ in connection.execute(STATEMENTS["columns"])} - set(declared()["tables"])


def _volatility(name: str) -> str:
    if name in declared()["remembered"]:
        return "i"
    return "v" if name in declared()["never_remembered"] else "s"


def _facts(connection: Connection, statement: str) -> set[Fact]:
    parameters = {"roles": roles(), "tables": list(declared()["tables"])}
    return {tuple(row) for row in connection.execute(STATEMENTS[statement], parameters)}
