"""Choosing by title: only when exactly one listed title answers."""

import pytest

from core.interpretation import Offered
from intents.interpreter import Interpreter


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("o de idosos", 2),
        ("abre o de idoso", 2),
        ("a diretriz", 3),
        ("o dos rins", 4),
        ("o do rim", 4),
        ("a da dor", 5),
        ("quero a aula de dor crônica", 5),
    ],
)
def test_part_of_one_title_chooses_it(interpreter: Interpreter, five: Offered, text: str, choice: int) -> None:
    got = interpreter.interpret(text, five)
    assert got.choice == choice
    assert got.slots["pick_title"] == five.titles[choice - 1]


@pytest.mark.parametrize(
    "text",
    [
        "o protocolo",
        "o de dosagem",
        "o de pediatria",
        "o canabidiol",
        "dor crônica",
        "a aula de matemática",
        "a diretriz?",
        "não a diretriz",
        "o de idosos ou o de rins",
    ],
)
def test_no_title_or_two_choose_nothing(interpreter: Interpreter, five: Offered, text: str) -> None:
    assert interpreter.interpret(text, five).choice is None


def test_naming_the_only_title_again_is_a_new_request_and_no_choice(interpreter: Interpreter, one: Offered) -> None:
    assert interpreter.interpret("abre o protocolo de dosagem de canabidiol", one).intent == "DOC_OPEN"


def test_twins_are_never_told_apart_by_their_common_words(interpreter: Interpreter) -> None:
    twins = Offered(("Protocolo de Dor 2023", "Protocolo de Dor 2024"))
    assert interpreter.interpret("o de dor", twins).choice is None
    assert interpreter.interpret("o de 2024", twins).choice == 2
