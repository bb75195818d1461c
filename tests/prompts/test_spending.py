"""Budgets and remembered words on a real Redis."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from redis.asyncio import Redis

from prompts.model import Completion
from prompts.phrasing import Phrased
from prompts.said import RedisSaid
from prompts.spending import Budget, RedisSpending

TURN = UUID(int=5)
WORDS = Phrased("Olá, “você”", ("1. A", "2. B"), "Qual?")


@pytest.fixture
def with_redis(redis_url):
    """Runs a coroutine function with a client of this test's Redis."""

    def run(work):
        async def connected():
            async with Redis.from_url(redis_url) as client:
                return await work(client)

        return asyncio.run(connected())

    return run


def spending(client, day=1, **budget):
    return RedisSpending(client, Budget(**budget), lambda: date(2026, 11, day))


def test_what_is_set_aside_counts_until_it_is_settled(with_redis):
    async def story(client):
        counted = spending(client, tokens=1_000)
        assert await counted.reserve("demo", 600)
        assert not await counted.reserve("demo", 600)
        await counted.settle("demo", 600, Completion("x", 80, 20, 0.25))
        assert await counted.reserve("demo", 900)
        assert not await counted.reserve("demo", 1)
        return await client.hgetall("noa:spending:demo:2026-11-01")

    kept = {name.decode(): int(value) for name, value in with_redis(story).items()}
    assert kept == {
        "tokens": 1_000,
        "asked": 2,
        "micro_dollars": 250_000,
        "prompt_tokens": 80,
        "completion_tokens": 20,
        "answered": 1,
    }


def test_a_day_and_an_institution_have_budgets_of_their_own(with_redis):
    async def story(client):
        assert await spending(client, tokens=10).reserve("a", 10)
        assert not await spending(client, tokens=10).reserve("a", 1)
        assert await spending(client, tokens=10).reserve("b", 10)
        assert await spending(client, day=2, tokens=10).reserve("a", 10)

    with_redis(story)


def test_dollars_end_it_too(with_redis):
    async def story(client):
        counted = spending(client, tokens=None, dollars=0.5)
        assert await counted.reserve("demo", 10**6)
        await counted.settle("demo", 10**6, Completion("x", 1, 1, 0.5))
        assert not await counted.reserve("demo", 1)

    with_redis(story)


def test_a_server_that_does_not_count_leaves_the_estimate(with_redis):
    async def story(client):
        counted = spending(client, tokens=100)
        assert await counted.reserve("demo", 100)
        await counted.settle("demo", 100, Completion("x"))
        assert not await counted.reserve("demo", 1)

    with_redis(story)


def test_many_at_once_never_exceed_the_budget(with_redis):
    async def story(client):
        counted = spending(client, tokens=70)
        admitted = await asyncio.gather(*(counted.reserve("demo", 10) for _ in range(40)))
        assert sum(admitted) <= 7
        return await client.hget("noa:spending:demo:2026-11-01", "tokens")

    assert int(with_redis(story)) <= 70


def test_counters_expire(with_redis):
    async def story(client):
        await spending(client).reserve("demo", 1)
        return await client.ttl("noa:spending:demo:2026-11-01")

    assert 0 < with_redis(story) <= 40 * 86_400


def test_what_cannot_be_counted_is_not_asked():
    async def story():
        async with Redis(host="127.0.0.1", port=9, socket_connect_timeout=0.2) as client:
            counted = RedisSpending(client, Budget())
            await counted.settle("demo", 1, Completion("x"))
            said = RedisSaid(client)
            await said.keep(TURN, "en", WORDS)
            return await counted.reserve("demo", 1), await said.recall(TURN, "en")

    assert asyncio.run(story()) == (False, None)


def test_the_first_words_of_a_turn_are_remembered_for_a_while(with_redis):
    async def story(client):
        said = RedisSaid(client)
        assert await said.recall(TURN, "pt-BR") is None
        await said.keep(TURN, "pt-BR", WORDS)
        await said.keep(TURN, "pt-BR", Phrased("outra"))
        assert await said.recall(TURN, "en") is None
        return await said.recall(TURN, "pt-BR"), await client.ttl(f"noa:said:{TURN}:pt-BR")

    words, seconds = with_redis(story)
    assert words == WORDS
    assert 0 < seconds <= 900
