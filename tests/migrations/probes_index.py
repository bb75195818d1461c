"""Probes of the name index: it tells each person of what circulates now, and waits for the indexer to read words."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.migrations import who_may_read
from tests.migrations.probes_reading import documents
from tests.migrations.world import ENTERING, OTHER, World

WORDS = ("title", "summary", "category", "type", "version", "file_url")
LISTS = ("aliases", "tags", "keywords", "medical_terms")


def told(world: World, name: str) -> set[UUID]:
    """The documents that the index tells that person of."""
    with world.acting(name):
        return {id_ for id_, _ in world.rows("select document_id, total from noa.leaf(0, 100000)") if id_}


def the_index_tells_of_what_circulates(world: World) -> None:
    """To whom it is listed, of the institution that they entered."""
    rows = documents(world)
    for name in ENTERING:
        actor = world.actors[name]
        listed = {r.id for r in rows if who_may_read.is_listed(r, actor, world.home)}
        circulating = {r.id for r in rows if r.status == "ACTIVE" and r.is_published}
        assert told(world, name) == listed & circulating, name
        with world.acting(name):
            assert world.rows("select count(*) from noa.with_text(%s)", ([r.id for r in rows],)) == [
                (len(listed & circulating),)
            ]


def the_index_follows_what_anybody_writes(world: World) -> None:
    """At once, whoever writes: out of circulation, into another institution, gone and back."""
    changes: tuple[tuple[str, Any], ...] = (
        ("status", "QUARANTINED"), ("is_published", False), ("target_audience", ["admin"]),
        ("visibility_scope", "interno"), ("institution_id", OTHER),
    )  # fmt: skip
    for column, value in changes:
        with world.connection.transaction(force_rollback=True):
            assert world.document in told(world, "patient")
            _write(world, column, value)
            assert world.document not in told(world, "patient"), column
            assert (world.document in told(world, "other patient")) == (column == "institution_id")
            if column == "target_audience":
                assert not [name for name in ("student", "professional") if world.document in told(world, name)]
                assert world.document in told(world, "admin")
    with world.connection.transaction(force_rollback=True):
        world.connection.execute("delete from public.documents where id = %s", (world.document,))
        assert world.document not in told(world, "patient")
    with world.connection.transaction(force_rollback=True):
        insert = (
            "insert into public.documents (id, title, target_audience, is_published) values (%s, 'x', '{all}', true)"
        )
        world.connection.execute(insert, (new := uuid4(),))
        assert new in told(world, "patient")


def changed_words_wait_for_the_indexer(world: World) -> None:
    """Of a document, or of the thesaurus that its institution uses."""
    stale = "select is_stale from noa.entries where document_id = %s"
    fresh = "update noa.entries set is_stale = false where document_id = %s"
    changes = [*((column, "novo") for column in WORDS), *((column, ["novo"]) for column in LISTS)]
    for column, value in (*changes, ("content", "novo")):
        with world.connection.transaction(force_rollback=True):
            world.connection.execute(fresh, (world.document,))
            _write(world, column, value)
            assert world.rows(stale, (world.document,)) == [(True,)], column
    add = "insert into noa.synonyms (institution_id, term, concept, spelled) values (%s, 'novo', 'novo', 'novo')"
    for statement in ("select 1", "update noa.synonyms set strength = 0.5", "delete from noa.synonyms"):
        for institution, waits in ((None, True), (world.home, True), (OTHER, False)):
            with world.connection.transaction(force_rollback=True):
                world.connection.execute("delete from noa.synonyms")
                if statement != "select 1":
                    world.connection.execute(add, (institution,))
                world.connection.execute(fresh, (world.document,))
                world.connection.execute(statement if statement != "select 1" else add,
                                         (institution,) if statement == "select 1" else None)  # fmt: skip
                assert world.rows(stale, (world.document,)) == [(waits,)], (statement, institution)


def meanings_follow_what_anybody_writes(world: World) -> None:
    """Who is told of a document is who may find it by meaning, at once; changed words wait for the indexer."""
    seen = "select document_id from noa.propose_meanings(%s, '[1,0,0]', 5)"
    audience = "select audience, institution_id from noa.meanings where document_id = %s"
    with world.connection.transaction(force_rollback=True):
        columns = "institution_id, lexeme, patient, student, professional, admin"
        count = f"insert into noa.vocabulary ({columns}) values (%s, %s, 9, 9, 9, 9)"
        world.connection.execute("delete from noa.vocabulary")
        for place in (world.home, OTHER):
            world.connection.execute(count, (place, "#documents"))
        world.connection.execute("insert into noa.active_models (institution_id, model_id) values (%s, 1)", (OTHER,))
        for name in ENTERING:
            with world.acting(name):
                here = world.actors[name].institution == world.home
                assert world.rows(seen, ("modelo",)) == ([(world.document,)] if here else []), name
                assert world.rows(seen, ("outro",)) == []
                assert world.rows("select name, dimensions from noa.active_model()") == [("modelo", 3)]
        for column, value in (("target_audience", ["admin"]), ("institution_id", OTHER), ("status", "QUARANTINED")):
            with world.connection.transaction(force_rollback=True):
                before = world.rows(audience, (world.document,))
                _write(world, column, value)
                assert world.rows(audience, (world.document,)) != before, column
                with world.acting("patient"):
                    assert world.rows(seen, ("modelo",)) == [], column
        for column, value in (("title", "novo"), ("summary", "novo"), ("keywords", ["novo"]), ("file_size", 1)):
            with world.connection.transaction(force_rollback=True):
                _write(world, column, value)
                stale = world.rows("select is_stale from noa.meanings where document_id = %s", (world.document,))
                assert stale == [(column != "file_size",)], column
    with world.acting("other professional"):
        assert world.rows("select name from noa.active_model()") == []
        assert world.rows(seen, ("modelo",)) == []


def the_indexer_and_the_search_see_the_whole_index(world: World) -> None:
    """The search narrows in its functions; the indexer keeps the index of every institution."""
    for table in ("entries", "names", "vocabulary", "synonyms", "thesaurus_versions"):
        count = world.rows(f"select count(*) from noa.{table}")[0][0]
        assert count > 0, table
        for role in ("noa_search", "noa_indexer"):
            with world.being(role):
                assert world.outcome(f"select 1 from noa.{table}") == count, (role, table)
    for table in ("embedding_models", "active_models", "meanings"):
        count = world.rows(f"select count(*) from noa.{table}")[0][0]
        assert count > 0, table
        with world.being("noa_search"):
            assert world.outcome(f"select 1 from noa.{table}") == count, table
    with world.being("noa_indexer"):
        assert world.outcome("update noa.meanings set is_stale = true") == 1
        for table in ("entries", "names", "vocabulary"):
            everything = world.rows(f"select count(*) from noa.{table}")[0][0]
            assert world.outcome(f"update noa.{table} set institution_id = institution_id") == everything, table
            assert isinstance(world.outcome(f"delete from noa.{table}"), int), table
            copied = f"insert into noa.{table} select * from noa.{table} on conflict do nothing"
            assert isinstance(world.outcome(copied), int), table


def _write(world: World, column: str, value: Any) -> None:
    world.connection.execute(f"update public.documents set {column} = %s where id = %s", (value, world.document))


PROBES = (
    the_index_tells_of_what_circulates,
    the_index_follows_what_anybody_writes,
    changed_words_wait_for_the_indexer,
    meanings_follow_what_anybody_writes,
    the_indexer_and_the_search_see_the_whole_index,
)
