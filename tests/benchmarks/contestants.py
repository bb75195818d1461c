"""The servers that are compared: the service, the floor and the peer, each a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOA = str(Path(sys.executable).with_name("noa"))
CHAT = {"search": '"pending_action":{', "confirm": '"open-document"'}


@dataclass(frozen=True)
class Contestant:
    """How to start one, where it answers, and what a right answer of each of its turns holds."""

    name: str
    command: list[str]
    path: str
    turns: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)
    health: str = "/openapi.json"


def service(stand, port, **urls):
    """Nôa, on the servers of the stand; `urls` may lead through the counting proxies."""
    environment = {
        "NOA_DATABASE_URL": urls.get("owner_url", stand.owner_url),
        "NOA_APP_DATABASE_URL": urls.get("app_url", stand.app_url),
        "NOA_REDIS_URL": urls.get("redis_url", stand.redis_url),
        "NOA_SECRET": stand.secret,
        "NOA_PORT": str(port),
        "NOA_COOLDOWNS": urls.get("cooldowns", "off"),
        "NOA_LOG_LEVEL": "error",
    }
    return Contestant("noa", [NOA, "serve"], "/v1/chat", CHAT, environment, "/healthz")


def bare(stand, port, search):
    """The least calls to the same stores: with the product's own search, or with plain full text as the superuser."""
    url = stand.app_url if search == "governed" else stand.superuser_url
    return Contestant(
        f"bare, {search} search", _module("bare", port, search, url, stand.redis_url, stand.secret), "/chat", CHAT
    )


def hello(stand, port):
    """A route that calls nothing."""
    command = _module("bare", port, "plain", stand.superuser_url, stand.redis_url, stand.secret)
    return Contestant("hello world", command, "/hello", {"hello": '"world"'})


def peer(stand, port, durability):
    """LangGraph; None where the extra `peers` is not installed."""
    if not has_peer():
        return None
    command = _module("peer", port, stand.app_url, stand.superuser_url, stand.secret, durability)
    return Contestant(f"LangGraph {durability}", command, "/chat", CHAT)


def has_peer():
    """Whether the extra `peers` is installed."""
    return bool(find_spec("langgraph") and find_spec("langgraph.checkpoint.postgres"))


@contextmanager
def running(contestant, port, patience=60.0):
    """Start it, yield its process once it answers, and end it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOA_")}
    process = subprocess.Popen(contestant.command, cwd=ROOT, env=environment | contestant.environment)
    try:
        await_answer(process, f"http://127.0.0.1:{port}{contestant.health}", patience)
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def await_answer(process, url, patience=60.0):
    """Wait until a server answers well."""
    give_up = time.monotonic() + patience
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"{url} did not answer")
        time.sleep(0.01)


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def _module(name, *arguments):
    return [sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, arguments)]
