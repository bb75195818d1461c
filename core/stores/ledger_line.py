"""One event as the ledger's SQL reads it."""

from __future__ import annotations

from typing import Any

from core.record import Event


def line(event: Event) -> dict[str, Any]:
    """Return the columns of an event; its metadata stays a mapping."""
    return {
        "id": str(event.id),
        "intent": event.intent,
        "action": event.action,
        "result": event.result.value,
        "source": event.source,
        "metadata": event.metadata,
    }
