"""A way to a store that can be cut: connections pass through it until it is stopped, and again once it is opened."""

import asyncio
import os
from contextlib import suppress


class UnixProxy:
    """Passes a Unix socket on to another."""

    def __init__(self, own, real):
        self.own, self.real = str(own), str(real)
        self._server = None
        self._writers = set()
        self._tasks = set()

    async def open(self):
        self._server = await asyncio.start_unix_server(self._accept, self.own)

    async def cut(self):
        """No new connection, and the ones that there are break."""
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await self._server.wait_closed()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(FileNotFoundError):
            os.unlink(self.own)

    async def _accept(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(OSError):
            behind, onward = await asyncio.open_unix_connection(self.real)
            await asyncio.gather(self._pass(reader, onward), self._pass(behind, writer))

    async def _pass(self, reader, writer):
        self._writers.add(writer)
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
