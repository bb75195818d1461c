"""Sealing keeps what everybody had, closes literal text, and the second time there is nothing to do."""

import psycopg
import pytest

from channels.sealing import apply_seals, plan_seals
from tests.migrations.probes import PROBES
from tests.migrations.world import migrated_database, opened_world, seeded_database, unmigrated_database

OPEN = {"courses", "course_modules", "lesson_content", "forum_comments", "base_conhecimento"}
OTHER_TABLES = (*sorted(OPEN), "educational_resources", "forum_posts", "users")


@pytest.fixture
def existing(servers):
    """A migrated existing database: its owner's address, and its superuser's connection."""
    with migrated_database(servers, "legacy") as name:
        superuser_url = servers.database_url(name, "postgres")
        with psycopg.connect(superuser_url, autocommit=True) as superuser:
            yield servers.database_url(name, "noa_owner"), superuser


def outcome(superuser, role, statement):
    """How many rows, or the SQLSTATE of the refusal; nothing stays."""
    try:
        with superuser.transaction(force_rollback=True):
            superuser.execute(f"set local session authorization {role}")
            return superuser.execute(statement).rowcount
    except psycopg.Error as error:
        return error.sqlstate


def everything_people_do(superuser):
    """What visitors and signed-in people get from each table by each command."""
    return {
        (role, table, command): outcome(superuser, role, command.format(table=table, key=key))
        for role in ("anon", "authenticated")
        for table in OTHER_TABLES
        for key in ["id"]
        for command in (
            "select * from public.{table}",
            "insert into public.{table} ({key}) values (gen_random_uuid())",
            "update public.{table} set {key} = {key}",
            "delete from public.{table}",
        )
    }


def test_the_report_tells_what_is_open_and_changes_nothing(existing):
    owner_url, superuser = existing
    before = superuser.execute("select * from pg_policies").fetchall()
    seals = plan_seals(owner_url)
    assert {seal.table for seal in seals if seal.kind == "row-security"} == OPEN
    (text,) = [seal for seal in seals if seal.kind == "literal-text"]
    assert {access.role for access in text.access} == {"anon", "authenticated"}
    assert [change.key for change in text.changes] == ["seal-loses-star", "seal-loses-viewer", "seal-loses-returning"]
    assert {change.facts["columns"] for change in text.changes} == {"content, sanitized_content"}
    for seal in seals:
        for locale in ("pt-BR", "en"):
            assert all(len(change.sentence(locale)) > 40 for change in seal.changes)
    courses = next(seal for seal in seals if seal.table == "courses")
    assert {access.role: access.commands for access in courses.access} == {
        **dict.fromkeys(("anon", "authenticated", "service_role"), ("delete", "insert", "select", "update"))
    }
    assert superuser.execute("select * from pg_policies").fetchall() == before
    assert plan_seals(owner_url) == seals


def test_nobody_loses_a_row_or_a_right_in_the_other_tables(existing):
    owner_url, superuser = existing
    superuser.execute("revoke insert, update, delete on public.courses from anon")
    superuser.execute("revoke all on public.base_conhecimento from anon, authenticated")
    superuser.execute("grant select (id, title) on public.lesson_content to anon")
    before = everything_people_do(superuser)
    assert apply_seals(owner_url)
    assert everything_people_do(superuser) == before
    place = "relnamespace = 'public'::regnamespace and relkind = 'r'"
    off = superuser.execute(f"select relname from pg_class where {place} and not relrowsecurity")
    assert {name for (name,) in off.fetchall()} == {"profiles", "user_profiles"}  # not the service's business


def test_literal_text_is_closed_and_the_other_columns_stay(existing):
    owner_url, superuser = existing
    names = "select title, summary, category, is_published, status from public.documents"
    count = outcome(superuser, "authenticated", "select * from public.documents")
    assert count == outcome(superuser, "anon", names) == 6
    apply_seals(owner_url)
    for role in ("anon", "authenticated"):
        assert outcome(superuser, role, names) == count
        for closed in ("*", "content", "sanitized_content", "to_jsonb(d)"):
            assert outcome(superuser, role, f"select {closed} from public.documents d") == "42501", closed
    insert = "insert into public.documents (title, content) values ('x', 'y')"
    assert outcome(superuser, "authenticated", insert) == 1
    assert outcome(superuser, "authenticated", insert + " returning id") == 1
    assert outcome(superuser, "authenticated", insert + " returning *") == "42501"
    assert outcome(superuser, "authenticated", "update public.documents set content = 'z' where title <> ''") == count
    assert outcome(superuser, "service_role", "select * from public.documents") == count


def test_a_second_time_there_is_nothing_to_do(existing):
    owner_url, superuser = existing
    assert apply_seals(owner_url)
    policies = superuser.execute("select * from pg_policies order by 1, 2, 3").fetchall()
    assert plan_seals(owner_url) == ()
    assert apply_seals(owner_url) == ()
    assert superuser.execute("select * from pg_policies order by 1, 2, 3").fetchall() == policies


def test_a_grant_to_everybody_is_closed_too(existing):
    owner_url, superuser = existing
    superuser.execute("revoke all on public.documents from anon, authenticated, service_role")
    superuser.execute("grant select on public.documents to public")
    assert superuser.execute(
        "select has_column_privilege('noa_patient', 'public.documents', 'content', 'select')"
    ).fetchone()[0]
    (seal,) = [seal for seal in apply_seals(owner_url) if seal.kind == "literal-text"]
    assert [access.role for access in seal.access] == ["public"]
    for role in ("noa_patient", "anon", "authenticated"):
        assert outcome(superuser, role, "select content from public.documents") == "42501"
    assert outcome(superuser, "authenticated", "select title from public.documents") == 6
    assert outcome(superuser, "service_role", "select * from public.documents") == 6
    assert plan_seals(owner_url) == ()


def test_a_grant_of_the_text_alone_is_taken_back(existing):
    owner_url, superuser = existing
    superuser.execute("revoke all on public.documents from anon, authenticated")
    superuser.execute("grant select (content) on public.documents to authenticated")
    apply_seals(owner_url)
    assert outcome(superuser, "authenticated", "select content from public.documents") == "42501"
    assert not [seal for seal in plan_seals(owner_url) if seal.kind == "literal-text"]


def test_documents_without_row_security_are_opened_to_whom_they_were(existing):
    owner_url, superuser = existing
    superuser.execute("alter table public.documents disable row level security")
    superuser.execute('drop policy "Documentos visíveis" on public.documents')
    before = {
        role: outcome(superuser, role, "select id, title from public.documents") for role in ("anon", "authenticated")
    }
    assert apply_seals(owner_url)
    after = {
        role: outcome(superuser, role, "select id, title from public.documents") for role in ("anon", "authenticated")
    }
    assert before == after == {"anon": 6, "authenticated": 6}
    with superuser.transaction(force_rollback=True):
        superuser.execute("set local role noa_professional")
        assert superuser.execute("select id from public.documents").rowcount == 0  # nobody entered


def test_a_fresh_database_needs_no_seal(servers):
    with migrated_database(servers, "fresh") as name:
        assert plan_seals(servers.database_url(name, "noa_owner")) == ()


def test_the_statements_name_only_existing_tables_and_quote_odd_roles(existing):
    owner_url, superuser = existing
    try:
        superuser.execute('create role "leitor de relatórios"')
        superuser.execute('grant select on public.courses to "leitor de relatórios"')
        courses = next(seal for seal in plan_seals(owner_url) if seal.table == "courses")
        assert any('"leitor de relatórios"' in statement for statement in courses.statements)
        apply_seals(owner_url)
        assert outcome(superuser, '"leitor de relatórios"', "select id from public.courses") == 1
    finally:
        superuser.execute('drop owned by "leitor de relatórios"')
        superuser.execute('drop role "leitor de relatórios"')


def test_after_sealing_every_probe_of_the_database_holds(servers):
    with seeded_database(servers, "legacy") as name:
        apply_seals(servers.database_url(name, "noa_owner"))
        with opened_world(servers, name, "legacy") as world:
            for probe in PROBES:
                probe(world)


def test_an_unmigrated_database_is_reported_too(servers):
    with unmigrated_database(servers, "legacy") as name:
        seals = plan_seals(servers.database_url(name, "noa_owner"))
    assert {seal.table for seal in seals} == {*OPEN, "documents"}
