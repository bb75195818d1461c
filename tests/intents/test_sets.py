"""The project's own sets: the figures that must not fall, on what was tuned on and on the third that was held back."""

from pathlib import Path

import pytest

from intents.evaluate import Tally, latencies, listed_titles, read_rows, tally
from intents.interpreter import Interpreter

SETS = Path(__file__).parent / "sets"


def figures(interpreter: Interpreter, name: str, held_back: bool | None = None) -> Tally:
    rows = read_rows((SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    chosen = [row for row in rows if held_back is None or row.held_back is held_back]
    return tally(chosen, interpreter, listed_titles())


@pytest.mark.parametrize("name", ["commands", "second_look", "third_look", "unicode_selections", "out_of_scope"])
def test_nothing_executes_that_is_no_clear_choice(interpreter: Interpreter, name: str) -> None:
    result = figures(interpreter, name)
    assert [failure.row.text for failure in result.failures if "executed" in failure.why] == []
    assert (result.forbidden_executions, result.wrong_selections) == (0, 0)


def test_commands_are_understood(interpreter: Interpreter) -> None:
    result = figures(interpreter, "commands", held_back=False)
    assert result.selection_recall >= 0.99
    assert result.cancel_recall >= 0.97
    assert result.accuracy() >= 0.98
    assert result.accuracy("DOC_SEARCH", "DOC_OPEN", "DOC_SUMMARY", "DOC_COUNT", "DOC_LIST", "LIST_MORE") >= 0.98


def test_commands_that_were_held_back_are_understood_no_worse_than_recorded(interpreter: Interpreter) -> None:
    """Floors under what was measured; the goals are .99, .97 and .96. Raise these, never lower them."""
    result = figures(interpreter, "commands", held_back=True)
    assert result.selection_recall >= 0.955
    assert result.cancel_recall >= 0.928
    assert result.accuracy() >= 0.953


@pytest.mark.parametrize(
    ("name", "choices", "cancels", "intents"), [("second_look", 0.94, 0.97, 0.97), ("third_look", 0.90, 0.99, 0.95)]
)
def test_what_a_second_author_held_back_is_understood_no_worse_than_recorded(
    interpreter: Interpreter, name: str, choices: float, cancels: float, intents: float
) -> None:
    result = figures(interpreter, name, held_back=True)
    assert result.selection_recall >= choices
    assert result.cancel_recall >= cancels
    assert result.accuracy() >= intents


@pytest.mark.parametrize("name", ["second_look", "third_look"])
def test_what_a_second_author_wrote_and_was_tuned_on_is_understood(interpreter: Interpreter, name: str) -> None:
    result = figures(interpreter, name, held_back=False)
    assert result.selection_recall >= 0.90
    assert result.cancel_recall >= 0.97
    assert result.accuracy() >= 0.97


def test_plain_unicode_choices_are_made(interpreter: Interpreter) -> None:
    result = figures(interpreter, "unicode_selections")
    assert result.selection_recall >= 0.99


@pytest.mark.parametrize("held_back", [False, True])
def test_what_is_out_of_scope_asks_for_nothing(interpreter: Interpreter, held_back: bool) -> None:
    assert figures(interpreter, "out_of_scope", held_back).accuracy() >= 0.97


def test_understanding_takes_less_than_a_millisecond(interpreter: Interpreter) -> None:
    rows = read_rows((SETS / "commands.jsonl").read_text(encoding="utf-8").splitlines())
    found = latencies(rows, interpreter, listed_titles())
    assert found[int(len(found) * 0.95)] < 0.002, "0.3 ms on a quiet machine; the bound leaves room for a busy one"


@pytest.mark.parametrize(("name", "least"), [("commands", 600), ("unicode_selections", 150), ("out_of_scope", 400)])
def test_the_sets_are_large_and_a_third_is_held_back(name: str, least: int) -> None:
    rows = read_rows((SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    assert len(rows) >= least
    assert 0.30 <= sum(row.held_back for row in rows) / len(rows) <= 0.36
