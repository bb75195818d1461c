"""The row of round trips: how often a turn waits for each store, counted on the way there."""

import asyncio
import http.client
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

from channels.databases import with_login
from tests.benchmarks import contestants
from tests.benchmarks.counting import Count, PostgresTap, RedisTap, counted

WARM_UP, FLOWS = 4, 6


def round_trips(stand, cooldowns):
    """Return, for each kind of turn, the most exchanges and commands that any of a few flows needed."""
    return asyncio.run(_counted_flows(stand, cooldowns))


async def _counted_flows(stand, cooldowns):
    postgres, redis, awaited = Count(), Count(), set()
    with tempfile.TemporaryDirectory(prefix="noa-tap-") as folder:
        sockets = str(Path(folder) / ".s.PGSQL.5432"), str(Path(folder) / "redis.sock")
        behind = str(stand.sockets / ".s.PGSQL.5432"), str(stand.sockets / "redis.sock")
        async with (
            counted(sockets[0], behind[0], lambda: PostgresTap(postgres)),
            counted(sockets[1], behind[1], lambda: RedisTap(redis, awaited)),
        ):
            port = contestants.free_port()
            app_url = with_login(f"postgresql://x@/noa?host={folder}", "noa_app")
            service = contestants.service(
                stand, port, app_url=app_url, redis_url=f"unix://{sockets[1]}", cooldowns=cooldowns
            )
            return await asyncio.to_thread(_flows, stand, service, port, {"postgres": postgres, "redis": redis})


def _flows(stand, service, port, counts):
    most = {}
    with ExitStack() as stack:
        stack.enter_context(contestants.running(service, port))
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number in range(WARM_UP + FLOWS):
            token = stand.tokens[number % len(stand.tokens)]  # each person asks seldom enough for any cooldown
            for kind, text in (("search", stand.requests[number]), ("confirm", "1")):
                for count in counts.values():
                    count.take()
                _say(connection, service, token, f"trips-{number}", text, service.turns[kind])
                if number >= WARM_UP:
                    _keep_most(most.setdefault(kind, {}), {name: count.take() for name, count in counts.items()})
    return most


def _say(connection, service, token, conversation, text, expected):
    body = json.dumps({"conversation_id": conversation, "text": text})
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    connection.request("POST", service.path, body, headers)
    answer = connection.getresponse().read().decode()
    if expected not in answer:
        raise RuntimeError(answer[:500])


def _keep_most(most, taken):
    for store, count in taken.items():
        if count["exchanges"] >= most.get(store, {"exchanges": -1})["exchanges"]:
            most[store] = count
