"""Probes of the ledger: events are inserted for oneself, read by one's own auditors, and never changed by anybody."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.migrations.world import ENTERING, OTHER, SEED, World

LEDGER = "public.cognitive_events"
CHANGES = (
    f"update {LEDGER} set intent = intent",
    f"update {LEDGER} set intent = 'x' where false",
    f"delete from {LEDGER}",
    f"delete from {LEDGER} where false",
    f"truncate {LEDGER}",
    f"insert into {LEDGER} (id, intent, action, decision_result) select id, 'x', 'y', 'DENIED' from {LEDGER} limit 1"
    " on conflict (id) do update set intent = 'forged'",
    f"merge into {LEDGER} e using (select 1) s on true when matched then update set intent = 'forged'",
    f"merge into {LEDGER} e using (select 1) s on true when matched then delete",
)


TREES = ("noa.ledger_leaves", "noa.ledger_nodes", "noa.ledger_checkpoints")


def nobody_changes_a_tree(world: World) -> None:
    """Leaves, nodes and heads are as insert-only as events; salts may be erased, by the integrator alone."""
    for role, mode in (("noa_owner", None), ("postgres", None), ("postgres", "replica")):
        with world.connection.transaction(force_rollback=True):
            if mode:
                world.connection.execute(f"set local session_replication_role = {mode}")
            world.connection.execute(f"set local session authorization {role}")
            for table in TREES:
                for change in (f"update {table} set institution_id = institution_id", f"delete from {table}",
                               f"truncate {table}", f"delete from {table} where false"):  # fmt: skip
                    assert world.outcome(change) == "42501", (role, mode, change)


def the_integrator_grows_every_tree_and_tells_of_erasure_only(world: World) -> None:
    """It sees the events and trees of all institutions, adds to them, and erases salts."""
    actor = world.actors["professional"]
    own = {"event": uuid4(), "institution": actor.institution, "person": actor.person}
    with world.being("noa_integrator", "professional"):
        assert world.outcome("select id, recorded_in from public.cognitive_events") > 12
        for table in (*TREES, "noa.ledger_salts"):
            assert {here for (here,) in world.rows(f"select institution_id from {table}")} == {world.home, OTHER}
        erase = "update noa.ledger_salts set salt = null, erased_as = decode(repeat('00', 32), 'hex')"
        assert world.outcome(erase) > 12
        assert world.outcome(SEED["event"], own) == "42501"
        columns = "id, intent, action, decision_result, metadata"
        erased = f"insert into {LEDGER} ({columns}) values (%s, 'x', %s, 'ALLOWED', '{{}}')"
        assert world.outcome(erased, (uuid4(), "LEDGER_SALT_ERASED")) == 1
        assert world.outcome(erased, (uuid4(), "DOC_OPEN_EXECUTED")) == "42501"
        for table, values in (("ledger_nodes", "8, 0, decode(repeat('00', 32), 'hex')"),
                              ("ledger_checkpoints", "7, decode(repeat('00', 32), 'hex'), 'x', now()")):  # fmt: skip
            assert world.outcome(f"insert into noa.{table} select gen_random_uuid(), {values}") == 1
        leaf = "select gen_random_uuid(), 0, gen_random_uuid(), decode(repeat('00', 32), 'hex'), '{}'"
        assert world.outcome(f"insert into noa.ledger_leaves {leaf}") == 1


def auditors_see_the_tree_of_their_institution(world: World) -> None:
    """Administrators, there; the role without the profile sees nothing, and nobody else may look."""
    for name in ENTERING:
        actor = world.actors[name]
        with world.acting(name):
            for table in TREES:
                if actor.profile == "admin":
                    assert set(world.rows(f"select institution_id from {table}")) == {(actor.institution,)}
                else:
                    assert world.outcome(f"select institution_id from {table}") == "42501", (name, table)
            assert world.outcome("select salt from noa.ledger_salts") == "42501"
    with world.being("noa_admin", "professional"):
        for table in TREES:
            assert world.outcome(f"select institution_id from {table}") == 0


def nobody_changes_an_event(world: World) -> None:
    """Not the owner, not the superuser, not in replica mode, not with every grant there is."""
    for role, mode in (("noa_owner", None), ("postgres", None), ("postgres", "replica"), ("service_role", None)):
        with world.connection.transaction(force_rollback=True):
            if role == "service_role":  # as the platform has it, and with the grants that the migration took away
                world.connection.execute("alter role service_role bypassrls")
                world.connection.execute(f"grant all on {LEDGER} to service_role")
            if mode:
                world.connection.execute(f"set local session_replication_role = {mode}")
            world.connection.execute(f"set local session authorization {role}")
            for change in CHANGES:
                assert world.outcome(change) == "42501", (role, mode, change)


def strangers_have_no_grant_to_change_events(world: World) -> None:
    """The trigger is the second wall; the first is that nobody may even try."""
    for name in (*ENTERING, "anon", "authenticated", "service"):
        with world.acting(name):
            for change in CHANGES:
                assert world.outcome(change) == "42501", (name, change)


def each_person_writes_events_of_their_own(world: World) -> None:
    """As themselves, in the institution that they entered; the time is the database's."""
    for name in ENTERING:
        actor = world.actors[name]
        other = next(a for who, a in world.actors.items() if who in ENTERING and a.institution != actor.institution)
        colleague = next(a for who, a in world.actors.items() if who in ENTERING and who != name)
        own = {"event": uuid4(), "institution": actor.institution, "person": actor.person}
        with world.acting(name):
            assert world.outcome(SEED["event"], own) == 1
            for forged in ({"person": colleague.person}, {"institution": other.institution}, {"person": None}):
                assert world.outcome(SEED["event"], own | forged) == "42501", (name, forged)
            timed = f"insert into {LEDGER} (id, created_at) values (%s, now() - interval '1 day')"
            assert world.outcome(timed, (uuid4(),)) == "42501"
    for role in ("noa_clerk", "noa_custodian"):
        actor = world.actors["professional"]
        own = {"event": uuid4(), "institution": actor.institution, "person": actor.person}
        with world.being(role, "professional"):
            assert world.outcome(SEED["event"], own) == 1
            assert world.outcome(SEED["event"], own | {"person": world.actors["colleague"].person}) == "42501"


def only_auditors_read_events_and_of_their_institution(world: World) -> None:
    """Administrators; events that name no institution belong to the default one."""
    for name in ENTERING:
        actor = world.actors[name]
        with world.acting(name):
            if actor.profile != "admin":
                assert world.outcome(f"select id from {LEDGER}") == "42501", name
                continue
            seen = {id_ for (id_,) in world.rows(f"select id from {LEDGER}")}
        wanted = {id_ for (id_,) in world.rows(*_events_of(world, actor.institution))}
        assert seen == wanted != set(), name


def the_role_alone_does_not_make_an_auditor(world: World) -> None:
    """The profile in the claims must say so too."""
    with world.being("noa_admin", "professional"):
        assert world.outcome(f"select id from {LEDGER}") == 0


def _events_of(world: World, institution: Any) -> tuple[str, dict[str, Any]]:
    question = f"select id from {LEDGER} where coalesce(institution_id, %(home)s) = %(here)s"
    return question, {"home": world.home, "here": institution}


def each_wall_before_the_ledger_holds_alone(world: World) -> None:
    """Ours without its restrictive twin, and the twin where an existing policy lets everybody in."""
    for statement in (
        f"drop policy noa_audits_only on {LEDGER}",
        f"create policy everybody on {LEDGER} for select using (true)",
    ):
        with world.connection.transaction(force_rollback=True):
            world.connection.execute(statement)
            only_auditors_read_events_and_of_their_institution(world)


def events_tell_the_other_institution_nothing(world: World) -> None:
    """Both institutions have events, and none in common."""
    with world.acting("other admin"):
        institutions = set(world.rows(f"select institution_id from {LEDGER}"))
    assert institutions == {(OTHER,)}


def somebody_turned_away_is_told_once_and_nobody_else(world: World) -> None:
    """Of an account that exists and has no profile there; the role that tells it can tell nothing else."""
    tell = "select noa.tell_refused_entry(%s, %s, %s)"
    written = f"select person_id, institution_id, intent, action, decision_result, metadata from {LEDGER} where id = %s"
    visitor, admin, disabled = (world.actors[name].person for name in ("visitor", "admin", "disabled"))
    refused: tuple[tuple[Any, Any], ...] = ((visitor, world.home), (disabled, world.home), (admin, OTHER))
    for person, where in refused:
        with world.acting("service") as connection:
            connection.execute(tell, (event := uuid4(), person, where))
            connection.execute("reset session authorization")
            told = (person, where, "NONE", "ENTRY_REFUSED", "DENIED", {"reason": "no_profile"})
            assert world.rows(written, (event,)) == [told]
    for person, where in ((admin, world.home), (uuid4(), world.home), (visitor, uuid4()), (None, world.home)):
        with world.acting("service") as connection:
            connection.execute(tell, (event := uuid4(), person, where))
            connection.execute("reset session authorization")
            assert world.rows(written, (event,)) == []
    with world.being("noa_identity", "admin"):
        own = {"event": uuid4(), "institution": world.home, "person": admin}
        assert world.outcome(SEED["event"], own) == "42501"


PROBES = (
    nobody_changes_a_tree,
    the_integrator_grows_every_tree_and_tells_of_erasure_only,
    auditors_see_the_tree_of_their_institution,
    somebody_turned_away_is_told_once_and_nobody_else,
    nobody_changes_an_event,
    strangers_have_no_grant_to_change_events,
    each_person_writes_events_of_their_own,
    only_auditors_read_events_and_of_their_institution,
    the_role_alone_does_not_make_an_auditor,
    events_tell_the_other_institution_nothing,
    each_wall_before_the_ledger_holds_alone,
)
