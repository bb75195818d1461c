"""noa explain: how a text is understood, step by step, and which rule decided."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

import typer

from channels.cli.speaking import say
from channels.composition import interpreter_of
from core.interpretation import Offered
from intents.evaluate import listed_titles


def explain(
    text: Annotated[str, typer.Argument(help="What somebody says.")],
    listed: Annotated[int, typer.Option(min=0, max=5, help="As a reply to a list of so many documents.")] = 0,
) -> None:
    """Print how a text is understood, step by step, and which rule decided."""
    offered = Offered(listed_titles()[:listed]) if listed else None
    if offered:
        for position, title in enumerate(offered.titles, 1):
            typer.echo(f"    {position}. {title}")
    understood = interpreter_of(files("bundles")).interpret(text, offered)
    for step in understood.steps:
        typer.echo(f"{step.name:<14} {step.detail}")
    say("explained", intent=understood.intent, rule=understood.rule, confidence=f"{understood.confidence:.2f}")
    for name, value in {"choice": understood.choice, "term": understood.term, **understood.slots}.items():
        if value:
            typer.echo(f"    {name}: {value}")
