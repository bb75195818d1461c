"""Fills a contract's command template: the only place where a command comes into being (plan §6.4, §2.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core.contract import CommandTemplate


def execution_id(person_id: UUID, resource_id: UUID, pending_action_id: UUID) -> UUID:
    """Return the id of the one execution that this confirmation can have (plan §11.3)."""
    digest = hashlib.sha256(f"{person_id}|{resource_id}|{pending_action_id}".encode()).digest()
    return UUID(bytes=digest[:16], version=5)


def envelope(template: CommandTemplate, reason: str | None, values: Mapping[str, str]) -> dict[str, Any]:
    """Return a command as the existing frontend reads it; the label stays a key that phrasing turns into words."""
    command: dict[str, Any] = {"type": template.type, "target": template.target, "label": template.label}
    if template.fallback_route:
        command["fallbackRoute"] = template.fallback_route
    if template.payload:
        command["payload"] = fill(template.payload, values)
    return {"kind": "noa_command", "reason": reason, "command": command}


def fill(template: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """Return a copy of a template in which each `$name` is its value. Raises KeyError for one that has none."""
    return {name: _filled(value, values) for name, value in template.items()}


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return fill(value, values)
    if isinstance(value, str) and value.startswith("$"):
        return values[value[1:]]
    return value
