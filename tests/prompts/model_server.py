"""A scriptable OpenAI-compatible server over real HTTP, that can also behave very badly."""

import asyncio
import json
import threading
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    headers: dict
    body: bytes

    @property
    def messages(self):
        return json.loads(self.body)["messages"]

    @property
    def system(self):
        return self.messages[0]["content"]

    @property
    def user(self):
        return self.messages[-1]["content"]


@dataclass
class ModelServer:
    """`with ModelServer(says("…")) as server`: answers every request by its behaviour of the moment."""

    behaviour: object
    asked: list = field(default_factory=list)

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    def __exit__(self, *_):
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self):
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, reader, writer):
        try:
            while not writer.is_closing():
                asked = await _read(reader)
                self.asked.append(asked)
                await self.behaviour(asked, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()
            with suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), 1)


async def _read(reader):
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    return Asked(lines[0].split(" ")[1], headers, await reader.readexactly(int(headers.get("content-length", 0))))


def _head(length, status="200 OK", kind="application/json"):
    return f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n".encode()


def completion(content, finish="stop", usage=(40, 20), **message):
    """An answer in the shape of the chat completions interface."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
        ],
        "usage": {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)},
    }


def answers(payload, status="200 OK"):
    """Any JSON at all, or the function of the request that gives it."""

    async def behave(asked, writer):
        given = payload(asked) if callable(payload) else payload
        body = given if isinstance(given, bytes) else json.dumps(given).encode()
        writer.write(_head(len(body), status) + body)

    return behave


def says(text, **rest):
    """Well formed, with these words, or with what a function of the request returns."""
    return answers(lambda asked: completion(text(asked) if callable(text) else text, **rest))


def heard(text):
    """What a transcriber answers."""
    return answers({"text": text})


def fails(status):
    """An error with a page of HTML."""
    return answers(b"<html><body>Something broke</body></html>", f"{status} Broken")


def slow(seconds, then=None):
    """Nothing at all for a while."""

    async def behave(asked, writer):
        await asyncio.sleep(seconds)
        await (then or says("tarde demais"))(asked, writer)

    return behave


def drips(text, pause=0.05):
    """One byte at a time: no read ever times out, and the whole takes for ever."""

    async def behave(asked, writer):
        body = json.dumps(completion(text)).encode()
        writer.write(_head(len(body)))
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def truncated(text):
    """Promises more bytes than it sends."""

    async def behave(asked, writer):
        body = json.dumps(completion(text)).encode()
        writer.write(_head(len(body)) + body[: len(body) // 2])
        await writer.drain()
        writer.close()

    return behave


def resets():
    """Drops the connection without a word."""

    async def behave(asked, writer):
        writer.transport.abort()

    return behave


def cuts_stream(text):
    """Streams though nobody asked it to, and stops in the middle of an event."""

    async def behave(asked, writer):
        chunk = json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]})
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        writer.write(f"data: {chunk}\n\ndata: {chunk[:20]}".encode())
        await writer.drain()
        writer.close()

    return behave


def calls_tool(name, **arguments):
    """Wants a tool that nobody offered."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    calls = [{"id": "call_1", "type": "function", "function": function}]
    return answers(completion(None, finish="tool_calls", tool_calls=calls))


BEHAVIOURS_THAT_FAIL = (
    slow(5),
    drips("Olá"),
    fails(500),
    truncated("Olá"),
    resets(),
    cuts_stream("Olá"),
    says(""),
    says("a " * 50_000),
    answers(b"not json"),
    calls_tool("open-document", document_id="2"),
)
"""What never yields a word, whatever was asked."""
