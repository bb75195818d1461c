"""The language of phrases: what it means and what it refuses."""

import re

import pytest

from intents.normalise import read
from intents.template import TemplateInvalid, parse
from intents.vocabulary import Vocabulary


def matches(template: str, text: str, **rules: str) -> re.Match[str] | None:
    node = parse(template)
    vocabulary = Vocabulary({name: parse(rule) for name, rule in rules.items()}, [node])
    return re.fullmatch(vocabulary.expression(node), vocabulary.encode(read(text).words))


def test_words_match_without_accents_and_case() -> None:
    assert matches("prescrição segura", "PRESCRICAO Segura")


def test_an_exact_word_needs_its_accent() -> None:
    assert matches("=é isso", "é isso")
    assert not matches("=é isso", "e isso")


def test_a_plain_word_matches_with_its_accent_too() -> None:
    assert matches("(e|=é) isso", "é isso")


@pytest.mark.parametrize("text", ["abre", "abre logo", "abre logo logo"])
def test_optional_and_repeated_pieces(text: str) -> None:
    assert matches("abre [logo] logo*", text)


def test_alternatives_of_several_words() -> None:
    assert matches("(por favor|pf) abre", "por favor abre")
    assert matches("(por favor|pf) abre", "pf abre")


def test_rules_stand_for_their_templates() -> None:
    assert matches("<verb> isso", "mostra isso", verb="abre|mostra")


def test_a_capture_keeps_what_it_spans() -> None:
    match = matches("abre {term=o <any_word>+} agora", "abre o livro azul agora")
    assert match is not None
    assert [match.span(name) for name in match.groupdict()] == [(1, 4)]


def test_two_captures_of_one_name_do_not_collide() -> None:
    assert matches("(abre {term}|mostra {term})", "mostra tudo")


@pytest.mark.parametrize("template", ["(abre", "abre)", "[abre", "abre|", "*", "{term=abre", "<No>", ""])
def test_a_broken_template_is_refused(template: str) -> None:
    with pytest.raises(TemplateInvalid):
        parse(template)


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TemplateInvalid):
        matches("<nowhere> isso", "isso")
