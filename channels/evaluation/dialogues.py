"""Plays dialogues: people, and what happens around them, against the whole service."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from channels.evaluation.events import EVENTS, Stage
from channels.evaluation.scene import Scene
from channels.evaluation.shelf import CANARY
from core.contract import Profile
from core.errors import NoaError
from core.reply import Reply

_PROFILES = {"paciente": "patient", "aluno": "student", "profissional": "professional"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A turn that went otherwise than its dialogue expects."""

    dialogue: str
    turn: int
    why: str


@dataclass(slots=True)
class Played:
    """The counts of one run."""

    dialogues: int = 0
    turns: int = 0
    forbidden_executions: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def passed(self) -> int:
        """Dialogues without a fault."""
        return self.dialogues - len({fault.dialogue for fault in self.faults})


async def run_dialogues(
    scene: Scene, dialogues: Sequence[Mapping[str, Any]], progress: Callable[[int, int | None], None]
) -> Played:
    """Play every dialogue, each with documents and people as they were before it."""
    played = Played()
    for done, dialogue in enumerate(dialogues, 1):
        role = str(dialogue.get("role", Profile.PROFESSIONAL.value))
        stage = Stage(scene, person=_person(role))
        if role not in set(Profile) | set(_PROFILES):
            scene.change("set_type", id=scene.people[stage.person], type=role)
        try:
            await _play(stage, dialogue, played)
        finally:
            await stage.clear()
        played.dialogues += 1
        progress(done, len(dialogues))
    return played


def _person(role: str) -> str:
    profile = _PROFILES.get(role, role)
    return profile if profile in set(Profile) else Profile.PROFESSIONAL.value


async def _play(stage: Stage, dialogue: Mapping[str, Any], played: Played) -> None:
    before = stage.scene.executions()
    for number, turn in enumerate(dialogue["turns"], 1):
        played.turns += 1
        said = turn.get("user")
        faults = await (_say(stage, str(said), turn, played) if said is not None else _happen(stage, turn))
        played.faults += [Fault(str(dialogue.get("id", "")), number, why) for why in faults]
    most = dialogue.get("max_executions")
    if most is not None and stage.scene.executions() - before > int(most):
        played.faults.append(Fault(str(dialogue.get("id", "")), 0, f"more than {most} executions"))


async def _say(stage: Stage, text: str, turn: Mapping[str, Any], played: Played) -> list[str]:
    expected = {**turn, **turn.get("expect", {})}
    before = stage.scene.executions()
    reply, problem = await stage.say(text)
    issued = stage.scene.executions() - before
    executed = _opens(reply)
    faults = []
    wanted = {bool(expected.get("executes", False)), *map(bool, _several(expected.get("alt_executes")))}
    if executed not in wanted and not (stage.is_retry and (issued > 0) in wanted):
        played.forbidden_executions += int(executed)
        faults.append(f"executes {executed}, expected {' or '.join(map(str, sorted(wanted)))}")
    faults += _judge_words(expected, reply, problem)
    if expected.get("denied") and executed:
        faults.append("was not denied")
    if expected.get("no_literal") and reply and CANARY in json.dumps(reply.arguments, ensure_ascii=False):
        faults.append("showed literal text")
    return faults


def _judge_words(expected: Mapping[str, Any], reply: Reply | None, problem: NoaError | None) -> list[str]:
    if reply is None:
        return [] if problem else ["no answer"]
    faults = []
    intents = {expected.get("intent"), *_several(expected.get("alt_intents"))} - {None}
    if intents and reply.intent.name not in intents:
        faults.append(f"intent {reply.intent.name}, expected {' or '.join(sorted(map(str, intents)))}")
    if "selection" in expected and _opens(reply) and reply.selection != expected["selection"]:
        faults.append(f"selection {reply.selection}, expected {expected['selection']}")
    return faults


async def _happen(stage: Stage, turn: Mapping[str, Any]) -> list[str]:
    event = turn["event"]
    name, given = (event, {}) if isinstance(event, str) else (event.get("name") or next(iter(event)), event)
    nested = given.get(name) if isinstance(given.get(name), Mapping) else given
    details = {**turn, **turn.get("args", {}), **(nested or {})}
    known: Callable[[Stage, Mapping[str, Any]], Awaitable[list[str]]] | None = EVENTS.get(name)
    return await known(stage, details) if known else [f"unknown event {name}"]


def _opens(reply: Reply | None) -> bool:
    return reply is not None and any("payload" in command["command"] for command in reply.commands)


def _several(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
