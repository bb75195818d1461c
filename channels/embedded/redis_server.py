"""Redis: starts the server on a socket alone and keeps nothing on disk."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from urllib.parse import quote

from channels.embedded.binaries import find_redis
from channels.embedded.folders import Folder, Layout, open_folder
from channels.embedded.process import Server, start
from channels.embedded.remains import clear

NAME = "redis"
_SOCKET = "redis.sock"
_SETTINGS = {
    "port": "0",  # a socket in a private folder is the only way in
    "unixsocketperm": "700",
    # A list that waits for an answer lives for minutes, and after a restart it is asked for again:
    # writing it to disk would only let an old list come back to life.
    "save": "",
    "appendonly": "no",
    "maxmemory-policy": "noeviction",  # a forgotten claim could be taken twice; refusing to write is safe
    "databases": "64",
    "daemonize": "no",
    "loglevel": "warning",
}


def redis_url(sockets: Path) -> str:
    """The address of the server through the socket folder, as redis-py reads it."""
    return "unix://" + quote(str(sockets / _SOCKET))


def start_redis(layout: Layout, sockets: Folder) -> Server:
    """Start the server; it is ready when it answers."""
    chosen = _SETTINGS | {"unixsocket": f"{sockets.seen_by_server}/{_SOCKET}"}
    options = [part for name, value in chosen.items() for part in (f"--{name}", value)]
    program = sockets.account.runnable(find_redis())
    with open_folder(layout.data(NAME), sockets.account) as data:
        clear(layout, NAME, data, sockets)
        return start(layout, NAME, [str(program), *options], data, signal.SIGTERM, sockets)


def is_answering(sockets: Path) -> bool:
    """Whether the server answers; asked without the client library, which takes longer to import than to start."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(sockets / _SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
