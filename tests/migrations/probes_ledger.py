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
    with world.being("noa_admin", "professional"):  # the role alone does not make an auditor
        assert world.outcome(f"select id from {LEDGER}") == 0


def _events_of(world: World, institution: Any) -> tuple[str, dict[str, Any]]:
    question = f"select id from {LEDGER} where coalesce(institution_id, %(home)s) = %(here)s"
    return question, {"home": world.home, "here": institution}


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
    somebody_turned_away_is_told_once_and_nobody_else,
    nobody_changes_an_event,
    strangers_have_no_grant_to_change_events,
    each_person_writes_events_of_their_own,
    only_auditors_read_events_and_of_their_institution,
    events_tell_the_other_institution_nothing,
)
