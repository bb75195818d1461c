"""The service is killed at random moments and between any two steps; the client retries with the same message_id.

Nothing executes twice and no choice is lost: a retry gets the first answer back where it was committed, and
executes where nothing had been. The stores survive, as they do when a service dies.
"""

import asyncio
import contextlib
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.proof.zygote import POINTS
from tests.world import PROFESSIONAL, message_id

ASK = "abre o protocolo de dosagem"
CHOICES = {"1": 1, "o segundo": 2, "abre o 3": 3}
ROOT = Path(__file__).parents[2]
EARLY = {"choose": "executed on retry", "ask": "asked anew"}
KILLS = 500
KILLS_WHILE_ASKING = 150

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1500)]


class Killing:
    """Forked services to kill, and a replica in this process that the retries go to."""

    def __init__(self, world, zygote, path):
        self.world, self.zygote, self.path = world, zygote, path
        self.found = Counter()

    def person(self):
        return self.world.person(PROFESSIONAL, conversation=str(uuid4()))

    def fork(self, point=""):
        self.zygote.stdin.write(point + "\n")
        self.zygote.stdin.flush()
        return int(self.zygote.stdout.readline())

    def says_to_victim(self, person, words, name, point="", after=None):
        """Say it to a fresh service that dies at a point, or so many seconds after it was spoken to."""
        pid = self.fork(point)
        try:
            return self.world.run(self._speaking(pid, person, words, name, after))
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def _speaking(self, pid, person, words, name, after):
        self.seconds = None
        transport = httpx.AsyncHTTPTransport(uds=self.path)
        async with httpx.AsyncClient(transport=transport, base_url="http://noa.test", timeout=15) as client:
            await client.get("/readyz")  # its connections are made; from here on the turn is timed
            body = {"conversation_id": person.conversation, "text": words, "message_id": name}
            start = time.monotonic()
            asked = asyncio.create_task(client.post("/v1/chat", json=body, headers=person.headers))
            if after is not None:
                await asyncio.sleep(after)
                os.kill(pid, signal.SIGKILL)
            try:
                heard = (await asked).json()
            except httpx.HTTPError:
                return None
            self.seconds = time.monotonic() - start
            return heard

    def turn_of(self, person, name):
        found = self.world.rows("turn_of", conversation=person.conversation, message_id=name)
        return found[0] if found else None

    def choose(self, point="", after=None):
        """Ask, choose from a service that is killed, retry; judge what came of it."""
        person, name, words = self.person(), message_id(), random.choice(list(CHOICES))
        asked = person.says(ASK)
        heard = self.says_to_victim(person, words, name, point, after)
        self.settle()
        committed = self.turn_of(person, name)
        again = person.says(words, message_id=name)
        executions = self.world.rows("executions_of", conversation=person.conversation)
        self.found["kills"] += 1
        self.found["doubles"] += len(executions) > 1
        self.found["lost"] += len(executions) < 1 or not again.opened
        assert heard is None or heard == again, "the retry answers otherwise than the first time"
        if committed:
            assert again["turn_id"] == str(committed["id"]), "a committed turn was decided again"
        kind = (
            "answered before the kill" if heard else "committed, the same again" if committed else "executed on retry"
        )
        self.found[kind] += 1
        assert again.opened == asked.documents[CHOICES[words] - 1]
        assert person.says("1").opened is None
        return kind

    def ask(self, point="", after=None):
        """Ask a service that is killed, retry; the list must be there and be chosen from once."""
        person, name = self.person(), message_id()
        heard = self.says_to_victim(person, ASK, name, point, after)
        self.settle()
        committed = self.turn_of(person, name)
        again = person.says(ASK, message_id=name)
        self.found["kills"] += 1
        assert again["pending_action"]
        assert not heard or heard["pending_action"]["id"] == again.list_id
        if committed:
            assert again["turn_id"] == str(committed["id"])
        kind = kind_of(heard, committed, EARLY["ask"])
        self.found[kind] += 1
        chosen = person.says("2", pending_action_id=again.list_id)
        executions = self.world.rows("executions_of", conversation=person.conversation)
        self.found["lost"] += not chosen.opened
        self.found["doubles"] += len(executions) > 1
        return kind

    def settle(self, patience=5.0):
        """Wait until the database has noticed that the service is gone, so that `committed` is final."""
        give_up = time.monotonic() + patience
        while self.world.rows("victims") and time.monotonic() < give_up:
            time.sleep(0.001)


def kind_of(heard, committed, early):
    """How far the service had come when it was killed."""
    if heard:
        return "answered before the kill"
    return "committed, the same again" if committed else early


@pytest.fixture
def killing(world, tmp_path):
    path = str(tmp_path / "victim.sock")
    victim_url = world.addresses.database_url + "&application_name=victim"
    command = [sys.executable, "-m", "tests.proof.zygote", victim_url, world.addresses.redis_url, path]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as zygote:
        assert zygote.stdout.readline() == "ready\n"
        yield Killing(world, zygote, path)
        zygote.stdin.close()


def print_table(capsys, title, found):
    with capsys.disabled():
        print(f"\n{title}")
        for name, count in found.items():
            print(f"  {count:5d}  {name}")


@pytest.mark.parametrize("act", ["choose", "ask"])
def test_at_every_point_between_two_steps(killing, capsys, act):
    table = {}
    for point in POINTS:
        if ("claim" if act == "ask" else "offer") in point:
            continue
        before = killing.found.copy()
        kinds = {getattr(killing, act)(point=point) for _ in range(5)}
        assert killing.found["kills"] - before["kills"] == 5
        table[point] = " / ".join(sorted(kinds))
    with capsys.disabled():
        print(f"\nkilled at a point, then retried ({act})")
        for point, kinds in table.items():
            print(f"  {point:15} {kinds}")
    late = {"after commit", "before offer", "after offer", "before reply"}
    for point, kinds in table.items():
        assert kinds == ("committed, the same again" if point in late else EARLY[act]), point
    assert killing.found["doubles"] == killing.found["lost"] == 0
    killing.world.assert_proved()


@pytest.mark.parametrize(("act", "kills"), [("choose", KILLS), ("ask", KILLS_WHILE_ASKING)])
def test_at_random_moments(killing, capsys, act, kills):
    longest = 1.1 * statistics.median(unhurried(killing, act) for _ in range(9))
    for _ in range(kills):
        getattr(killing, act)(after=random.uniform(0, longest))
    print_table(capsys, f"killed at {kills} random moments within {longest * 1000:.0f} ms ({act})", killing.found)
    assert killing.found["kills"] == kills
    assert killing.found["doubles"] == killing.found["lost"] == 0
    assert killing.found[EARLY[act]] > kills / 50, "too few kills came early enough to prove anything"
    assert killing.found["committed, the same again"] > 0
    killing.world.assert_proved()


def unhurried(killing, act):
    """How long a fresh service takes when nobody kills it."""
    person = killing.person()
    if act == "choose":
        person.says(ASK)
    killing.says_to_victim(person, "1" if act == "choose" else ASK, message_id())
    return killing.seconds
