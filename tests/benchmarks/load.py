"""The load generator: a process of its own that plays many people at once over kept-alive connections.

Reads a plan (JSON) from standard input and writes what it measured (JSON) to standard output. It speaks HTTP by hand
and parses nothing but the length of an answer, so that it takes as little of the machine as it can.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field

import uvloop


@dataclass
class Plan:
    """`turns`: name -> the bytes that an answer must hold; each person says a request, then "1", and starts anew."""

    port: int
    path: str
    tokens: list[str]
    requests: list[str]
    turns: dict[str, str]
    warm_up: float
    seconds: float


@dataclass
class Measured:
    """Latencies in seconds for each kind of turn; `answered` counts all turns, those of the warm-up too."""

    latencies: dict[str, list[float]]
    answered: int = 0
    wrong: list[str] = field(default_factory=list)


class Person(asyncio.Protocol):
    """One connection with one conversation after the other; the next turn starts when an answer is whole."""

    def __init__(self, number, plan, measured, done):
        self._plan, self._measured, self._done = plan, measured, done
        self._number, self._flow, self._turn = number, 0, 0
        self._kinds = [(name, expected.encode()) for name, expected in plan.turns.items()]
        self._received, self._wanted = b"", None
        self._head = (
            f"POST {plan.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            f"authorization: Bearer {plan.tokens[number]}\r\ncontent-length: "
        ).encode()
        self._starts, self._ends = clock_after(plan.warm_up), clock_after(plan.warm_up + plan.seconds)

    def connection_made(self, transport):
        self._transport = transport
        self._say()

    def data_received(self, data):
        self._received += data
        if self._wanted is None:
            head, found, _body = self._received.partition(b"\r\n\r\n")
            if not found:
                return
            length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            self._wanted = len(head) + 4 + int(length)
        if len(self._received) >= self._wanted:
            self._answered()

    def connection_lost(self, _error):
        if not self._done.done():
            self._done.set_result(None)

    def _answered(self):
        now = time.perf_counter()
        kind, expected = self._kinds[self._turn]
        self._measured.answered += 1
        if expected not in self._received:
            self._measured.wrong.append(self._received[:2000].decode(errors="replace"))
        elif self._starts <= self._sent and now <= self._ends:
            self._measured.latencies[kind].append(now - self._sent)
        self._turn = (self._turn + 1) % len(self._kinds)
        self._flow += self._turn == 0
        if now > self._ends:
            self._transport.close()
        else:
            self._say()

    def _say(self):
        self._received, self._wanted = b"", None
        texts = self._plan.requests
        text = texts[(self._flow * len(self._plan.tokens) + self._number) % len(texts)] if self._turn == 0 else "1"
        body = f'{{"conversation_id":"{RUN}-{self._number}-{self._flow}","text":"{text}"}}'.encode()
        self._sent = time.perf_counter()
        self._transport.write(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))


RUN = f"run-{time.time_ns()}"


def clock_after(seconds):
    return time.perf_counter() + seconds


async def play(plan):
    """Play the plan to its end."""
    measured = Measured({name: [] for name in plan.turns})
    loop = asyncio.get_running_loop()
    people = []
    for number in range(len(plan.tokens)):
        done = loop.create_future()
        await loop.create_connection(lambda n=number, d=done: Person(n, plan, measured, d), "127.0.0.1", plan.port)
        people.append(done)
    await asyncio.gather(*people)
    return measured


def summary(plan, measured):
    """Turns a second over all kinds, and the p50 and p99 milliseconds of each kind."""
    turns = sum(map(len, measured.latencies.values()))
    told = {"answered": measured.answered, "wrong": len(measured.wrong), "first_wrong": measured.wrong[:1], "kinds": {}}
    told["turns_per_second"] = turns / plan.seconds
    for kind, latencies in measured.latencies.items():
        ordered = sorted(latencies)
        told["kinds"][kind] = {"p50": _at(ordered, 0.5), "p99": _at(ordered, 0.99)} if ordered else None
    return told


def _at(ordered, share):
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    given = Plan(**json.load(sys.stdin))
    json.dump(summary(given, uvloop.run(play(given))), sys.stdout)
