"""noa serve: the service, with its embedded servers where no others are named."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from typing import Annotated

import typer
import uvicorn

from channels.cli.data import load_demo_into, tell_demo
from channels.cli.speaking import say
from channels.composition import compose
from channels.http.app import create_app
from channels.running import running_stores
from channels.settings import Settings


class _Server(uvicorn.Server):
    """Says where the service is once it listens, and not before."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self._on_listening()


def serve(
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo library and accounts first.")] = False,
) -> None:
    """Serve HTTP on NOA_HOST and NOA_PORT until stopped."""
    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        stores.migrate()
        password = load_demo_into(stores, settings) if demo else None
        service = compose(settings, stores.secret, stores.addresses)
        config = uvicorn.Config(
            create_app(service),
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            log_level=settings.log_level,
            access_log=False,  # addresses carry ids of documents
            server_header=False,
        )

        logging.getLogger("psycopg").setLevel(logging.ERROR)  # what a turn refused is in the ledger, not in the log

        def tell() -> None:
            if password:
                tell_demo(password)
            say("serving", url=settings.public_url or f"http://{settings.host}:{settings.port}")

        gc.freeze()  # contracts, phrases and words live as long as the service: never look through them again
        _Server(config, tell).run()
