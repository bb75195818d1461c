"""Runs rows of the kind "commands" through the whole service, each in a conversation of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import uuid4

from channels.evaluation.scene import Scene
from core.contract import Profile
from core.interpretation import SELECT, Interpretation, Offered
from core.reply import Reply
from intents.evaluate import Row, Tally, tally

PERSON = Profile.PROFESSIONAL.value


async def run_commands(scene: Scene, rows: Sequence[Row], progress: Callable[[int, int | None], None]) -> Tally:
    """Say each row to the service, with the list live that its context names, and count what came of it."""
    answers: list[Interpretation] = []
    for done, row in enumerate(rows, 1):
        address = scene.address(PERSON, str(uuid4()))
        if row.context.startswith("pending_"):
            await scene.show_list(address, scene.shelf.listed[: int(row.context.removeprefix("pending_"))])
        reply = await scene.service.answer(scene.message(address, row.text[:4000]))
        answers.append(_as_understood(reply))
        progress(done, len(rows))
    return tally(rows, _Recorded(answers), [option.title for option in scene.shelf.listed])


class _Recorded:
    """Gives the service's answers back in order, as an interpreter would have."""

    def __init__(self, answers: Sequence[Interpretation]) -> None:
        self._answers = iter(answers)

    def interpret(
        self,
        text: str,  # noqa: ARG002 - the answer was given already
        offered: Offered | None,  # noqa: ARG002
        modality: str = "text",  # noqa: ARG002
        alternatives: Sequence[str] = (),  # noqa: ARG002
        transcript_confidence: float | None = None,  # noqa: ARG002
    ) -> Interpretation:
        return next(self._answers)


def _as_understood(reply: Reply) -> Interpretation:
    """What the service made of a row; a choice counts only when it issued a command."""
    opened = any("payload" in command["command"] for command in reply.commands)
    choice = reply.selection if reply.intent.name == SELECT and (opened or reply.selection == "cancel") else None
    return Interpretation(reply.intent.name, reply.intent.confidence, choice=choice)
