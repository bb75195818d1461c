"""Probes of what people see: listing, opening, literal text, and the inner roles' own walls."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.migrations import who_may_read
from tests.migrations.privileges import declared
from tests.migrations.who_may_read import Row
from tests.migrations.world import ENTERING, OTHER, PROFILES, SEED, World

SECRET_COLUMNS = ("content", "sanitized_content", "integrity_hash", "embeddings", "file_url", "uploaded_by")
CONTENT_TRICKS = (
    "select * from public.documents",
    "select d from public.documents d",
    "select to_jsonb(d) from public.documents d",
    "select row(d.*) from public.documents d",
    "select id from public.documents where content like 'Texto%%'",
    "select id from public.documents order by content",
    "select count(content) from public.documents",
    "select id from public.documents group by id, content",
    "select a.id from public.documents a join public.documents b on a.content = b.title",
    "select content from public.documents limit 0",
    "select (select d.content) from public.documents d",
    "select ts_rank(to_tsvector(content), 'x') from public.documents",
    "select id from public.documents for update",
    "table public.documents",
    "copy public.documents (content) to stdout",
)


def documents(world: World) -> list[Row]:
    """Every document there is, with the properties that decide."""
    return [Row(*row) for row in world.rows(SEED["documents"])]


def each_person_is_told_of_what_the_table_says(world: World) -> None:
    """Profile by audience, category, status, publication, scope and institution: listing."""
    rows = documents(world)
    for name in ENTERING:
        actor = world.actors[name]
        wanted = {row.id for row in rows if who_may_read.is_listed(row, actor, world.home)}
        assert wanted, name
        with world.acting(name):
            assert {id_ for (id_,) in world.rows("select id from public.documents")} == wanted, name


def each_person_opens_what_the_table_says(world: World) -> None:
    """The same for literal text: whatever is not theirs looks as if it were not there."""
    rows = documents(world)
    ids = [row.id for row in rows]
    for name in ENTERING:
        actor = world.actors[name]
        wanted = {row.id for row in rows if who_may_read.is_openable(row, actor, world.home)}
        assert wanted, name
        judged = judge_each(world, name, ids)
        assert {id_ for id_, (verdict, _) in judged.items() if verdict != "denied"} == wanted, name
        assert {text for verdict, text in judged.values() if verdict == "denied"} <= {None}


def an_unknown_profile_opens_nothing(world: World) -> None:
    """Whatever the category is declared to be."""
    for profile in (None, "visitor", "noa_admin", ""):
        for category in ("publica", "aula", "interno", None):
            assert world.rows("select noa.is_openable(%s, %s, %s)", (category, profile, world.home)) == [(False,)]


def the_function_judges_without_the_policies_too(world: World) -> None:
    """On an existing table with row level security off the same people open the same documents."""
    with world.connection.transaction(force_rollback=True):
        world.connection.execute("alter table public.documents disable row level security")
        each_person_opens_what_the_table_says(world)


def content_is_never_selectable(world: World) -> None:
    """By no column, whole row, filter, order or function; only one function reads it."""
    for name in ENTERING:
        with world.acting(name):
            for trick in CONTENT_TRICKS:
                assert world.outcome(trick) == "42501", (name, trick)
            for column in SECRET_COLUMNS:
                assert world.outcome(f"select {column} from public.documents") == "42501", (name, column)
            for table in ("courses", "lesson_content", "forum_posts", "base_conhecimento"):
                assert world.outcome(f"select id from public.{table}") == "42501", (name, table)


def people_are_nobodys_to_list(world: World) -> None:
    """Nobody reads public.users; where existing policies look into it for our roles, they find no row."""
    refusal = "42501" if world.shape == "fresh" else 0
    for name in ENTERING:
        with world.acting(name):
            assert world.outcome("select id, flag_admin from public.users") == refusal, name
            assert world.outcome("select id, email from public.users") == "42501", name
    for role in ("search", "reader", "custodian", "clerk", "indexer"):
        with world.being(f"noa_{role}", "admin"):
            assert world.outcome("select id from public.users") in ("42501", 0), role


def whoever_did_not_enter_reads_nothing(world: World) -> None:
    """Without claims a profile's role sees no row; the service itself may not even ask."""
    tables = ("public.documents", "noa.turns", "noa.offers", "noa.executions")
    for profile in PROFILES:
        with world.being(f"noa_{profile}"):
            for table in tables:
                assert world.outcome(f"select id from {table}") == 0, (profile, table)
            assert world.rows("select verdict from noa.judge(%s, 1)", (world.document,)) == [("denied",)]
    for name in ("service", "anon", "authenticated"):
        with world.acting(name):
            for table in tables[0 if name == "service" else 1 :]:
                assert world.outcome(f"select id from {table}") == "42501", (name, table)
    with world.acting("service"):
        assert world.outcome("select noa.judge(%s, 1)", (world.document,)) == "42501"


def each_inner_role_stays_behind_its_own_wall(world: World) -> None:
    """The reader, the search and the custodian see no more of the documents than the person whose claims are set."""
    rows = documents(world)
    for name in ENTERING:
        actor = world.actors[name]
        home = world.home
        listed = {
            r.id for r in rows if who_may_read.is_listed(r, actor, home) and r.status == "ACTIVE" and r.is_published
        }
        openable = {r.id for r in rows if who_may_read.is_openable(r, actor, home)}
        of_institution = {r.id for r in rows if (r.institution or home) == actor.institution}
        for role, wanted in (("search", listed), ("reader", openable), ("custodian", of_institution)):
            with world.being(f"noa_{role}", name):
                assert {id_ for (id_,) in world.rows("select id from public.documents")} == wanted, (role, name)
        with world.being("noa_custodian", name):
            touched = world.outcome("update public.documents set status = status")
            assert touched == len(of_institution), name


def identity_knows_everybody_and_the_indexer_every_name(world: World) -> None:
    """What the inner roles are for works: the people and rules of all institutions, the metadata of all documents."""
    people = world.rows("select count(*) from public.users")[0][0]
    with world.being("noa_identity"):
        assert world.outcome("select id, email, name, type, is_official from public.users") == people
        for table in ("institutions", "category_rules", "memberships", "credentials"):
            assert world.rows(f"select count(*) > 0 from noa.{table}") == [(True,)], table
    count = world.rows("select count(*) from public.documents")[0][0]
    with world.being("noa_indexer"):
        assert world.outcome("select id, title, file_url from public.documents") == count
        assert world.outcome("select content from public.documents") == "42501"


def granted_columns_can_be_read(world: World) -> None:
    """Every column that a profile is granted answers."""
    grants = declared()["tables"]["public.documents"]["select"][0]
    columns = ", ".join(f'"{column}"' for column in grants["columns"])
    for name in PROFILES:
        with world.acting(name):
            touched = world.outcome(f"select {columns} from public.documents")
            assert isinstance(touched, int), touched
            assert touched > 0


def a_cached_plan_never_remembers_a_person(world: World, rounds: int = 6) -> None:
    """Statements prepared once answer each person anew, in either institution, under generic plans."""
    shapes = {
        "listed": "select count(*) from public.documents",
        "by_title": "select count(*) from public.documents where title = 'Documento' and id is not null",
        "turns": "select count(*) from noa.turns",
        "who": "select noa.person_id()::text || noa.institution_id()::text || noa.profile()",
        "judged": f"select j.verdict from noa.judge('{world.document}', 1) j",
        "executed": "select count(*) from noa.executions where state = 'issued'",
        "leaf": "select max(total) from noa.leaf(0, 5)",
        "myself": "select name from noa.myself()",
    }
    world.connection.execute("set local plan_cache_mode = force_generic_plan")
    wanted: dict[tuple[str, str], Any] = {}
    for name in ENTERING:
        with world.acting(name):
            wanted |= {(name, shape): world.rows(query) for shape, query in shapes.items()}
    for shape, query in shapes.items():
        world.connection.execute(f"prepare cached_{shape} as {query}")
    try:
        for turn in range(rounds):
            for name in ENTERING if turn % 2 else reversed(ENTERING):
                with world.acting(name):
                    for shape in shapes:
                        assert world.rows(f"execute cached_{shape}") == wanted[name, shape], (name, shape)
    finally:
        for shape in shapes:
            world.connection.execute(f"deallocate cached_{shape}")


def people_of_two_institutions_see_different_rows(world: World) -> None:
    """Otherwise the matrix would prove little."""
    seen = {}
    for name in ("professional", "other professional"):
        with world.acting(name):
            seen[name] = {id_ for (id_,) in world.rows("select id from public.documents")}
    assert not seen["professional"] & seen["other professional"]
    assert world.actors["other professional"].institution == OTHER


def judge_each(world: World, name: str, ids: list[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """Verdict and text of each document, as that person."""
    question = "select d.id, j.verdict, j.text from unnest(%s::uuid[]) d (id), noa.judge(d.id, 1) j"
    with world.acting(name):
        return {id_: (verdict, text) for id_, verdict, text in world.rows(question, (ids,))}


PROBES = (
    granted_columns_can_be_read,
    content_is_never_selectable,
    people_are_nobodys_to_list,
    whoever_did_not_enter_reads_nothing,
    each_person_is_told_of_what_the_table_says,
    people_of_two_institutions_see_different_rows,
    each_inner_role_stays_behind_its_own_wall,
    identity_knows_everybody_and_the_indexer_every_name,
    a_cached_plan_never_remembers_a_person,
    each_person_opens_what_the_table_says,
    an_unknown_profile_opens_nothing,
    the_function_judges_without_the_policies_too,
)
