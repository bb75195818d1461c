"""The ledger's speed: integrating, proving at growing sizes, verifying an export, and what a turn pays for it.

`python -m tests.benchmarks.ledger` measures up to a million leaves, with `--large` up to ten million.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from channels.databases import with_login
from channels.embedded import embedded_servers
from channels.migrating import migrate
from core.ledger.export import export
from core.ledger.integrator import Integrator
from core.ledger.kept import CheckpointFolder
from core.ledger.note import Checkpoint, Notary
from core.ledger.proof import prove_event
from core.ledger.session import ledger_session
from core.ledger.stored_nodes import StoredNodes
from core.ledger.tree import Frontier, consistency_proof, grow
from core.sql import load_statements
from core.stores.postgres_pool import PostgresPool
from runtime.verifier.exported import verify_export

SQL = load_statements("tests.benchmarks", "ledger.sql")
EVENTS = 20_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGE = 10_000_000
PROOFS = 200
RECORDED = 2_000  # by one statement of ledger.sql
TREE = "b0000000-0000-4000-8000-0000000000be"  # of made up leaves
REAL = "b0000000-0000-4000-8000-0000000000bd"  # of events
NOTARY = Notary(b"b" * 32)


def rows(superuser_url, folder, large=False):
    """Measure on a migrated database; return (what, figure, unit) for each row."""
    return asyncio.run(_rows(superuser_url, Path(folder), (*SIZES, LARGE) if large else SIZES))


async def _rows(superuser_url, folder, sizes):
    pool = PostgresPool(with_login(superuser_url, "noa_app"), 2)
    await pool.open()
    try:
        with psycopg.connect(superuser_url, autocommit=True) as owner:
            measured = [_recording(owner), *await _integrating(pool, owner, folder)]
            frontier = Frontier()
            for size in sizes:
                frontier = _filled(owner, frontier, size)
                measured += await _proving(pool, size)
            measured.append(await _idle(pool, folder))
        return measured
    finally:
        await pool.close()


def _recording(owner):
    """What the column and the index that the integrator walks by cost an event in its own transaction."""
    plain, indexed = [], []
    for _ in range(5):
        owner.execute(SQL["without_walk"])
        plain.append(_each_recorded(owner))
        owner.execute(SQL["with_walk"])
        indexed.append(_each_recorded(owner))
    owner.execute(SQL["forget_recorded"])
    return "recording an event: added by the ledger", 1e6 * (min(indexed) - min(plain)), "µs"


def _each_recorded(owner):
    begun = time.perf_counter()
    owner.execute(SQL["record"])
    return (time.perf_counter() - begun) / RECORDED


async def _integrating(pool, owner, folder):
    owner.execute(SQL["record_events"], {"count": EVENTS, "tree": REAL})
    integrator = Integrator(pool, NOTARY, CheckpointFolder(folder))
    begun = time.perf_counter()
    integrated = await integrator.catch_up()
    rate = integrated / (time.perf_counter() - begun)
    signer = NOTARY.signer(REAL)
    begun = time.perf_counter()
    lines = [line async for line in export(pool, REAL, signer)]
    exported = EVENTS / (time.perf_counter() - begun)
    begun = time.perf_counter()
    assert verify_export(lines, [signer.verifier_key]).is_sound
    verified = EVENTS / (time.perf_counter() - begun)
    return [
        ("integrating", rate, "events/s"),
        ("exporting", exported, "events/s"),
        ("verifying an export", verified, "events/s"),
    ]


def _filled(owner, frontier, size):
    """Grow the tree to `size` with made up leaves: the nodes by the writer's own arithmetic, signed as ever."""
    span = {"tree": TREE, "first": frontier.size, "last": size - 1}
    owner.execute(SQL["fill_leaves"], span)
    with owner.transaction(), owner.cursor("leaves") as cursor:
        cursor.itersize = 10_000
        grown, completed = grow(frontier, (bytes(each) for (each,) in cursor.execute(SQL["read_leaves"], span)))
    with owner.cursor().copy(SQL["copy_nodes"]) as copy:
        for (level, place), node in completed:
            copy.write_row((TREE, level, place, node))
    signer = NOTARY.signer(TREE)
    note = signer.sign(Checkpoint(signer.name, size, grown.root, 1_800_000_000))
    owner.execute(SQL["fill_checkpoint"], {"tree": TREE, "size": size, "root": grown.root, "note": note})
    owner.execute("analyze noa.ledger_leaves, noa.ledger_nodes, noa.ledger_checkpoints")
    return grown


async def _proving(pool, size):
    generator = random.Random(size)
    async with ledger_session(pool) as session:
        cursor = await session.connection.execute(
            SQL["events_at"], {"tree": TREE, "places": [generator.randrange(size) for _ in range(PROOFS)]}
        )
        events = [row["event_id"] for row in await cursor.fetchall()]
    inclusion, length = [], 0
    for event in events:
        with _timed(inclusion):
            length = max(length, len((await prove_event(pool, NOTARY, event))["path"]))
    consistency = []
    async with ledger_session(pool) as session:
        for _ in range(PROOFS):
            with _timed(consistency):
                await consistency_proof(StoredNodes(session, TREE), generator.randrange(1, size), size)
    return [
        (f"proving an event of {size:,}: median", 1e3 * statistics.median(inclusion), "ms"),
        (f"proving an event of {size:,}: p99", 1e3 * sorted(inclusion)[-PROOFS // 100 - 1], "ms"),
        (f"proving an event of {size:,}: path", length, "hashes"),
        (f"proving consistency up to {size:,}: median", 1e3 * statistics.median(consistency), "ms"),
    ]


async def _idle(pool, folder):
    """One look at whether anything is new, beside the largest tree."""
    integrator = Integrator(pool, NOTARY, CheckpointFolder(folder))
    await integrator.catch_up()
    looks = []
    for _ in range(20):
        with _timed(looks):
            await integrator.catch_up()
    return "looking when nothing is new: median", 1e3 * statistics.median(looks), "ms"


@contextmanager
def _timed(times):
    begun = time.perf_counter()
    yield
    times.append(time.perf_counter() - begun)


def main():
    """Measure on servers of its own and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ledger")
    parser.add_argument("--large", action="store_true", help="also ten million leaves: some minutes and 4 GB of disk")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="noa-bench-") as folder, embedded_servers(Path(folder) / "data") as servers:
        migrate(servers.owner_url)
        for what, figure, unit in rows(servers.database_url("noa", "postgres"), folder, options.large):
            print(f"{what:<50} {figure:>12,.2f} {unit}")


if __name__ == "__main__":
    main()
