"""A store that is down: nothing executes, the person is told plainly, and it recovers by itself."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.unix_proxy import UnixProxy
from tests.world import PROFESSIONAL, message_id

ASK = "abre o protocolo de dosagem"


@pytest.fixture
def redis_way(servers, tmp_path):
    return UnixProxy(tmp_path / "redis.sock", Path(servers.sockets) / "redis.sock")


@pytest.fixture
def postgres_way(world_database, tmp_path):
    host = conninfo_to_dict(world_database)["host"]
    return UnixProxy(tmp_path / ".s.PGSQL.5432", Path(host) / ".s.PGSQL.5432")


@pytest.fixture
def world(make_world, loop, redis_way, postgres_way, servers, tmp_path):
    """A world whose service reaches its stores through ways that can be cut."""

    def route(addresses):
        socket, option = str(servers.sockets), quote(str(servers.sockets), safe="")
        return replace(
            addresses,
            database_url=addresses.database_url.replace(socket, str(tmp_path)).replace(option, quote(str(tmp_path))),
            redis_url=addresses.redis_url.replace(socket, str(tmp_path)),
        )

    for way in (redis_way, postgres_way):
        loop.run(way.open())
    world = make_world(route, cooldowns=True)
    assert str(tmp_path) in world.addresses.database_url
    assert str(tmp_path) in world.addresses.redis_url
    yield world
    loop.run(world.stop())
    for way in (redis_way, postgres_way):
        loop.run(way.cut())


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


def test_with_redis_down_a_search_answers_without_a_list_to_choose_from_and_says_so(world, rita, redis_way):
    world.run(redis_way.cut())
    answer = rita.says(ASK)
    assert "não consigo guardar a sua escolha" in answer.text
    assert "Protocolo de Dosagem" in answer.text
    assert answer["pending_action"] is None
    assert answer["candidates"] == []
    for words in ("1", "o segundo", "cancelar"):
        assert rita.says(words).opened is None
    assert world.executions == []
    assert world.rows("offers") == []


def test_with_redis_down_a_list_from_before_cannot_be_chosen_from_and_can_afterwards(world, rita, redis_way):
    asked = rita.says(ASK)
    world.run(redis_way.cut())
    name = message_id()
    refused = world.run(rita.saying("1", message_id=name, pending_action_id=asked.list_id))
    assert refused.status_code in (200, 503)
    assert world.executions == []
    world.run(redis_way.open())
    chosen = rita.says("1", pending_action_id=asked.list_id)
    assert chosen.opened == asked.documents[0]
    world.assert_proved()


def test_redis_lost_between_commit_and_offer_says_so_and_the_retry_brings_the_list(world, rita, redis_way):
    real = world.service.turn.sight.pending_actions.offer
    name = message_id()

    async def offer(*arguments):
        await redis_way.cut()
        return await real(*arguments)

    patched = pytest.MonkeyPatch()
    patched.setattr(type(world.service.turn.sight.pending_actions), "offer", staticmethod(offer))
    answer = rita.says(ASK, message_id=name)
    patched.undo()
    assert "não consigo guardar a sua escolha" in answer.text
    assert answer["pending_action"] is None
    world.run(redis_way.open())
    again = rita.says(ASK, message_id=name)
    assert again["pending_action"]
    assert rita.says("1").opened == again.documents[0]


def test_with_postgres_down_everything_is_503_with_retry_after_and_it_recovers_by_itself(world, rita, postgres_way):
    rita.says(ASK)
    world.run(postgres_way.cut())
    name = message_id()
    for words in (ASK, "1", "cancelar"):
        refused = world.run(rita.saying(words, message_id=name + words))
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.json()["code"] == "store_unavailable"
    assert rita.gets("/readyz").status_code == 503
    assert rita.gets("/healthz").status_code == 200
    assert world.executions == []

    world.run(postgres_way.open())
    answered = world.run(until_answered(rita, "1", message_id=name + "1"))
    assert answered.status_code == 200
    assert answered.json()["app_commands"], "the choice was claimed for this message, and is not lost"
    world.assert_proved()


async def until_answered(person, words, **fields):
    for _ in range(40):
        response = await person.saying(words, **fields)
        if response.status_code != 503:
            return response
        await asyncio.sleep(0.1)
    return response


def test_a_single_broken_connection_costs_one_answer_at_most(world, rita, postgres_way):
    rita.says(ASK)

    async def blink():
        await postgres_way.cut()
        await postgres_way.open()

    world.run(blink())
    answered = world.run(until_answered(rita, "2"))
    assert answered.status_code == 200
    assert answered.json()["app_commands"]
    world.assert_proved()


def test_a_connection_that_breaks_before_the_commit_leaves_nothing_and_the_retry_executes(world, rita, postgres_way):
    rita.says(ASK)
    store = type(world.service.turn.store)
    real = store.transaction

    class Breaking:
        def __init__(self, inner):
            self.inner = inner

        async def begin(self, *arguments):
            return await self.inner.begin(*arguments)

        async def commit(self, *arguments):
            await postgres_way.cut()
            return await self.inner.commit(*arguments)

    @asynccontextmanager
    async def transaction(self, address):
        async with real(self, address) as inner:
            yield Breaking(inner)

    name = message_id()
    patched = pytest.MonkeyPatch()
    patched.setattr(store, "transaction", transaction)
    refused = world.run(rita.saying("1", message_id=name))
    patched.undo()
    assert refused.status_code == 503
    assert world.executions == []
    world.run(postgres_way.open())
    assert world.run(until_answered(rita, "1", message_id=name)).json()["app_commands"]
    world.assert_proved()
