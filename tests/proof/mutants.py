"""The families of mutants: what the catalogs offer to break, and guards inside functions, taken away by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from importlib.resources import files
from typing import Any

from core.sql import load_statements
from core.yaml_source import load_yaml
from tests.migrations.world import World
from tests.proof.mutation import Family, Mutant

OFFERS = load_statements("tests.proof", "mutants.sql")
OFFERED = (
    *("policies", "weakened_policies", "row_level_security", "triggers", "constraints", "unique_indexes", "not_nulls"),
    *("defaults", "functions", "roles", "revoked", "granted", "granted_columns"),
)


def offered(world: World, kind: str) -> Iterator[Mutant]:
    """What one query of mutants.sql offers to break."""
    for name, statement in world.rows(OFFERS[kind]):
        yield Mutant(name, (statement,))


def halved_policies(world: World) -> Iterator[Mutant]:
    """Each policy without one of the conditions that it joins with AND."""
    for policy, table, kind, test in world.rows(OFFERS["policy_tests"]):
        parts = conditions(test)
        for gone in range(len(parts)) if len(parts) > 1 else ():
            rest = " and ".join(part for place, part in enumerate(parts) if place != gone)
            statement = f'alter policy "{policy}" on {table} {kind} ({rest})'
            yield Mutant(f"policy halved: {policy} {kind} on {table} without {parts[gone]}", (statement,))


def hollow_functions(world: World) -> Iterator[Mutant]:
    """Each function of function_mutants.yaml with one guard taken away."""
    for entry in load_yaml(files("tests.proof").joinpath("function_mutants.yaml")):
        yield hollowed(world, entry)


def hollowed(world: World, entry: Mapping[str, Any]) -> Mutant:
    """One function without one guard; the guard must be there to be taken."""
    found = world.rows(OFFERS["definition"], {"name": entry["function"]})
    definition = str(found[0][0]) if found else ""
    if entry["find"] not in definition:
        raise LookupError(f"{entry['function']} has no {entry['find']!r} any more")
    broken = definition.replace(entry["find"], entry["instead"], -1 if entry.get("every") else 1)
    return Mutant(f"function {entry['function']}: {entry['find'].split(chr(10))[0]} -> {entry['instead']!r}", (broken,))


def conditions(test: str) -> list[str]:
    """The conditions that a test joins with AND at its outermost level, as the catalog writes them."""
    inner = test[1:-1] if test.startswith("(") and _closes_at(test) == len(test) - 1 else test
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(inner):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0 and inner.startswith(" AND ", place):
            parts.append(inner[start:place].strip())
            start = place + len(" AND ")
    return [*parts, inner[start:].strip()]


def _closes_at(test: str) -> int:
    depth = 0
    for place, letter in enumerate(test):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return place
    return -1


FAMILIES: Mapping[str, Family] = {
    "guards inside functions": hollow_functions,
    "policies without a condition": halved_policies,
    **{kind.replace("_", " "): partial(offered, kind=kind) for kind in OFFERED},
}
"""Add a family here, and `make proof` runs its mutants."""
