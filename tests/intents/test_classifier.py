"""Intents by phrases: order, negation, reported speech, and the difference between words that look alike."""

import pytest

from core.interpretation import Offered
from intents.interpreter import Interpreter


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("abre o protocolo de dosagem", "DOC_OPEN"),
        ("procura algo sobre pressão alta", "DOC_SEARCH"),
        ("abrir agenda", "NAVIGATE"),
        ("agenda uma consulta pra mim", "SCHEDULE"),
        ("minha agenda está cheia", "NONE"),
        ("quem abriu o protocolo ontem?", "ADMIN_LOG"),
        ("não falei de documentos", "NONE"),
        ("li o protocolo ontem", "NONE"),
        ("não abre o protocolo", "NONE"),
        ("não acho o protocolo de dosagem", "DOC_SEARCH"),
        ("tô morrendo de rir", "NONE"),
        ("overdose de informação", "NONE"),
        ("aula sobre suicídio", "DOC_SEARCH"),
        ("não aguento mais quero morrer", "CRISIS"),
        ("quero agendar uma seção", "SCHEDULE"),
        ("abre a sessão de pacientes", "NAVIGATE"),
        ("quero marcar um churrasco", "NONE"),
        ("abre a porta", "NONE"),
    ],
)
def test_words_that_look_alike_are_told_apart(interpreter: Interpreter, text: str, intent: str) -> None:
    assert interpreter.interpret(text, None).intent == intent


def test_a_crisis_comes_before_a_live_list(interpreter: Interpreter, five: Offered) -> None:
    assert interpreter.interpret("não consigo respirar", five).intent == "CRISIS"


def test_a_section_is_kept_as_a_slot(interpreter: Interpreter) -> None:
    assert interpreter.interpret("me leva pra biblioteca", None).slots == {"section": "library"}


def test_a_comparison_keeps_both_places_and_the_list(interpreter: Interpreter, five: Offered) -> None:
    got = interpreter.interpret("qual a diferença entre o 1 e o último?", five)
    assert (got.intent, dict(got.slots)) == ("AMBIGUOUS", {"compare": "1,5"})


def test_a_summary_of_a_place_keeps_the_place(interpreter: Interpreter, five: Offered) -> None:
    got = interpreter.interpret("resume o segundo", five)
    assert (got.intent, got.slots["position"]) == ("DOC_SUMMARY", "2")


def test_a_refinement_keeps_what_to_filter_by(interpreter: Interpreter, five: Offered) -> None:
    got = interpreter.interpret("só os de 2024", five)
    assert (got.intent, got.slots["filter"]) == ("DOC_SEARCH", "2024")


def test_of_two_requests_the_choice_is_never_made_by_half(interpreter: Interpreter, five: Offered) -> None:
    assert interpreter.interpret("abre o 2 e depois marca uma consulta", five).choice is None
