"""Two at once: at most one execution, one closing and one receipt, on real connections that really commit."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from tests.migrations import probes_reading
from tests.migrations.probes_turns import ISSUE, issue
from tests.migrations.world import SEED, opened_world, seeded_database

CLOSE = "select noa.close_offer(%(offer)s, 'cancelled')"
SETTLE = "select noa.settle_execution(%(execution)s, %(outcome)s, %(event)s)"


@pytest.fixture(scope="module")
def committed(servers):
    """A world whose changes stay, and the address at which the service logs in."""
    with seeded_database(servers, "fresh") as name, opened_world(servers, name, "fresh") as world:
        yield world, servers.database_url(name, "noa_app"), servers.database_url(name, "postgres")


def offered(world, superuser_url):
    """The parameters that rightly confirm a new list of the professional's."""
    actor, held = world.actors["professional"], world.held["professional"]
    facts = issue(world, "professional", offer=uuid4()) | {
        "institution": actor.institution, "person": actor.person, "turn": held.turn,
    }  # fmt: skip
    with psycopg.connect(superuser_url) as connection:
        connection.execute(SEED["offer"], facts)
    return facts


def entered(url, world):
    connection = psycopg.connect(url)
    actor = world.actors["professional"]
    connection.execute("select noa.enter(%s, %s)", (actor.person, actor.institution))
    return connection


def attempt(url, world, statement, facts, ready=None):
    """What one connection got: the value, or the SQLSTATE."""
    connection = entered(url, world)
    try:
        if ready:
            ready.wait(timeout=20)
        value = connection.execute(statement, facts).fetchone()[0]
        connection.commit()
    except psycopg.Error as error:
        return error.sqlstate
    else:
        return value
    finally:
        connection.close()


def executions(superuser_url, facts):
    with psycopg.connect(superuser_url) as connection:
        count = "select count(*) from noa.executions where offer_id = %(offer)s"
        events = "select count(*) from public.cognitive_events where id = (%(event)s::jsonb ->> 'id')::uuid"
        return [connection.execute(question, facts).fetchone()[0] for question in (count, events)]


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_the_second_waits_and_executes_only_if_the_first_did_not(committed, ends):
    world, app_url, superuser_url = committed
    facts = offered(world, superuser_url)
    first = entered(app_url, world)
    first.execute(ISSUE, facts)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(attempt, app_url, world, ISSUE, facts | issue(world, "professional", offer=facts["offer"]))
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        getattr(first, ends)()
        first.close()
        assert second.result(timeout=20) == ("NOA02" if ends == "commit" else "")
    assert executions(superuser_url, facts)[0] == 1


def test_eight_taps_at_once_execute_once(committed):
    world, app_url, superuser_url = committed
    for _ in range(5):
        facts = offered(world, superuser_url)
        ready = threading.Barrier(8)
        taps = [facts | issue(world, "professional", offer=facts["offer"]) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            got = list(pool.map(lambda tap, r=ready: attempt(app_url, world, ISSUE, tap, r), taps))
        assert sorted(got) == ["", *["NOA02"] * 7]
        assert executions(superuser_url, facts)[0] == 1
        assert sum(executions(superuser_url, tap)[1] for tap in taps) == 1


def test_cancelling_and_confirming_at_once_do_one_of_the_two(committed):
    world, app_url, superuser_url = committed
    for _ in range(10):
        facts = offered(world, superuser_url)
        ready = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            chosen = pool.submit(attempt, app_url, world, ISSUE, facts, ready)
            cancelled = pool.submit(attempt, app_url, world, CLOSE, facts, ready)
            got = (chosen.result(), cancelled.result())
        assert got in {("", False), ("NOA02", True)}
        assert executions(superuser_url, facts) == ([1, 1] if got[0] == "" else [0, 0])


def test_two_receipts_at_once_settle_once(committed):
    world, app_url, superuser_url = committed
    for _ in range(5):
        facts = offered(world, superuser_url)
        assert attempt(app_url, world, ISSUE, facts) == ""
        ready = threading.Barrier(2)
        receipts = [
            facts | {"outcome": outcome, "event": facts["event"].replace(facts["event"][8:44], str(uuid4()))}
            for outcome in ("executed", "failed")
        ]
        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(lambda receipt, r=ready: attempt(app_url, world, SETTLE, receipt, r), receipts))
        assert sorted(map(str, got)) == ["False", "True"]


def test_prepared_statements_never_answer_for_somebody_else(committed):
    """Over the profiles and both institutions, more than 2,000 executions of statements that were prepared once."""
    world, _, _ = committed
    with world.connection.transaction(force_rollback=True):
        probes_reading.a_cached_plan_never_remembers_a_person(world, rounds=30)
