"""The stores of a test run: one embedded PostgreSQL and Redis, and a fresh clone of the migrated database per test.

The first test that needs them starts a holder, a process of its own that ends with the run (tests/stores_holder.py);
runs of pure tests start nothing.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from channels.databases import with_database
from channels.embedded import EmbeddedServers

TEMPLATE = "noa_template"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class TestRun:
    """One run of pytest, shared by its workers: where its servers live and whose end ends them."""

    __test__ = False

    folder: Path
    controller: int

    @classmethod
    def begin(cls):
        return cls(Path(tempfile.mkdtemp(prefix="noa-tests-")), os.getpid())

    def servers(self):
        """The running servers; the first to ask has them started."""
        with open(self.folder / "holder.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.outcome.exists():
                command = [sys.executable, "-m", "tests.stores_holder", str(self.folder), str(self.controller)]
                subprocess.run(command, check=True, cwd=ROOT)
        told = self.outcome.read_text()
        if told != "ready":
            raise RuntimeError(f"the stores of the tests did not start:\n{told}")
        sockets = Path((self.folder / "data" / "sockets").read_text())
        return EmbeddedServers(sockets, owned=False)

    @property
    def outcome(self):
        """Written once by the holder: `ready`, or what went wrong."""
        return self.folder / "outcome"

    def end(self, patience=30.0):
        """Stop the servers, if any were started, and wait until they are gone."""
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((self.folder / "holder.pid").read_text()), signal.SIGTERM)
            give_up = time.monotonic() + patience
            while self.folder.exists() and time.monotonic() < give_up:
                time.sleep(0.02)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def fresh_database(servers, template=TEMPLATE):
    """The owner's URL of a clone of the template (None: an empty database), dropped afterwards."""
    name = "t_" + secrets.token_hex(8)
    with psycopg.connect(with_database(servers.owner_url, "postgres"), autocommit=True) as connection:
        connection.execute(_clone(name, template))
        try:
            yield with_database(servers.owner_url, name)
        finally:
            _drop(servers, name)


def _drop(servers, name):
    """As the superuser: the owner may not end what autovacuum, or the service's own login, still does there."""
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _clone(name, template):
    if template is None:
        return sql.SQL("create database {}").format(sql.Identifier(name))
    # a copy of files: the template is small, and its pages need not pass through the log
    statement = "create database {} template {} strategy file_copy"
    return sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template))
