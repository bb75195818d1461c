"""The fast probes of the database's invariants, importable one by one: each takes a world and raises when one fails.

A probe leaves nothing behind. The tests run all of them on every shape of database; the mutation run asks of each
mutant which probe it makes fail first, so the ones that fail most often come first.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.migrations import (
    probes_constraints,
    probes_index,
    probes_ledger,
    probes_literal,
    probes_privileges,
    probes_reading,
    probes_turns,
)
from tests.migrations.world import World

Probe = Callable[[World], None]

PROBES: tuple[Probe, ...] = (
    *probes_privileges.PROBES,
    *probes_turns.PROBES,
    *probes_constraints.PROBES,
    *probes_ledger.PROBES,
    *probes_literal.PROBES,
    *probes_index.PROBES,
    *probes_reading.PROBES,
)
