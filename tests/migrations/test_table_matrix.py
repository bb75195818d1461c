"""Tables by commands by people, really executed: what the declaration allows works, everything else is refused."""

from uuid import uuid4

import pytest

from tests.migrations import privileges
from tests.migrations.world import ENTERING, PROFILES, SEED

STRANGERS = ("anon", "authenticated", "service")
COMMANDS = ("select", "insert", "update", "delete", "truncate")
TABLES = tuple(table for table in privileges.declared()["tables"])
# The platform's people keep on existing tables what the platform gave them, but for changing the ledger.
PLATFORM = ("anon", "authenticated")


def may(table, command, name, world):
    """Whether the declaration lets this person try the command on some column of the table."""
    actor = world.actors[name]
    role = f"noa_{actor.profile}" if actor.profile else actor.login
    grants = privileges.declared()["tables"][table].get(command, [])
    return any(role in grant["roles"] for grant in grants)


def is_platforms(table, command):
    """Existing tables are the platform's, but for changing the ledger."""
    is_ledger_change = table == "public.cognitive_events" and command in ("update", "delete", "truncate")
    return table.startswith("public.") and not is_ledger_change


def statement(world, table, command):
    given = "attrelid = %s::regclass and attnum > 0 and attidentity = ''"
    first = f"select attname::text from pg_attribute where {given} order by attnum limit 1"
    column = world.rows(first, (table,))[0][0]
    return {
        "select": f'select "{column}" from {table}',
        "insert": f"insert into {table} default values",
        "update": f'update {table} set "{column}" = "{column}"',
        "delete": f"delete from {table}",
        "truncate": f"truncate {table} cascade",
    }[command]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("table", TABLES)
def test_whoever_is_not_granted_is_refused(world, table, command):
    tried = statement(world, table, command)
    for name in (*ENTERING, *STRANGERS):
        if may(table, command, name, world):
            continue
        if name in PLATFORM and world.shape == "legacy" and is_platforms(table, command):
            continue
        with world.acting(name):
            outcome = world.outcome(tried)
            looked_at = world.shape == "legacy" and (table, command) == ("public.users", "select")
            assert outcome in (("42501", 0) if looked_at else ("42501",)), (name, outcome)


@pytest.mark.parametrize("name", ENTERING)
def test_whoever_is_granted_reads_some_rows_and_never_all(world, name):
    all_documents = world.rows("select count(*) from public.documents")[0][0]
    with world.acting(name):
        assert 0 < world.outcome("select id from public.documents") < all_documents
        for table, count in (("turns", 1), ("offers", 2), ("executions", 1)):
            assert world.outcome(f"select id from noa.{table}") == count, table
        events = world.outcome("select id from public.cognitive_events")
        assert (events > 0) if world.actors[name].profile == "admin" else (events == "42501")


@pytest.mark.parametrize("name", PROFILES)
def test_whoever_is_granted_writes_their_own(world, name):
    actor, held = world.actors[name], world.held[name]
    facts = {key: uuid4() for key in ("turn", "offer", "execution", "event")} | {
        "institution": actor.institution, "person": actor.person, "conversation": "c", "resource": world.document,
    }  # fmt: skip
    with world.acting(name):
        assert world.outcome(SEED["turn"], facts) == 1
        assert world.outcome(SEED["offer"], facts | {"turn": held.turn}) == 1
        assert world.outcome(SEED["event"], facts) == 1
        assert world.outcome(SEED["execution"], facts | {"offer": held.offer}) == "42501"


def test_whoever_did_not_enter_may_not_even_look_into_our_schema(world):
    for name in PLATFORM:
        with world.acting(name):
            for query in ("select 1 from noa.turns", "select noa.person_id()", "select noa.judge(null, 1)"):
                assert world.outcome(query) == "42501", (name, query)
