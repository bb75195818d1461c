"""What runs beside the requests of a service: the index is kept, the ledger grows. Any number of replicas may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from channels.composition import Service


@asynccontextmanager
async def running_beside(service: Service) -> AsyncIterator[None]:
    """Run the background work of a service for as long as the block lasts."""
    tasks = [
        asyncio.create_task(service.index_keeper.keep(), name="index keeper"),
        asyncio.create_task(service.integrator.run(), name="ledger integrator"),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
