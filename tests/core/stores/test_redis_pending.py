"""The law of the store of lists, at the store itself: claimed once, expired at the instant, never brought back."""

from uuid import uuid4

import pytest
from redis.asyncio import Redis

from core.message import Address
from core.pending import Option, PendingAction, Standing
from core.stores.redis_pending import RedisPendingActions


@pytest.fixture
def store(loop, redis_url):
    client = Redis.from_url(redis_url)
    yield RedisPendingActions(client, ttl=60)
    loop.run(client.aclose())


@pytest.fixture
def here():
    return Address(uuid4(), uuid4(), "conversa")


def a_list():
    return PendingAction(uuid4(), "KIND", "some.operation", "some@1.0.0", (Option(uuid4(), "Título"),))


def test_a_list_comes_back_as_it_was_offered(loop, store, here):
    action = a_list()
    expires_at = loop.run(store.offer(here, action))
    peeked = loop.run(store.peek(here, "m"))
    assert (peeked.standing, peeked.action, peeked.expires_at) == (Standing.LIVE, action, expires_at)


def test_the_first_to_claim_has_it_and_again_on_every_retry(loop, store, here):
    action = a_list()
    loop.run(store.offer(here, action))
    assert loop.run(store.claim(here, action.id, "one")) is Standing.LIVE
    assert loop.run(store.claim(here, action.id, "other")) is Standing.TAKEN
    assert loop.run(store.claim(here, action.id, "one")) is Standing.LIVE
    assert loop.run(store.peek(here, "other")).standing is Standing.TAKEN
    assert loop.run(store.peek(here, "one")).standing is Standing.LIVE


def test_only_the_newest_list_can_be_claimed(loop, store, here):
    older, newer = a_list(), a_list()
    loop.run(store.offer(here, older))
    loop.run(store.offer(here, newer))
    assert loop.run(store.claim(here, older.id, "m")) is Standing.NONE
    assert loop.run(store.peek(here, "another")).standing is Standing.LIVE


def test_the_same_list_offered_again_keeps_its_claim_and_its_expiry(loop, store, here):
    action = a_list()
    first = loop.run(store.offer(here, action))
    loop.run(store.claim(here, action.id, "one"))
    assert loop.run(store.offer(here, action)) == first
    assert loop.run(store.claim(here, action.id, "other")) is Standing.TAKEN


def test_a_new_list_is_nobodys_yet(loop, store, here):
    older, newer = a_list(), a_list()
    loop.run(store.offer(here, older))
    loop.run(store.claim(here, older.id, "one"))
    loop.run(store.offer(here, newer))
    assert loop.run(store.claim(here, newer.id, "other")) is Standing.LIVE


def test_a_claim_is_given_up_only_by_the_message_that_has_it(loop, store, here):
    action = a_list()
    loop.run(store.offer(here, action))
    loop.run(store.claim(here, action.id, "one"))
    loop.run(store.release(here, action.id, "other"))
    loop.run(store.release(here, uuid4(), "one"))
    assert loop.run(store.claim(here, action.id, "other")) is Standing.TAKEN
    loop.run(store.release(here, action.id, "one"))
    assert loop.run(store.claim(here, action.id, "other")) is Standing.LIVE


@pytest.mark.parametrize("change", ["institution_id", "person_id", "conversation_id"])
def test_a_list_is_nothing_anywhere_else(loop, store, here, change):
    action = a_list()
    loop.run(store.offer(here, action))
    parts = {name: getattr(here, name) for name in ("institution_id", "person_id", "conversation_id")}
    elsewhere = Address(**parts | {change: "outra" if change == "conversation_id" else uuid4()})
    assert loop.run(store.peek(elsewhere, "m")).standing is Standing.NONE
    assert loop.run(store.claim(elsewhere, action.id, "m")) is Standing.NONE


def test_after_its_time_a_list_says_that_it_expired_to_everybody(loop, redis_url, here):
    client = Redis.from_url(redis_url)
    store = RedisPendingActions(client, ttl=0)
    action = a_list()
    loop.run(store.offer(here, action))
    for message in ("one", "other"):
        assert loop.run(store.claim(here, action.id, message)) is Standing.EXPIRED
        assert loop.run(store.peek(here, message)).standing is Standing.EXPIRED
    loop.run(client.aclose())
