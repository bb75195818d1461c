"""The circuit opens after failures in a row, lets one attempt through each period, and closes on success."""

from hypothesis import given
from hypothesis import strategies as st

from prompts.breaker import CircuitBreaker


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def opened(clock, failures=3):
    breaker = CircuitBreaker(failures, 30, clock)
    for _ in range(failures):
        assert breaker.admits()
        breaker.failed()
    return breaker


def test_two_failures_are_endured_and_a_success_forgets_them():
    breaker = CircuitBreaker(3, 30, Clock())
    for _ in range(5):
        breaker.failed()
        breaker.failed()
        assert breaker.admits()
        breaker.succeeded()


def test_the_third_failure_in_a_row_opens_it():
    breaker = opened(Clock())
    assert breaker.is_open
    assert not breaker.admits()


def test_one_attempt_each_period_and_no_more():
    clock = Clock()
    breaker = opened(clock)
    clock.now = 29.9
    assert not breaker.admits()
    clock.now = 30
    assert breaker.admits()
    assert not breaker.admits()
    breaker.failed()
    clock.now = 59.9
    assert not breaker.admits()
    clock.now = 60
    assert breaker.admits()
    breaker.succeeded()
    assert not breaker.is_open
    assert breaker.admits()


@given(st.lists(st.sampled_from(["ok", "bad", "wait"]), max_size=60))
def test_it_never_admits_two_within_a_period_while_open(steps):
    clock = Clock()
    breaker = CircuitBreaker(2, 30, clock)
    attempts = []
    for step in steps:
        clock.now += 7 if step == "wait" else 0
        was_open = breaker.is_open
        if breaker.admits():
            if was_open:
                assert not attempts or clock.now - attempts[-1] >= 30
                attempts.append(clock.now)
            breaker.succeeded() if step == "ok" else breaker.failed()
            if not breaker.is_open:
                attempts.clear()
