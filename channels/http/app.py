"""The HTTP application: routes, middleware and the life of the service behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from channels.background import running_beside
from channels.composition import Service
from channels.http import chat, executions, existing_frontend, health, session, stream
from channels.http.limits import BodyLimit
from channels.http.problems import install_problems
from channels.web.routes import web_router


def create_app(service: Service) -> FastAPI:
    """Return the application of a composed service; it opens the stores when it starts and closes them when it ends."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await service.open()
        async with running_beside(service):
            yield
        await service.close()

    app = FastAPI(title="Nôa", version="1", lifespan=life, docs_url=None, redoc_url=None)
    app.state.service = service
    install_problems(app, service)
    for part in (session, chat, stream, executions, existing_frontend, health):
        app.include_router(part.router)
    app.include_router(web_router())
    app.add_middleware(BodyLimit)
    if service.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(service.settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "apikey", "x-client-info"],
        )
    return app
