"""Voice loosens nothing: what was heard badly or otherwise is asked again."""

from core.interpretation import AMBIGUOUS, SELECT, Offered
from intents.interpreter import Interpreter


def test_a_choice_heard_well_is_a_choice(interpreter: Interpreter, five: Offered) -> None:
    got = interpreter.interpret("abre o dois", five, "voice", ["abre o 2"], 0.93)
    assert (got.intent, got.choice) == (SELECT, 2)


def test_a_choice_heard_badly_is_asked_again(interpreter: Interpreter, five: Offered) -> None:
    got = interpreter.interpret("abre o dois", five, "voice", [], 0.3)
    assert (got.intent, got.choice) == (AMBIGUOUS, None)


def test_transcripts_that_choose_otherwise_are_asked_again(interpreter: Interpreter, five: Offered) -> None:
    assert interpreter.interpret("abre o dois", five, "voice", ["abre o doze", "abre o três"]).intent == AMBIGUOUS


def test_an_alternative_is_never_executed_in_place_of_the_first(interpreter: Interpreter, five: Offered) -> None:
    assert interpreter.interpret("qual o dois", five, "voice", ["abre o dois"]).choice is None


def test_voice_chooses_nothing_that_text_would_not(interpreter: Interpreter, five: Offered) -> None:
    assert interpreter.interpret("o 2 é bom", five, "voice", [], 0.99).choice is None


def test_a_search_heard_badly_is_still_only_a_search(interpreter: Interpreter) -> None:
    assert interpreter.interpret("procura o protocolo de dosagem", None, "voice", [], 0.9).intent == "DOC_SEARCH"


def test_danger_heard_badly_is_still_danger(interpreter: Interpreter) -> None:
    assert interpreter.interpret("não consigo respirar", None, "voice", ["não consigo dormir"], 0.2).intent == "CRISIS"


def test_confidence_that_is_no_number_is_low(interpreter: Interpreter, five: Offered) -> None:
    assert interpreter.interpret("2", five, "voice", [], float("nan")).intent == AMBIGUOUS
