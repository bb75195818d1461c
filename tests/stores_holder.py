"""Holds the stores of a test run in a process of its own, and ends with the run, however that ends.

Started with `python -m tests.stores_holder`; returns when the stores are ready or have failed, and leaves the
holder behind.
"""

import os
import select
import shutil
import signal
import sys
import traceback
from pathlib import Path

import psycopg

from channels.databases import with_database
from channels.embedded import embedded_servers
from channels.migrating import migrate
from tests.stores import TEMPLATE

# A crash of the machine would only lose a test run; everything else is as in production.
FOR_TESTS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}


def hold(folder, controller, ready):
    """Start, migrate the template, say so, and wait for the end of the run."""
    with embedded_servers(folder / "data", postgres_settings=FOR_TESTS) as servers:
        with psycopg.connect(with_database(servers.owner_url, "postgres"), autocommit=True) as connection:
            connection.execute(f"create database {TEMPLATE}")
            connection.execute(f"revoke all on database {TEMPLATE} from public")
        migrate(with_database(servers.owner_url, TEMPLATE))
        say(folder, "ready", ready)
        select.select([controller], [], [])


def say(folder, outcome, ready):
    (folder / "outcome.draft").write_text(outcome)
    (folder / "outcome.draft").rename(folder / "outcome")
    os.close(ready)


def main():
    folder, controller = Path(sys.argv[1]), os.pidfd_open(int(sys.argv[2]))
    told, ready = os.pipe()
    if os.fork():
        os.close(ready)
        os.read(told, 1)
        return
    os.setsid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    (folder / "holder.pid").write_text(str(os.getpid()))
    try:
        hold(folder, controller, ready)
    except Exception:
        say(folder, traceback.format_exc(), ready)
        select.select([controller], [], [])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
