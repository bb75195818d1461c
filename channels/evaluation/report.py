"""Prints what an evaluation counted, and returns it as plain figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import typer

from channels.evaluation.dialogues import Played
from channels.settings import spoken_locale
from channels.setup_problem import Problem
from intents.evaluate import Tally
from retrieval.evaluate import Answer, failures, figures


def report_commands(tally: Tally, *, show_failures: bool) -> dict[str, Any]:
    """Print the table of a run of commands; return its figures."""
    figures: dict[str, Any] = {
        "rows": tally.rows,
        "forbidden_executions": tally.forbidden_executions,
        "wrong_selections": tally.wrong_selections,
        "selection_recall": round(tally.selection_recall, 4),
        "cancel_recall": round(tally.cancel_recall, 4),
        "intent_accuracy": round(tally.accuracy(), 4),
        "accuracy_per_intent": {name: round(tally.accuracy(name), 4) for name in sorted(tally.total)},
        "confusion": [
            {"expected": expected, "got": got, "count": count}
            for (expected, got), count in tally.confusion.most_common()
        ],
    }
    for name in ("rows", "forbidden_executions", "wrong_selections", "selection_recall", "cancel_recall"):
        _line(name, figures[name])
    _line("intent_accuracy", figures["intent_accuracy"])
    for intent, accuracy in figures["accuracy_per_intent"].items():
        typer.echo(f"    {intent:<24} {accuracy:>7.1%}  ({tally.total[intent]})")
    if figures["confusion"]:
        typer.echo(_word("confusion"))
        for each in figures["confusion"]:
            typer.echo(f"    {each['expected']:<14} → {each['got']:<14} {each['count']:>4}")
    if show_failures:
        for failure in tally.failures:
            typer.echo(f"[{failure.row.context}] {failure.row.text!r}: {failure.why}")
    return figures


def report_dialogues(played: Played, *, show_failures: bool) -> dict[str, Any]:
    """Print the table of a run of dialogues; return its figures."""
    figures: dict[str, Any] = {
        "dialogues": played.dialogues,
        "passed": played.passed,
        "turns": played.turns,
        "forbidden_executions": played.forbidden_executions,
        "faults": [{"dialogue": each.dialogue, "turn": each.turn, "why": each.why} for each in played.faults],
    }
    for name in ("dialogues", "passed", "turns", "forbidden_executions"):
        _line(name, figures[name])
    if show_failures:
        for each in played.faults:
            typer.echo(f"{each.dialogue} #{each.turn}: {each.why}")
    return figures


def report_searching(answers: Sequence[Answer], *, show_failures: bool) -> dict[str, Any]:
    """Print the table of a run of queries; return its figures."""
    measured = figures(answers)
    headings = [_word(name) for name in ("kind", "rows", "first", "in_five", "reciprocal_rank")]
    typer.echo(f"{headings[0]:<24}" + "".join(f"{each:>10}" for each in headings[1:]) + f"{'p50 ms':>9}{'p99 ms':>9}")
    for row in measured:
        shares = f"{row.first:>10.3f}{row.in_five:>10.3f}{row.reciprocal_rank:>10.3f}"
        typer.echo(f"{row.kind:<24}{row.rows:>10}{shares}{row.p50:>9.1f}{row.p99:>9.1f}")
    if show_failures:
        for each in failures(answers):
            typer.echo(f"[{each['kind']}] {each['query']!r}: {each['wanted']} ← {each['offered']}")
    return {"kinds": [asdict(row) for row in measured]}


def _line(name: str, value: float | int) -> None:
    shown = f"{value:.1%}" if isinstance(value, float) else str(value)
    typer.echo(f"{_word(name):<46} {shown:>8}")


def _word(name: str) -> str:
    return Problem(f"evaluation-{name.replace('_', '-')}").sentence(spoken_locale())
