"""GET /healthz, /readyz, /metrics: alive, ready, counted."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from channels.http.bearer import TheService
from channels.http.chat import PROBLEMS
from core.errors import StoreUnavailable
from core.sql import load_statements

router = APIRouter()

SQL = load_statements("channels.http", "health.sql")

SHIPPED = [path.name.split("_")[0] for path in files("migrations").iterdir() if path.name.endswith(".sql")]
"""The versions of the migrations that this version of the service needs."""


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses=PROBLEMS)
async def ready(service: TheService) -> dict[str, str]:
    """Both stores answer and the database has the shape that this version needs."""
    async with service.pool.connection() as connection:
        row = await (await connection.execute(SQL["is_migrated"], {"shipped": SHIPPED})).fetchone()
    if row is None or not row["is_migrated"]:
        raise StoreUnavailable("postgres: not migrated")
    try:
        await service.redis.ping()
    except (RedisError, OSError) as error:
        raise StoreUnavailable("redis") from error
    return {"status": "ready"}


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Counters for Prometheus; they name intents and outcomes, never people or words."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
