"""Reading what was typed: what is invisible goes, what is strange is named, and all of it in linear time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.normalise import normalise, plain_form, read
from intents.reading import Kind


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=300))
def test_reading_never_raises_and_its_tokens_lie_in_the_visible_text(text: str) -> None:
    reading = read(text)
    for token in reading.tokens:
        assert reading.visible[token.start : token.end].casefold() == token.form


@pytest.mark.parametrize("text", ["2\u200b", "\ufeff2", "o\u00ad 2", "\u200e2", "２", "2\ufe0f\u20e3", "n° 2"])
def test_what_phones_and_keyboards_add_is_not_strange(text: str) -> None:
    assert read(text).strange == ""


@pytest.mark.parametrize(
    "text", ["②", "²", "٢", "𝟐", "\u202e2", "2\x00", "о 2", "2\u0336", "Ⅱ", "2\U000e0032", "\ud8002"]
)
def test_what_nobody_types_as_a_position_is_strange(text: str) -> None:
    assert read(text).strange != ""


def test_an_invisible_character_inside_a_number_does_not_split_it() -> None:
    assert [token.plain for token in read("1\u200b2").words] == ["12"]


@pytest.mark.parametrize("text", ["2.5", "10:30", "1/2", "-2", "1-3", "2+1", "2,0"])
def test_figures_are_not_positions(text: str) -> None:
    assert [token.kind for token in read(text).words] == [Kind.FIGURE]


@pytest.mark.parametrize("text", ["2º", "2ª", "2°", "2o", "2.º"])
def test_ordinals_in_digits_are_one_word(text: str) -> None:
    assert [token.plain for token in read(text).words] == ["2o"]


def test_a_plain_a_after_a_digit_stays_for_it_may_be_a_day_of_the_week() -> None:
    assert [token.plain for token in read("2a").words] == ["2a"]


@pytest.mark.parametrize(
    ("text", "words"), [("nº2", ["no", "2"]), ("rdc660", ["rdc", "660"]), ("b12", ["b12"]), ("opção2", ["opcao2"])]
)
def test_digits_glued_to_a_word_are_cut_off_where_they_are_a_number(text: str, words: list[str]) -> None:
    assert [token.plain for token in read(text).words] == words


def test_accents_and_case_are_folded() -> None:
    assert plain_form("Prescrição") == "prescricao"


def test_letters_drawn_out_are_one_and_short_words_stay() -> None:
    assert (plain_form("cancelaaaa"), plain_form("nãooo"), plain_form("eee"), plain_form("5555")) == (
        "cancela", "nao", "eee", "5555",
    )  # fmt: skip


def test_a_long_text_is_no_choice() -> None:
    assert read("2 " * 200).strange == "399 characters"


@pytest.mark.parametrize(
    "text", ["2" * 4000, "\u0301" * 4000, "o " * 2000, "né " * 1333, "(" * 4000, "a\u0301\u0323" * 1333]
)
def test_four_thousand_characters_of_anything_are_read_at_once(text: str) -> None:
    start = time.thread_time()
    read(text)
    assert time.thread_time() - start < 0.2
