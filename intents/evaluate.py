"""Runs rows of texts with known meanings through an interpreter and counts what went right and wrong."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from core.interpretation import AMBIGUOUS, SELECT, Choice, Interpretation, Interpreter, Offered
from core.yaml_source import load_yaml


@dataclass(frozen=True, slots=True)
class Row:
    """One text with what it means. `allowed` holds the selections that are right; None stands for no selection."""

    text: str
    context: str
    intent: str
    also: frozenset[str]
    allowed: frozenset[Choice | None]
    may_execute: bool
    strict: bool
    held_back: bool

    @staticmethod
    def from_mapping(data: Mapping[str, Any]) -> Row:
        """Read one line of an evaluation file of the kind "commands"."""
        allowed = data.get("allowed_selections", [data.get("selection")])
        return Row(
            text=data["text"],
            context=data.get("context", "none"),
            intent=data.get("intent", ""),
            also=frozenset(data.get("alt_intents", ())),
            allowed=frozenset(allowed),
            may_execute=bool(data.get("may_execute", False)),
            strict=bool(data.get("strict", True)),
            held_back=bool(data.get("held_back", False)),
        )

    @property
    def position(self) -> int | None:
        """Return the position that must be chosen, or None where none must."""
        found = [choice for choice in self.allowed if isinstance(choice, int)]
        return found[0] if len(self.allowed) == 1 and found else None


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that was not understood as it should be."""

    row: Row
    got: Interpretation
    why: str


@dataclass(slots=True)
class Tally:
    """The counts of one run."""

    rows: int = 0
    forbidden_executions: int = 0
    wrong_selections: int = 0
    selections: Counter[str] = field(default_factory=Counter)
    cancels: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def accuracy(self, *intents: str) -> float:
        """Return the share of rows understood, over all intents or those named."""
        names = intents or tuple(self.total)
        return _share(sum(self.right[name] for name in names), sum(self.total[name] for name in names))

    @property
    def selection_recall(self) -> float:
        """Return the share of clear selections that were made."""
        return _share(self.selections["made"], self.selections["due"])

    @property
    def cancel_recall(self) -> float:
        """Return the share of cancellations that were heard."""
        return _share(self.cancels["made"], self.cancels["due"])


def read_rows(lines: Iterable[str]) -> list[Row]:
    """Read the rows of a JSON lines file."""
    return [Row.from_mapping(json.loads(line)) for line in lines if line.strip()]


def listed_titles() -> tuple[str, ...]:
    """Return the titles that rows of context pending_5 were shown; pending_1 was shown the first."""
    return tuple(load_yaml(files("intents").joinpath("evaluation.yaml"))["listed"])


def offered_in(context: str, titles: Sequence[str]) -> Offered | None:
    """Return the list that is live in a context: pending_N has N titles, every other context none."""
    if not context.startswith("pending_"):
        return None
    return Offered(tuple(titles[: int(context.removeprefix("pending_"))]))


def tally(rows: Iterable[Row], interpreter: Interpreter, titles: Sequence[str]) -> Tally:
    """Interpret every row and return the counts."""
    result = Tally()
    for row in rows:
        got = interpreter.interpret(row.text, offered_in(row.context, titles))
        _count(result, row, got)
    return result


def latencies(rows: Iterable[Row], interpreter: Interpreter, titles: Sequence[str]) -> list[float]:
    """Return the processor seconds that each row takes to understand, in ascending order."""
    found = []
    for row in rows:
        offered = offered_in(row.context, titles)
        start = time.thread_time()
        interpreter.interpret(row.text, offered)
        found.append(time.thread_time() - start)
    return sorted(found)


def _count(result: Tally, row: Row, got: Interpretation) -> None:
    live = row.context.startswith("pending_")
    executed = got.choice if live and got.intent == SELECT and isinstance(got.choice, int) else None
    faults = []
    if executed is not None and (not row.may_execute and executed not in row.allowed):
        result.forbidden_executions += 1
        faults.append("executed what may not be executed")
    elif executed is not None and executed not in row.allowed:
        result.wrong_selections += 1
        faults.append("chose another than was meant")
    if live and row.may_execute and row.position is not None and row.strict and AMBIGUOUS not in row.also:
        result.selections.update(due=1, made=int(executed == row.position))
    if row.allowed == {"cancel"} and live:
        result.cancels.update(due=1, made=int(got.choice == "cancel"))
    faults.extend(_judge_intent(result, row, got))
    result.rows += 1
    if faults:
        result.failures.append(Failure(row, got, "; ".join(faults)))


def _judge_intent(result: Tally, row: Row, got: Interpretation) -> list[str]:
    if not row.intent:
        return []
    right = got.intent in {row.intent, *row.also} or (not row.strict and got.intent == AMBIGUOUS)
    if right and got.intent == SELECT and row.context.startswith("pending_"):
        right = got.choice in row.allowed
    result.total[row.intent] += 1
    result.right[row.intent] += int(right)
    if right:
        return []
    result.confusion[row.intent, got.intent] += 1
    return [f"{row.intent} was understood as {got.intent}"]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
