"""After kill -9 nothing remains, and the next start works, whatever lies around."""

import os
import subprocess
import sys
import time

import psycopg
import pytest

from channels.embedded import embedded_servers
from channels.embedded.binaries import find_postgres
from tests.channels.embedded.holding import HOLDER, holder, seconds_until_gone, server_processes


def starts(data_dir):
    with embedded_servers(data_dir) as servers, psycopg.connect(servers.owner_url) as connection:
        return servers.owned and connection.execute("select 1").fetchone() == (1,)


def test_kill_9_of_the_owner_leaves_neither_server_and_the_next_start_works(tmp_path):
    with holder(tmp_path) as owner:
        assert server_processes(tmp_path)
        owner.kill()
        seconds_until_gone(tmp_path, limit=2.0)
    assert starts(tmp_path)


def test_a_start_right_after_kill_9_waits_for_the_old_servers_to_end(tmp_path):
    with holder(tmp_path) as owner:
        with psycopg.connect(owner.told["owner_url"], autocommit=True) as connection:
            connection.execute("create table kept (n int)")
        owner.kill()
        with embedded_servers(tmp_path) as servers, psycopg.connect(servers.owner_url) as connection:
            assert servers.owned
            assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_kill_9_of_everything_at_once_is_recovered_from(tmp_path):
    with holder(tmp_path) as owner:
        for pid in server_processes(tmp_path):
            os.kill(pid, 9)
        owner.kill()
    assert (tmp_path / "postgres" / "postmaster.pid").exists()
    assert starts(tmp_path)


def test_kill_9_during_the_first_start_leaves_nothing_half_made(tmp_path):
    for delay in (0.05, 0.15, 0.3, 0.45):
        with subprocess.Popen([sys.executable, HOLDER, str(tmp_path)], stdin=subprocess.PIPE, cwd="/") as process:
            time.sleep(delay)
            process.kill()
        assert starts(tmp_path)


@pytest.mark.parametrize("kind", ["reused", "zombie", "free"])
def test_a_stale_process_id_does_not_block_the_start(tmp_path, kind):
    assert starts(tmp_path)
    other = subprocess.Popen(["sleep", "60"] if kind == "reused" else ["true"], cwd="/")
    try:
        if kind == "free":
            other.wait()
        elif kind == "zombie":
            os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
        left = f"{other.pid}\n{tmp_path / 'postgres'}\n{int(time.time())}\n5432\n{tmp_path / 'run'}\n\n  0 0\nready\n"
        (tmp_path / "postgres" / "postmaster.pid").write_text(left)
        (tmp_path / "run" / ".s.PGSQL.5432.lock").write_text(left)
        (tmp_path / "run" / ".s.PGSQL.5432").write_text("")
        (tmp_path / "run" / "redis.sock").write_text("")
        assert starts(tmp_path)
    finally:
        other.kill()
        other.wait()


def test_a_server_that_outlived_its_owner_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("channels.embedded.remains._GRACE_SECONDS", 0.1)
    assert starts(tmp_path)
    data, owner = tmp_path / "postgres", (tmp_path / "postgres").stat()
    identity = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    fd = os.open(data, os.O_RDONLY)
    with subprocess.Popen(
        [find_postgres().path, "-D", f"/proc/self/fd/{fd}", "-c", "listen_addresses=", "-k", f"/proc/self/fd/{fd}"],
        pass_fds=(fd,),
        cwd="/",
        stderr=subprocess.DEVNULL,
        **identity,
    ) as outlived:
        os.close(fd)
        while not server_processes(tmp_path):
            assert outlived.poll() is None
            time.sleep(0.01)
        assert starts(tmp_path)
        assert outlived.wait(10) == 0
