"""Whatever people do, in any order: no execution without its own confirmation, none twice, none without its event."""

import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.conversations import Conversations

QUICK = settings(
    max_examples=20, stateful_step_count=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
LONG = settings(
    max_examples=200, stateful_step_count=50, deadline=None, database=None, print_blob=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def run(world, how):
    """Run the machine and return how often each step was taken."""
    taken = Counter()

    class Counted(Conversations):
        def hear(self, *arguments, **fields):
            taken["messages"] += 1
            return super().hear(*arguments, **fields)

        def note_opened(self, *arguments):
            taken["executions"] += 1
            super().note_opened(*arguments)

        def teardown(self):
            taken["runs"] += 1

    Counted.world = world
    start = time.monotonic()
    run_state_machine_as_test(Counted, settings=how)
    return taken | Counter({"seconds": round(time.monotonic() - start)})


def test_in_any_order_nothing_executes_without_its_own_confirmation(world):
    taken = run(world, QUICK)
    assert taken["executions"] > 5, taken


@pytest.mark.proof
@pytest.mark.timeout(1500)
def test_in_any_order_nothing_executes_without_its_own_confirmation_for_long(world, capsys):
    taken = run(world, LONG)
    with capsys.disabled():
        print(f"\nstate machine: {dict(taken)}; unproved executions 0")
    assert taken["executions"] > 100
