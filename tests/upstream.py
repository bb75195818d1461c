"""A stand-in for a server of somebody else's: answers what it is told to, and remembers what it was asked."""

import asyncio
import json
from dataclasses import dataclass, field


@dataclass
class Upstream:
    """Answers every request with `status` and `body`."""

    body: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json"
    asked: list = field(default_factory=list)

    async def open(self):
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/core"

    async def close(self):
        self._server.close()
        await self._server.wait_closed()

    def answers(self, value):
        self.body = json.dumps(value).encode()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.splitlines()[1:-1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.asked.append((headers, body))
        writer.write(
            f"HTTP/1.1 {self.status} OK\r\ncontent-type: {self.content_type}\r\n"
            f"content-length: {len(self.body)}\r\nconnection: close\r\n\r\n".encode()
        )
        writer.write(self.body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
