"""The peer: the same flow as a LangGraph graph that interrupts for the choice and keeps its state in Postgres.

`python -m tests.benchmarks.peer PORT DATABASE_URL SUPERUSER_URL SECRET DURABILITY`; DURABILITY is async (its
default) or exit. Its saver makes its own tables, as the superuser.
"""

import asyncio
import sys
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypedDict
from uuid import UUID, uuid4

import orjson
from fastapi import Depends, FastAPI, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from channels.tokens import Bearer, Tokens
from tests.benchmarks.bare import Said, serve
from tests.benchmarks.flow import GovernedFlow, listed, opened, pool_of

Credentials = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


class State(TypedDict, total=False):
    """What the graph keeps between its nodes."""

    person_id: str
    institution_id: str
    text: str
    intent: str
    documents: list[dict[str, Any]]
    choice: str
    answer: dict[str, Any]


def who_of(state):
    return Bearer(UUID(state["person_id"]), UUID(state["institution_id"]))


def build_graph(flow, saver):
    """Understand, search, ask for a choice, open."""

    async def understand(state: State) -> State:
        return {"intent": "DOC_OPEN" if state["text"].startswith("abre") else "NONE"}

    async def search(state: State) -> State:
        found = await flow.search(who_of(state), state["text"])
        return {"documents": [{**each, "id": str(each["id"])} for each in found]}

    async def ask(state: State) -> State:
        return {"choice": interrupt(listed(state["documents"], str(uuid4())))}

    async def open_chosen(state: State) -> State:
        chosen = state["documents"][int(state["choice"]) - 1]
        (document,) = await flow.open(who_of(state), chosen["id"])
        return {"answer": opened({**document, "id": str(document["id"])})}

    graph = StateGraph(State)
    steps = {"understand": understand, "search": search, "ask": ask, "open": open_chosen}
    for name, step in steps.items():
        graph.add_node(name, step)
    for before, after in zip([START, *steps], [*steps, END], strict=True):
        graph.add_edge(before, after)
    return graph.compile(checkpointer=saver)


def create_app(database_url, superuser_url, secret, durability):
    """The application with the same route as the floor."""
    flow, saving, tokens = GovernedFlow(pool_of(database_url)), pool_of(superuser_url), Tokens(secret)
    graphs = []

    @asynccontextmanager
    async def life(_app):
        await flow.pool.open()
        await saving.open()
        graphs.append(build_graph(flow, AsyncPostgresSaver(saving)))
        yield
        await saving.close()
        await flow.pool.close()

    app = FastAPI(lifespan=life)

    @app.post("/chat")
    async def chat(said: Said, credentials: Credentials) -> Response:
        who = await tokens.read(credentials.credentials)
        thread = {"configurable": {"thread_id": f"{who.person_id}:{said.conversation_id}"}}
        if said.text.isdigit():
            state = await graphs[0].ainvoke(Command(resume=said.text), thread, durability=durability)
            answer = state["answer"]
        else:
            start = {"person_id": str(who.person_id), "institution_id": str(who.institution_id), "text": said.text}
            state = await graphs[0].ainvoke(start, thread, durability=durability)
            answer = state["__interrupt__"][0].value
        return Response(orjson.dumps(answer), media_type="application/json")

    return app


async def set_up(superuser_url):
    """Make the tables of its saver."""
    async with AsyncPostgresSaver.from_conn_string(superuser_url) as saver:
        await saver.setup()


if __name__ == "__main__":
    asyncio.run(set_up(sys.argv[3]))
    serve(create_app(*sys.argv[2:]), int(sys.argv[1]))
