"""What is counted for Prometheus: intents, outcomes and durations; never people or words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Counter, Histogram

TURNS = Counter("noa_turns_total", "Turns answered", ["intent", "reply"])
FAILED = Counter("noa_turns_failed_total", "Turns that ended in an error", ["code"])
COMMANDS = Counter("noa_commands_total", "Commands issued", ["type"])
SECONDS = Histogram(
    "noa_turn_seconds", "Time to answer a turn", buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
)
MODEL_SECONDS = Histogram("noa_model_seconds", "Time a model was waited for", ["purpose", "outcome"])


def observe_model(purpose: str, outcome: str, seconds: float) -> None:
    """Observe one wish to have something worded: accepted, or the reason why not."""
    MODEL_SECONDS.labels(purpose, outcome).observe(seconds)


@contextmanager
def timed() -> Iterator[None]:
    """Observe how long the block takes."""
    start = perf_counter()
    try:
        yield
    finally:
        SECONDS.observe(perf_counter() - start)
