"""The contract language: what a bundle may declare (report §4.1)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=64)]
IntentName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]*$", max_length=64)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class Profile(StrEnum):
    """Who somebody is at an institution; anything else is nobody (plan §4)."""

    PATIENT = "patient"
    STUDENT = "student"
    PROFESSIONAL = "professional"
    ADMIN = "admin"


class Risk(StrEnum):
    """The decision that an operation needs before it runs."""

    SAFE = "safe"
    CONFIRM = "confirm"


class Does(StrEnum):
    """What the core does for an operation."""

    FIND = "find"
    BROWSE = "browse"
    COUNT = "count"
    EXPLAIN = "explain"
    COMMAND = "command"
    SIGNAL = "signal"
    ANSWER = "answer"


class _Declaration(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cooldown(_Declaration):
    """At most `limit` per `seconds`, for one person and operation (plan §11.2)."""

    limit: int = Field(gt=0, le=1000)
    seconds: int = Field(gt=0, le=86_400)


class CommandTemplate(_Declaration):
    """A command for the frontend; `$name` values are filled in, everything else is sent as it stands."""

    type: Word
    target: str = Field(min_length=1)
    label: Word
    fallback_route: str | None = Field(default=None, alias="fallbackRoute")
    payload: dict[str, Any] = Field(default_factory=dict)


class Target(_Declaration):
    """One of several commands of an operation, for some profiles."""

    roles: frozenset[Profile]
    command: CommandTemplate


class Events(_Declaration):
    """The names under which the ledger knows the steps of an operation (plan §12)."""

    detected: IntentName
    listed: IntentName | None = None
    confirmed: IntentName | None = None
    executed: IntentName | None = None
    returned: IntentName | None = None
    failed: IntentName | None = None
    blocked: IntentName | None = None
    denied: IntentName | None = None
    cancelled: IntentName | None = None
    superseded: IntentName | None = None
    expired: IntentName | None = None
    refused: IntentName | None = None
    unclear: IntentName | None = None


class Operation(_Declaration):
    """Something that may be asked for, and what it takes."""

    intents: tuple[IntentName, ...] = ()
    risk: Risk
    does: Does
    roles: frozenset[Profile] = Field(min_length=1)
    offers: Word | None = None
    pending: IntentName | None = None
    reply: Word | None = None
    cooldown: Cooldown | None = None
    command: CommandTemplate | None = None
    targets: dict[Word, tuple[Target, ...]] = Field(default_factory=dict)
    reason: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)
    token: str | None = None
    events: Events

    @model_validator(mode="after")
    def _is_whole(self) -> Operation:
        if self.does is Does.COMMAND and not (self.command or self.targets):
            raise ValueError("an operation that commands needs `command` or `targets`")
        if self.does is Does.ANSWER and not self.reply:
            raise ValueError("an operation that answers needs `reply`")
        if self.risk is Risk.CONFIRM and not (self.pending and self.events.confirmed and self.events.executed):
            raise ValueError("an operation to confirm needs `pending`, `events.confirmed` and `events.executed`")
        return self


class Contract(_Declaration):
    """One version of a bundle."""

    bundle: Word
    version: Version
    resource: Word = "resource_id"
    operations: dict[Word, Operation] = Field(min_length=1)

    @property
    def pin(self) -> str:
        """How requests name this version."""
        return f"{self.bundle}@{self.version}"
