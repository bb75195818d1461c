"""Counting proxies: they stand before the stores and count what the service sends, and how often it has to wait.

For Postgres an exchange is one Sync, Flush or simple Query that asks for an answer (a Flush right after a Sync asks for
none), a statement is one Execute or simple Query. For Redis an exchange begins when something is sent while nothing is
awaited, so that what is asked at once counts as one; a command is one array of the protocol.
"""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import hiredis

_WAITS, _STATEMENTS = b"SHQ", b"EQ"
_ANSWERED = b"PBDE"  # what a Sync or a Flush asks the answers of


@dataclass
class Count:
    """What passed since it was last taken."""

    exchanges: int = 0
    commands: int = 0
    names: list[str] = field(default_factory=list)

    def take(self):
        """Return what was counted, and start anew."""
        taken = {"exchanges": self.exchanges, "commands": self.commands, "names": self.names}
        self.exchanges, self.commands, self.names = 0, 0, []
        return taken


class PostgresTap:
    """Reads what one client sends to Postgres."""

    def __init__(self, count):
        self._count, self._received = count, bytearray()
        self._header = 0  # the first message has no type
        self._is_open = False  # something was sent whose answer nobody has asked for

    def sent(self, data):
        self._received += data
        while len(self._received) >= self._header + 4:
            length = self._header + int.from_bytes(self._received[self._header : self._header + 4], "big")
            if len(self._received) < length:
                return
            self._note(bytes(self._received[: self._header]))
            del self._received[:length]
            self._header = 1

    def answered(self, _data):
        """Nothing is read from answers."""

    def _note(self, kind):
        if kind and kind in _WAITS:
            self._count.exchanges += self._is_open or kind == b"Q"
            self._is_open = False
        elif kind and kind in _ANSWERED:
            self._is_open = True
        self._count.commands += bool(kind) and kind in _STATEMENTS


class RedisTap:
    """Reads what one client sends to Redis; `awaited` is shared by all clients of the store."""

    def __init__(self, count, awaited):
        self._count, self._awaited, self._reader = count, awaited, hiredis.Reader()

    def sent(self, data):
        self._count.exchanges += not self._awaited
        self._awaited.add(self)
        self._reader.feed(data)
        while (command := self._reader.gets()) is not False:
            self._count.commands += 1
            self._count.names.append(command[0].decode())

    def answered(self, _data):
        self._awaited.discard(self)


@asynccontextmanager
async def counted(listening, store, make_tap):
    """Stand at the socket `listening` before the store's own socket."""
    tasks = set()

    async def serve(reader, writer):
        tasks.add(asyncio.current_task())
        tap = make_tap()
        towards, back = await asyncio.open_unix_connection(store)
        try:
            await asyncio.gather(_pass_on(reader, back, tap.sent), _pass_on(towards, writer, tap.answered))
        finally:
            tasks.discard(asyncio.current_task())

    server = await asyncio.start_unix_server(serve, listening)
    try:
        yield
    finally:
        server.close()
        for task in tasks:
            task.cancel()


async def _pass_on(source, target, tell):
    try:
        while data := await source.read(65536):
            tell(data)
            target.write(data)
            await target.drain()
    except ConnectionError:
        pass
    finally:
        target.close()
