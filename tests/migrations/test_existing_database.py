"""An existing database is extended and otherwise left as it is: columns, policies, grants and rows."""

import psycopg
import pytest
from psycopg import sql

from channels.migrating import migrate
from core.sql import load_statements
from tests.migrations.world import unmigrated_database

LOOKS = load_statements("tests.migrations", "looks.sql")
ADDED_COLUMNS = {
    ("documents", name)
    for name in (
        *("aliases", "status", "version", "integrity_hash", "sanitized_content", "visibility_scope", "institution_id"),
        "external_id",
    )
} | {("cognitive_events", "institution_id"), ("cognitive_events", "person_id"), ("cognitive_events", "recorded_in")}


@pytest.fixture(scope="module")
def looks(servers):
    """What the existing database looked like before and after the migrations, by name of the look."""
    with unmigrated_database(servers, "legacy") as name:
        url = servers.database_url(name, "noa_owner")
        before = look(servers, name)
        applied = migrate(url)
        assert len(applied) >= 10
        assert migrate(url) == []
        yield before, look(servers, name)


def look(servers, name):
    with psycopg.connect(servers.database_url(name, "postgres")) as connection:
        tables = [table for (table,) in connection.execute(LOOKS["tables"])]
        seen = {kind: set(connection.execute(LOOKS[kind])) for kind in LOOKS if kind not in ("tables", "rows")}
        columns = connection.execute(LOOKS["columns"]).fetchall()
        for table in tables:
            own = [c for t, c, *_ in columns if t == table and (t, c) not in ADDED_COLUMNS]
            names = sql.SQL(", ").join(map(sql.Identifier, sorted(own)))
            rows = sql.SQL("select {} from public.{}").format(names, sql.Identifier(table))
            seen[f"rows of {table}"] = {repr(row) for row in connection.execute(rows)}
        return seen


@pytest.mark.parametrize("kind", ["functions", "indexes", "sequences", "security", "constraints"])
def test_nothing_that_was_there_is_gone_or_changed(looks, kind):
    before, after = looks
    assert before[kind] - after[kind] == set()


def test_columns_are_only_added(looks):
    before, after = looks
    assert before["columns"] - after["columns"] == set()
    assert {row[:2] for row in after["columns"] - before["columns"]} == ADDED_COLUMNS


def test_policies_are_only_added_and_only_for_our_roles(looks):
    before, after = looks
    assert before["policies"] - after["policies"] == set()
    added = after["policies"] - before["policies"]
    assert added
    for table, policy, roles, *_ in added:
        assert policy.startswith("noa_")
        assert all(role.startswith("noa_") for role in roles.split()), policy
        assert table in {"documents", "users", "cognitive_events"}


def test_grants_are_kept_but_for_changing_the_ledger(looks):
    before, after = looks
    gone = before["grants"] - after["grants"]
    assert {(table, privilege) for table, _, privilege in gone} == {
        ("cognitive_events", privilege) for privilege in ("UPDATE", "DELETE", "TRUNCATE")
    }
    assert {grantee for _, grantee, _ in gone} == {"anon", "authenticated", "service_role"}
    assert {grantee for _, grantee, _ in after["grants"] - before["grants"] if not grantee.startswith("noa_")} == set()


def test_triggers_are_only_added_by_name(looks):
    before, after = looks
    assert before["triggers"] - after["triggers"] == set()
    assert {name for _, name, *_ in after["triggers"] - before["triggers"]} == {
        *("noa_insert_only", "noa_noted", "noa_meaning_noted"),
    }


def test_every_row_is_as_it_was(looks):
    before, after = looks
    tables = [kind for kind in before if kind.startswith("rows of ")]
    assert len(tables) == 14
    for kind in tables:
        assert before[kind] == after[kind], kind
        assert before[kind] or kind in {"rows of course_enrollments"}, kind


def test_the_former_pending_actions_are_untouched(looks):
    before, after = looks
    for kind in before:
        mine = [{row for row in seen[kind] if "noa_pending_actions" in repr(row)} for seen in looks]
        assert mine[0] == mine[1], kind
    assert before["rows of noa_pending_actions"] == after["rows of noa_pending_actions"] != set()


def test_no_table_is_added_to_the_public_schema(looks):
    before, after = looks
    assert before["security"] == after["security"]
