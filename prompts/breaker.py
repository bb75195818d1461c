"""A circuit breaker: after some failures in a row nobody is asked for a while, then one question tries again."""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed, it admits everything; open, one attempt each `seconds`. It belongs to one process and one event loop."""

    def __init__(self, failures: int = 3, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = failures
        self._seconds = seconds
        self._clock = clock
        self._failed = 0
        self._next_attempt = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the last answers were all failures."""
        return self._failed >= self._limit

    def admits(self) -> bool:
        """Whether to ask now. While open this counts as the one attempt of the period."""
        if not self.is_open:
            return True
        if self._clock() < self._next_attempt:
            return False
        self._next_attempt = self._clock() + self._seconds
        return True

    def succeeded(self) -> None:
        """An answer came: close."""
        self._failed = 0

    def failed(self) -> None:
        """No answer came; the last failure before opening starts the wait."""
        self._failed += 1
        if self.is_open:
            self._next_attempt = self._clock() + self._seconds
