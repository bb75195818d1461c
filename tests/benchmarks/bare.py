"""The floor: a FastAPI route that makes the least calls to the same stores, and one that greets the world.

`python -m tests.benchmarks.bare PORT SEARCH DATABASE_URL REDIS_URL SECRET`; SEARCH is governed or plain.
"""

import sys
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import uuid4

import orjson
import uvicorn
from fastapi import Depends, FastAPI, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from redis.asyncio import BlockingConnectionPool, Redis

from channels.composition import CONNECTIONS
from channels.tokens import Tokens
from tests.benchmarks.flow import GovernedFlow, PlainFlow, listed, opened, pool_of

FLOWS = {"governed": GovernedFlow, "plain": PlainFlow}
Credentials = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


class Said(BaseModel):
    """What somebody said."""

    conversation_id: str
    text: str


def create_app(search, database_url, redis_url, secret):
    """The application with both routes."""
    flow = FLOWS[search](pool_of(database_url))
    tokens = Tokens(secret)
    redis = Redis.from_pool(BlockingConnectionPool.from_url(redis_url, max_connections=CONNECTIONS))

    @asynccontextmanager
    async def life(_app):
        await flow.pool.open()
        yield
        await flow.pool.close()

    app = FastAPI(lifespan=life)

    @app.post("/hello")
    async def hello() -> dict[str, str]:
        return {"hello": "world"}

    @app.post("/chat")
    async def chat(said: Said, credentials: Credentials) -> Response:
        who = await tokens.read(credentials.credentials)
        key = f"bare:{who.person_id}:{said.conversation_id}"
        if said.text.isdigit():
            answer = await choose(who, key, int(said.text))
        else:
            answer = await list_found(who, key, said.text)
        return Response(orjson.dumps(answer), media_type="application/json")

    async def list_found(who, key, text):
        documents = await flow.search(who, text)
        pending_id = str(uuid4())
        await redis.set(key, orjson.dumps([each["id"] for each in documents]), ex=180)
        return listed(documents, pending_id)

    async def choose(who, key, position):
        pending = orjson.loads(await redis.getdel(key))
        (document,) = await flow.open(who, pending[position - 1])
        return opened(document)

    return app


def serve(app, port):
    """Serve as `noa serve` does."""
    uvicorn.run(app, port=port, loop="uvloop", http="httptools", log_level="warning", access_log=False)


if __name__ == "__main__":
    serve(create_app(*sys.argv[2:]), int(sys.argv[1]))
