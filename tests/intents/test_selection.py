"""Choosing from a list: the whole utterance must be a choice, or it chooses nothing."""

import pytest

from core.interpretation import AMBIGUOUS, SELECT, Offered
from intents.interpreter import Interpreter
from intents.selection import Chosen, position


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("1", 1), ("o segundo", 2), ("abre o dois", 2), ("opção 2", 2), ("número dois por favor", 2), ("o 2 mesmo", 2),
        ("pode ser o 3", 3), ("a 2ª", 2), ("o último", 5), ("o penúltimo", 4), ("o do meio", 3), ("é o dois", 2),
        ("abre o 2, não, o 3", 3), ("o dois quer dizer o três", 3), ("legal, abre o 2", 2), ("o o dois", 2),
        ("você pode abrir o segundo por favor?", 2), ("open the second one", 2), ("the last one", 5), ("02", 2),
    ],
)  # fmt: skip
def test_a_clear_choice_is_made(interpreter: Interpreter, five: Offered, text: str, choice: int) -> None:
    got = interpreter.interpret(text, five)
    assert (got.intent, got.choice) == (SELECT, choice)


@pytest.mark.parametrize(
    "text",
    [
        *("quero 2 consultas", "tenho o 2 aqui", "o 2 não", "não o 2", "o 2 é bom", "o 2 é bom?", "e o 2", "o 2?"),
        *("1 e 2", "o 1 ou o 2", "talvez o 2", "acho que o 2", '"abre o 2"', "ele disse abre o 2", "os dois", "2x"),
        *("já abri o 2", "depois eu abro o 2", "6", "dezesseis", "2.5", "1/2", "10:30", "dia 2", "um segundo"),
        *("um doutor", "o segundo filho", "o último trem", "o segundo tipo"),
        *("tanto faz", "você escolhe", "o mais recente", "2 vezes"),
        *("pode abrir", "abre o 2 não o 3", "segunda", "segunda-feira", "na segunda", "quarto", "vou pro quarto"),
        *("abre o 2 e marca uma consulta", "quero 2", "2 2", "o de baixo", "legal o 2", "qualquer um", "sim"),
        *("se for curto abre o 2", "um documento", "um só", "um aí", "abre um", "a um", "02:30", "o 2 já", "só um"),
    ],
)  # fmt: skip
def test_what_is_no_clear_choice_chooses_nothing(interpreter: Interpreter, five: Offered, text: str) -> None:
    assert not isinstance(interpreter.interpret(text, five).choice, int)


@pytest.mark.parametrize("text", ["sim", "pode abrir", "isso mesmo", "esse", "o único", "quero sim", "yes"])
def test_assent_chooses_only_from_a_list_of_one(
    interpreter: Interpreter, one: Offered, five: Offered, text: str
) -> None:
    assert interpreter.interpret(text, one).choice == 1
    assert interpreter.interpret(text, five).intent == AMBIGUOUS


@pytest.mark.parametrize(
    "text",
    ["cancela", "deixa pra lá", "nenhuma dessas", "não quero mais", "esquece", "quero não", "carece não", "never mind"],
)
def test_a_list_can_be_put_away_in_many_ways(interpreter: Interpreter, five: Offered, text: str) -> None:
    got = interpreter.interpret(text, five)
    assert (got.intent, got.choice) == (SELECT, "cancel")


def test_cancelling_taken_back_is_asked_again(interpreter: Interpreter, five: Offered) -> None:
    assert interpreter.interpret("não cancela", five).intent == AMBIGUOUS


def test_a_choice_without_a_list_is_a_choice_that_the_core_refuses(interpreter: Interpreter) -> None:
    got = interpreter.interpret("2", None)
    assert (got.intent, got.choice) == (SELECT, 2)


@pytest.mark.parametrize("text", ["não", "para", "sair", "nada"])
def test_weak_words_put_nothing_away_where_no_list_is(interpreter: Interpreter, text: str) -> None:
    assert interpreter.interpret(text, None).intent != SELECT


@pytest.mark.parametrize(
    ("what", "count", "expected"),
    [
        (-1, 5, 5),
        (-2, 5, 4),
        ("middle", 5, 3),
        ("middle", 4, None),
        ("only", 1, 1),
        ("only", 2, None),
        (6, 5, None),
        (0, 5, None),
    ],
)
def test_places_are_counted_from_either_end(what, count: int, expected: int | None) -> None:
    assert position(Chosen(what, ""), count) == expected
