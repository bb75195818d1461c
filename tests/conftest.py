"""What every test may ask for: the stores of the run, and a database and a Redis of its own."""

import os
from pathlib import Path

import pytest
import redis

from channels.databases import with_login
from tests.stores import TestRun, fresh_database

RUN = pytest.StashKey[TestRun]()


def pytest_configure(config):
    shared = getattr(config, "workerinput", None)
    config.stash[RUN] = TestRun(Path(shared["folder"]), shared["controller"]) if shared else TestRun.begin()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    run = node.config.stash[RUN]
    node.workerinput.update(folder=str(run.folder), controller=run.controller)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        config.stash[RUN].end()


@pytest.fixture(scope="session")
def servers(pytestconfig):
    """The embedded servers of this run (see tests/stores.py)."""
    return pytestconfig.stash[RUN].servers()


@pytest.fixture
def owner_url(servers):
    """A fresh migrated database, as the owner who migrates."""
    with fresh_database(servers) as url:
        yield url


@pytest.fixture
def app_url(owner_url):
    """The same fresh database, as the service itself."""
    return with_login(owner_url, "noa_app")


@pytest.fixture
def redis_url(servers):
    """An empty Redis database that no other worker of this run uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw63").removeprefix("gw")
    url = f"{servers.redis_url}?db={int(worker) % 64}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url
