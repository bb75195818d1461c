"""The stores of the test run are real, shared, and fresh for each test."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from tests.stores import TestRun


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_migrated_database_of_its_own(owner_url, turn):
    with psycopg.connect(owner_url) as connection:
        assert connection.execute("select count(*) > 0 from noa.schema_migrations").fetchone() == (True,)
        connection.execute("create table public.only_here (n int)")


def test_the_service_logs_in_to_the_same_database_and_owns_nothing(owner_url, app_url):
    with psycopg.connect(app_url) as connection, psycopg.connect(owner_url) as owner:
        assert connection.info.dbname == owner.info.dbname
        assert connection.execute("select current_user::text").fetchone() == ("noa_app",)
        owned = "select count(*) from pg_class where relowner = 'noa_app'::regrole"
        assert owner.execute(owned).fetchone() == (0,)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_an_empty_redis(redis_url, turn):
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "over")


def test_a_run_that_is_killed_takes_its_stores_with_it(tmp_path):
    script = (
        "import os, pathlib, sys, time\n"
        "from tests.stores import TestRun\n"
        "run = TestRun(pathlib.Path(sys.argv[1]), os.getpid())\n"
        "print(run.servers().owner_url, flush=True)\n"
        "time.sleep(60)\n"
    )
    folder = tmp_path / "run"
    folder.mkdir()
    command = [sys.executable, "-c", script, str(folder)]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as killed:
        assert killed.stdout.readline().startswith("postgresql://")
        killed.kill()
    give_up = time.monotonic() + 10
    while folder.exists():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_a_run_that_needed_no_stores_started_none():
    run = TestRun.begin()
    assert os.listdir(run.folder) == []
    run.end()
    assert not run.folder.exists()
