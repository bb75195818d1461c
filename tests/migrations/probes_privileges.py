"""Probes of who is granted what, of the walls that stand, and of the one way in."""

from __future__ import annotations

import psycopg

from tests.migrations import privileges
from tests.migrations.privileges import STATEMENTS, STRANGERS, declared
from tests.migrations.world import ENTERING, OTHER, PROFILES, World

SPELLINGS = {
    "patient": ("paciente", "patient", " Paciente "),
    "student": ("aluno", "estudante", "student", "ALUNO"),
    "professional": ("profissional", "professional"),
    "admin": ("admin", "administrador", "master", "Master"),
    None: ("visitante", "", "superuser", "noa_admin", "patient,admin", "paciente;", "adm in", "pacientes"),
}


def privileges_are_exactly_the_declared_ones(world: World) -> None:
    """Nothing is missing, and nothing is there that was not declared, for any role, table, column and privilege."""
    held = privileges.held_column_privileges(world.connection)
    wanted = privileges.declared_column_privileges(world.connection)
    deletions = privileges.held_table_privileges(world.connection)
    wanted_deletions = privileges.declared_deletions()
    if (
        world.shape == "legacy"
    ):  # the platform's own grants on its own tables are not ours to judge, but for the ledger's
        held, deletions = ({fact for fact in facts if not _is_platforms(fact)} for facts in (held, deletions))
    assert held == wanted, sorted(held ^ wanted)[:9]
    assert deletions == wanted_deletions, sorted(deletions ^ wanted_deletions)


def _is_platforms(fact: tuple[str, ...]) -> bool:
    role, table, privilege = fact[:3]
    if table == "public.users" and privilege == "select" and role not in ("noa_identity", "noa_app"):
        return True  # what existing policies look at; ours see no row (people_are_nobodys_to_list)
    ledger = table == "public.cognitive_events" and privilege in {"update", "delete", "truncate"}
    return role in STRANGERS and table.startswith("public.") and not ledger


def functions_run_as_declared_and_for_nobody_else(world: World) -> None:
    """Owner, definer and callers of each function; none is PUBLIC's, anon's or authenticated's."""
    held, wanted = privileges.held_functions(world.connection), privileges.declared_functions()
    assert held == wanted, sorted(held ^ wanted)
    assert not [callers for *_, callers in held if {"public", *STRANGERS} & set(callers.split())]
    assert world.rows(STATEMENTS["unpinned"]) == []


def roles_have_no_powers_and_stay_what_they_are(world: World) -> None:
    """No superuser, no bypass, nothing owned; only the service may become somebody."""
    words = declared()
    parameters = {"roles": privileges.roles(), "logins": words["logins"]}
    members = {(member, role) for member, roles in words["members"].items() for role in roles}
    existing = {name for (name,) in world.rows("select rolname::text from pg_roles")}
    assert set(world.rows(STATEMENTS["memberships"], parameters)) == {m for m in members if m[1] in existing}
    assert world.rows(STATEMENTS["powers"], parameters) == []
    assert world.rows(STATEMENTS["owners"]) == []
    rights = set(world.rows(STATEMENTS["schema_rights"], parameters))
    assert rights == {(role, "usage") for role in words["usage_of_schema"] if role in existing}


def every_table_of_ours_forces_row_level_security(world: World) -> None:
    """In schema noa always; on the existing tables where the baseline made them."""
    undeclared = {name for name in privileges.undeclared_tables(world.connection) if name.startswith("noa.")}
    assert undeclared == set()
    unforced = {name for (name,) in world.rows(STATEMENTS["unforced"])}
    assert unforced <= {privileges.UNPROTECTED}
    if world.shape == "fresh":
        assert world.rows(STATEMENTS["unsecured"]) == []


def each_wall_stands_twice(world: World) -> None:
    """A permissive policy only adds to what a database already has; its restrictive twin keeps out."""
    assert world.rows(STATEMENTS["lonely_walls"]) == []


def each_profile_enters_as_itself(world: World) -> None:
    """The role, the claims and the profile are the person's; the claims die with the transaction."""
    for name in ENTERING:
        actor = world.actors[name]
        with world.acting(name, enters=False) as connection:
            entered = connection.execute("select noa.enter(%s, %s)", (actor.person, actor.institution)).fetchone()
            assert entered == (actor.profile,)
            claims = connection.execute(
                "select current_user::text, noa.person_id(), noa.institution_id(), noa.profile(),"
                " current_setting('request.jwt.claims')::jsonb"
            ).fetchone()
            assert claims == (
                f"noa_{actor.profile}",
                actor.person,
                actor.institution,
                actor.profile,
                {"sub": str(actor.person)},
            )
    with world.acting("service", enters=False) as connection:
        assert (
            connection.execute("select noa.person_id(), noa.institution_id(), noa.profile()").fetchone() == (None,) * 3
        )


def the_claims_end_with_the_transaction(world: World) -> None:
    """Every claim and the role are set for this transaction alone."""
    body = world.rows("select prosrc from pg_proc where oid = 'noa.enter(uuid, uuid)'::regprocedure")[0][0]
    assert body.count("set_config(") == body.count(", true)") == 5


def who_has_no_profile_does_not_enter(world: World) -> None:
    """Unknown types, disabled memberships, other institutions and nobody at all: NOA01, and no role."""
    home = world.home
    person = {name: world.actors[name].person for name in world.actors}
    tries = [
        (person["visitor"], home), (person["disabled"], home), (person["other disabled"], OTHER),
        (person["professional"], OTHER), (person["admin"], OTHER), (person["other admin"], home),
        (OTHER, home), (None, home), (person["admin"], None),
    ]  # fmt: skip
    with world.acting("service") as connection:
        for who, where in tries:
            assert world.outcome("select noa.enter(%s, %s)", (who, where)) == "NOA01", (who, where)
        assert connection.execute("select current_user::text").fetchone() == ("noa_app",)


def every_spelling_names_its_profile(world: World) -> None:
    """Of both languages; whatever else stands there names nobody."""
    for profile, spellings in SPELLINGS.items():
        for spelling in spellings:
            assert world.rows("select noa.profile_of(%s)", (spelling,)) == [(profile,)], spelling
    assert world.rows("select noa.profile_of(null)") == [(None,)]


def nobody_enters_twice_in_a_transaction(world: World) -> None:
    """A turn that became one person cannot become another."""
    for name in PROFILES:
        admin = world.actors["admin"]
        with world.acting(name):
            assert world.outcome("select noa.enter(%s, %s)", (admin.person, admin.institution)) == "42501"
            assert world.outcome("select noa.identify(%s, %s)", (admin.person, admin.institution)) == "42501"


def the_inner_roles_are_nobodys_to_become(world: World) -> None:
    """The service may become the four profiles, and the profiles nobody."""
    inner = ("noa_identity", "noa_search", "noa_reader", "noa_custodian", "noa_clerk", "noa_owner", "postgres")
    with world.acting("service", enters=False):
        for role in inner:
            assert world.outcome(f"set local role {role}") == "42501", role


def logins_are_told_only_who_may_log_in(world: World) -> None:
    """By address, of an institution that the person belongs to."""
    question = "select user_id, institution_id, profile, password_hash from noa.login_by_email(%s, %s)"
    with world.acting("service", enters=False) as connection:
        for name in ENTERING:
            actor = world.actors[name]
            address = f" {name.replace(' ', '_').upper()}@mundo.invalid "
            told = connection.execute(question, (address, None)).fetchall()
            assert told == [(actor.person, actor.institution, actor.profile, f"hash of {actor.person}")]
        assert connection.execute(question, ("other_admin@mundo.invalid", "default")).fetchall() == []
        assert connection.execute(question, ("admin@mundo.invalid", "outra")).fetchall() == []
        assert connection.execute(question, ("disabled@mundo.invalid", None)).fetchall() == []
        assert connection.execute(question, ("nobody@mundo.invalid", None)).fetchall() == []
        assert connection.execute(question, ("visitor@mundo.invalid", None)).fetchall()[0][2] is None
    for name in PROFILES:
        with world.acting(name) as connection:
            myself = connection.execute("select profile, is_official, institution from noa.myself()").fetchall()
            assert [row[:2] for row in myself] == [(name, name == "professional")]


def nothing_temporary_steps_into_a_function(world: World) -> None:
    """A caller's temporary type or table must not stand in for the ones that a function of ours means."""
    with world.connection.transaction(force_rollback=True):
        world.connection.execute(
            psycopg.sql.SQL("grant temporary on database {} to public").format(psycopg.sql.Identifier(world.database))
        )  # as on a platform that nobody closed
        with world.acting("professional", enters=False) as connection:
            connection.execute("create table pg_temp.documents (id uuid)")
            home = connection.execute("select pg_my_temp_schema()::regnamespace::text").fetchone()
            assert home
            connection.execute(f"grant usage on schema {home[0]} to public")
            connection.execute(
                "create function pg_temp.steal(anyelement) returns boolean language plpgsql as"
                " $$ begin raise exception 'stolen' using errcode = 'NOA99'; end $$"
            )
            connection.execute("set local search_path = pg_catalog, pg_temp")
            for kind in ("text", "uuid", "jsonb"):
                connection.execute(f"create domain pg_temp.{kind} as pg_catalog.{kind} check (pg_temp.steal(value))")
            actor = world.actors["professional"]
            connection.execute("select noa.enter(%s, %s)", (actor.person, actor.institution))
            assert world.outcome("select noa.judge(%s, 1)", (world.document,)) == 1


PROBES = (
    privileges_are_exactly_the_declared_ones,
    functions_run_as_declared_and_for_nobody_else,
    roles_have_no_powers_and_stay_what_they_are,
    every_table_of_ours_forces_row_level_security,
    each_wall_stands_twice,
    each_profile_enters_as_itself,
    the_claims_end_with_the_transaction,
    who_has_no_profile_does_not_enter,
    every_spelling_names_its_profile,
    nobody_enters_twice_in_a_transaction,
    the_inner_roles_are_nobodys_to_become,
    logins_are_told_only_who_may_log_in,
    nothing_temporary_steps_into_a_function,
)
