"""Embedded servers: the first process to come owns PostgreSQL and Redis, every other one attaches to them."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from channels.embedded import postgres, redis_server
from channels.embedded.account import account_for
from channels.embedded.folders import Folder, Layout, open_file, open_folder, open_layout, socket_path
from channels.embedded.process import Server, tail
from channels.setup_problem import setup_problem

_READY_SECONDS = 60.0
_ANSWERS: Mapping[str, Callable[[Path], bool]] = {
    postgres.NAME: postgres.is_answering,
    redis_server.NAME: redis_server.is_answering,
}


@dataclass(frozen=True, slots=True)
class EmbeddedServers:
    """Addresses of the running servers; `owned` when they end with this process."""

    sockets: Path
    owned: bool

    @property
    def owner_url(self) -> str:
        """The database `noa` as its owner, who migrates."""
        return self.database_url("noa", "noa_owner")

    @property
    def superuser_url(self) -> str:
        """The maintenance database as the superuser."""
        return self.database_url("postgres", postgres.SUPERUSER)

    @property
    def redis_url(self) -> str:
        """The Redis server, as redis-py reads it."""
        return redis_server.redis_url(self.sockets)

    def database_url(self, dbname: str, user: str) -> str:
        """Any database as anybody; whoever may open the socket folder is trusted."""
        return postgres.database_url(self.sockets, dbname, user)


@contextmanager
def embedded_servers(
    data_dir: Path,
    *,
    with_postgres: bool = True,
    with_redis: bool = True,
    postgres_settings: Mapping[str, str] | None = None,
) -> Iterator[EmbeddedServers]:
    """Own or attach to the servers of a data folder; whoever may come to own them MUST be in the main thread.

    The owner stops them on leaving; if it is killed the kernel does. A store that has an address of its own
    is left out; `postgres_settings` count for the owner alone.
    """
    layout = open_layout(data_dir)
    wanted = tuple(
        name for name, is_wanted in ((postgres.NAME, with_postgres), (redis_server.NAME, with_redis)) if is_wanted
    )
    give_up = time.monotonic() + _READY_SECONDS
    with ExitStack() as stack:
        while True:
            if _owns(layout, stack):
                yield EmbeddedServers(_start(layout, wanted, postgres_settings or {}, stack), owned=True)
                return
            if sockets := _announced(layout, wanted):
                yield EmbeddedServers(sockets, owned=False)
                return
            if time.monotonic() > give_up:
                facts = {"server": ", ".join(wanted), "log": str(layout.root)}
                raise setup_problem("server-not-ready", seconds=int(_READY_SECONDS), **facts)
            time.sleep(0.02)


def _owns(layout: Layout, stack: ExitStack) -> bool:
    """Take the owner's lock if it is free; it is held until the stack closes or the process ends."""
    fd = open_file(layout.lock, account_for(layout.data(postgres.NAME)), os.O_RDWR)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return False
    stack.callback(os.close, fd)
    return True


def _announced(layout: Layout, wanted: tuple[str, ...]) -> Path | None:
    """The socket folder of somebody else's servers, once they are ready and if they answer."""
    try:
        sockets = Path(layout.announcement.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return sockets if all(_ANSWERS[name](sockets) for name in wanted) else None


def _start(layout: Layout, wanted: tuple[str, ...], settings: Mapping[str, str], stack: ExitStack) -> Path:
    """Start what is wanted, wait until it answers, prepare the database, then announce it to the others."""
    if threading.current_thread() is not threading.main_thread():
        raise setup_problem("not-main-thread")
    layout.announcement.unlink(missing_ok=True)
    account = account_for(layout.data(postgres.NAME))
    servers: list[Server] = []
    path = socket_path(layout)
    if path.parent != layout.root:
        stack.callback(_remove_empty, path)
    stack.callback(_stop, servers)
    with open_folder(path, account) as sockets:
        for name in wanted:
            servers.append(_start_one(name, layout, sockets, settings))  # noqa: PERF401  a failure stops the others
    for server in servers:
        _await_answer(server, path)
    if postgres.NAME in wanted:
        postgres.bootstrap(path)
    _announce(layout, path)
    stack.callback(layout.announcement.unlink, missing_ok=True)
    return path


def _start_one(name: str, layout: Layout, sockets: Folder, settings: Mapping[str, str]) -> Server:
    if name == redis_server.NAME:
        return redis_server.start_redis(layout, sockets)
    return postgres.start_postgres(layout, sockets, settings)


def _stop(servers: Sequence[Server]) -> None:
    """Ask all first, so that they end side by side."""
    for server in servers:
        server.ask_to_stop()
    for server in servers:
        server.wait_stopped()


def _remove_empty(folder: Path) -> None:
    """Leave nothing in the shared temporary folder; what is not empty is not ours to remove."""
    with suppress(OSError):
        folder.rmdir()


def _await_answer(server: Server, sockets: Path) -> None:
    give_up = time.monotonic() + _READY_SECONDS
    while not _ANSWERS[server.name](sockets):
        if server.process.poll() is not None:
            raise setup_problem("server-ended", server=server.name, log=str(server.log), tail=tail(server.log))
        if time.monotonic() > give_up:
            facts = {"server": server.name, "log": str(server.log)}
            raise setup_problem("server-not-ready", seconds=int(_READY_SECONDS), **facts)
        time.sleep(0.01)


def _announce(layout: Layout, sockets: Path) -> None:
    draft = layout.announcement.with_suffix(".draft")
    draft.write_text(str(sockets), encoding="utf-8")
    draft.replace(layout.announcement)
