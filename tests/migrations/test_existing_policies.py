"""Policies that a database already has may look at other tables: ours are neither refused nor let in by that."""

import pytest

from tests.migrations import probes_privileges, probes_reading

pytestmark = pytest.mark.parametrize("seeded", ["legacy"], indirect=True)

LOOKING = (
    """create policy "Administradores" on public.documents for select using (exists (
        select from public.users u where u.id = auth.uid() and u.flag_admin))""",
    """create policy "Perfis" on public.users for select using (exists (
        select from public.user_profiles p where p.user_id = auth.uid() and p.role = 'admin'))""",
    'create policy "Nota de quem sou" on public.user_profiles for select using (user_id = auth.uid())',
    "alter table public.user_profiles enable row level security",
    'drop policy "Documentos visíveis" on public.documents',
    'drop policy "Todos veem usuários" on public.users',
)
SEEN = (
    probes_reading.each_person_is_told_of_what_the_table_says,
    probes_reading.each_person_opens_what_the_table_says,
    probes_reading.people_are_nobodys_to_list,
    probes_privileges.each_profile_enters_as_itself,
    probes_privileges.logins_are_told_only_who_may_log_in,
)


@pytest.fixture
def looking(world):
    """The existing database, after somebody made its policies look at other tables, as the owner."""
    world.connection.execute("set local role noa_owner")
    for statement in LOOKING:
        world.connection.execute(statement)
    return world


def test_they_would_refuse_every_query_of_ours(looking):
    looking.connection.execute("reset role")
    with looking.acting("professional"):
        assert looking.outcome("select id from public.documents") == "42501"


@pytest.mark.parametrize("probe", SEEN, ids=lambda probe: probe.__name__)
def test_what_they_look_at_is_granted_and_unseen(looking, probe):
    told = {table for (table,) in looking.rows("select noa.unsee_existing()")}
    assert told == {"public.users", "public.user_profiles"}
    looking.connection.execute("reset role")
    probe(looking)


def test_nobody_of_ours_sees_a_row_of_what_they_look_at(looking):
    looking.rows("select noa.unsee_existing()")
    looking.connection.execute("reset role")
    for name in ("patient", "admin"):
        with looking.acting(name):
            assert looking.outcome("select user_id, role from public.user_profiles") == 0
            assert looking.outcome("select type from public.user_profiles") == "42501"


def test_a_table_without_row_level_security_is_left_alone(looking):
    looking.connection.execute("alter table public.user_profiles disable row level security")
    assert looking.rows("select noa.unsee_existing()") == [("public.users",)]
    looking.connection.execute("reset role")
    with looking.acting("admin"):
        assert looking.outcome("select user_id from public.user_profiles") == "42501"


def test_running_it_again_changes_nothing(looking):
    looking.rows("select noa.unsee_existing()")
    policies = "select * from pg_policies order by 1, 2, 3"
    before = looking.rows(policies)
    looking.rows("select noa.unsee_existing()")
    assert looking.rows(policies) == before
