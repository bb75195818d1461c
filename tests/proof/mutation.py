"""Mutants: one guard taken away each, and the probe that notices first. A registry of families, easy to extend.

A mutant is applied within a transaction that is undone, so that thousands fit into one clone of the database. A family
is a function that looks at a world and yields mutants; a guard that lives in Python is broken by a family of its own,
whose mutants enter any context (a patched attribute, say) instead of running statements.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from psycopg.errors import QueryCanceled

from channels.embedded import EmbeddedServers
from tests.migrations.probes import PROBES, Probe
from tests.migrations.world import SHAPES, World, seeded_database, visited_world


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change for the worse: statements for the database, or any context that breaks something and mends it."""

    name: str
    statements: tuple[str, ...] = ()
    breaking: Callable[[World], AbstractContextManager[Any]] = nullcontext
    probes: tuple[Probe, ...] = PROBES
    shapes: tuple[str, ...] = SHAPES


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the probe that turned red and where, or none: it survived."""

    name: str
    killed_by: str | None
    shape: str | None
    seconds: float


Family = Callable[[World], Iterable[Mutant]]


def run(servers: EmbeddedServers, families: Mapping[str, Family], share: int, shares: int) -> list[Verdict]:
    """Judge every `shares`-th mutant of all families, from the `share`-th on, in databases of its own."""
    with worlds_of(servers) as worlds:
        unbroken = judge(Mutant("nothing"), worlds)
        if unbroken.killed_by:
            raise RuntimeError(f"{unbroken.killed_by} is red without a mutant, on {unbroken.shape}")
        mutants = [mutant for family in families.values() for mutant in family(worlds[SHAPES[0]])]
        return [judge(mutant, worlds) for mutant in mutants[share::shares]]


def judge(mutant: Mutant, worlds: Mapping[str, World]) -> Verdict:
    """Apply the mutant to one shape of database after the other until a probe turns red."""
    started = time.perf_counter()
    for shape in mutant.shapes:
        if killer := _killer(mutant, worlds[shape]):
            return Verdict(mutant.name, killer, shape, time.perf_counter() - started)
    return Verdict(mutant.name, None, None, time.perf_counter() - started)


@contextmanager
def worlds_of(servers: EmbeddedServers) -> Iterator[dict[str, World]]:
    """A seeded database of each shape, visited."""
    with ExitStack() as stack:
        names = {shape: stack.enter_context(seeded_database(servers, shape)) for shape in SHAPES}
        yield {shape: stack.enter_context(visited_world(servers, name, shape)) for shape, name in names.items()}


def _killer(mutant: Mutant, world: World) -> str | None:
    with world.connection.transaction(force_rollback=True), mutant.breaking(world):
        world.connection.execute("set local lock_timeout = '20s'")
        world.connection.execute("set local statement_timeout = '60s'")
        for statement in mutant.statements:
            world.connection.execute(statement)
        return next((probe.__name__ for probe in mutant.probes if _is_red(probe, world)), None)


def _is_red(probe: Probe, world: World) -> bool:
    try:
        with world.connection.transaction(force_rollback=True):
            probe(world)
    except QueryCanceled:
        raise
    except Exception:  # whatever a broken guard leads to, the probe noticed it
        return True
    return False
