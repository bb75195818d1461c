"""The laws of understanding: it never raises, never chooses outside its grammar, and always says why."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.interpretation import AMBIGUOUS, NONE, SELECT, Offered
from intents.evaluate import listed_titles
from intents.interpreter import Interpreter

LIST = Offered(listed_titles())
BESIDE = Path(__file__).parents[3] / "shared" / "data"
ATTACKS = Path(os.environ.get("PUBLIC_TEST_DATA", BESIDE)) / "injections_public.jsonl"
WORDS = [
    *(
        "um",
        "dois",
        "três",
        "primeiro",
        "segundo",
        "último",
        "o",
        "a",
        "os",
        "abre",
        "quero",
        "não",
        "talvez",
        "se",
        "e",
    ),
    *("ou", "já", "ontem", "sim", "é", "1", "2", "3", "de", ",", "?", ".", "opção", "por", "favor"),
]


@given(st.text(max_size=400), st.sampled_from([None, LIST]))
@settings(max_examples=300, deadline=None)
@example("\ud800", LIST)
@example("", LIST)
def test_no_text_makes_it_raise(interpreter: Interpreter, text: str, offered: Offered | None) -> None:
    interpreter.interpret(text, offered)


@given(st.text(alphabet=st.characters(blacklist_categories=["Nd"]), max_size=60))
@settings(max_examples=300, deadline=None)
def test_text_without_any_number_or_word_of_the_grammar_never_chooses(interpreter: Interpreter, text: str) -> None:
    got = interpreter.interpret(text, LIST)
    assert not isinstance(got.choice, int) or any(word in text.casefold() for word in ("um", "dois", "one"))


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9),
    st.sampled_from(["não", "talvez", "ou", "ontem", "os", "?", "se"]),
    st.data(),
)
@settings(max_examples=400, deadline=None)
def test_a_word_that_denies_doubts_or_asks_never_leaves_a_plain_choice(
    interpreter: Interpreter, words: list[str], doubt: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(words)))
    text = " ".join([*words[:at], doubt, *words[at:]])
    got = interpreter.interpret(text, LIST)
    if isinstance(got.choice, int):
        assert got.rule == "ask" or got.rule.startswith("correct"), text


def test_every_meaning_tells_its_steps_and_the_rule_that_decided(interpreter: Interpreter) -> None:
    for text in ("2", "abre o protocolo de dosagem", "bom dia", "o 2 não"):
        got = interpreter.interpret(text, LIST)
        assert got.rule
        assert got.steps[0].name == "read"
        assert all(step.detail for step in got.steps)


def test_the_same_words_always_mean_the_same(interpreter: Interpreter) -> None:
    assert interpreter.interpret("abre o dois", LIST) == interpreter.interpret("abre o dois", LIST)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "...", "👍"])
def test_nothing_said_is_asked_again_beside_a_list_and_nothing_without(interpreter: Interpreter, text: str) -> None:
    assert interpreter.interpret(text, LIST).intent == AMBIGUOUS
    assert interpreter.interpret(text, None).intent == NONE


@pytest.mark.parametrize(
    "piece", ["2 ", "o ", "né ", "sim ", "não quero ", "abre o protocolo ", "tomei o ", "isso ver quero "]
)
def test_four_thousand_characters_of_anything_are_understood_in_time(interpreter: Interpreter, piece: str) -> None:
    text = (piece * 4000)[:4000]
    start = time.thread_time()
    got = interpreter.interpret(text, LIST)
    assert time.thread_time() - start < 0.5
    assert not isinstance(got.choice, int)


@pytest.mark.public_data
def test_no_public_attack_chooses_from_a_list(interpreter: Interpreter) -> None:
    if not ATTACKS.exists():
        pytest.skip(f"the public attacks are not at {ATTACKS}")
    texts = [json.loads(line)["text"] for line in ATTACKS.read_text(encoding="utf-8").split("\n") if line]
    chosen = [text for text in texts if isinstance(interpreter.interpret(text, LIST).choice, int)]
    assert [text for text in chosen if text.strip() != "1"] == []
    assert all(interpreter.interpret(text, None).intent != SELECT or len(text) < 40 for text in texts)
