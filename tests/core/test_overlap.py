"""What is too close to text that its reader may not see: laws, thresholds, evasions, and the index's judgement."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.overlap import (
    is_too_close,
    is_too_close_to_shingles,
    longest_common_run,
    share_of_fivegrams,
    shingle_sequence,
    shingles,
    words_of,
)

few_words = st.lists(st.sampled_from(["dose", "gota", "dia", "água"]), max_size=24).map(" ".join)


def fresh(prefix, count):
    return " ".join(f"{prefix}{number}" for number in range(count))


def slow_longest_run(answer, source):
    """The same judgement from its definition."""
    ours, theirs = words_of(answer), words_of(source)
    best = 0
    for start in range(len(ours)):
        while any(
            ours[start : start + best + 1] == theirs[at : at + best + 1] for at in range(len(theirs) - best)
        ) and start + best < len(ours):
            best += 1
    return best


@given(few_words, few_words)
def test_the_longest_run_is_what_its_definition_says(answer, source):
    assert longest_common_run(answer, source) == slow_longest_run(answer, source)


@given(few_words, few_words)
def test_the_longest_run_does_not_care_which_text_comes_first(answer, source):
    assert longest_common_run(answer, source) == longest_common_run(source, answer)


@given(st.text())
def test_words_of_words_are_the_same_words(text):
    assert words_of(" ".join(words_of(text))) == words_of(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_case_and_punctuation_change_nothing(text):
    assert words_of(text.upper()) == words_of(text.lower())
    assert words_of(text + "!…") == words_of(text)


@pytest.mark.parametrize(
    "disguised",
    [
        "A DOSE máxima é de 10",
        "a_dose-maxima: E de «10»",
        "a do\u00adse má\u200bxima é de 10",
        "ａ ｄｏｓｅ ｍａｘｉｍａ ｅ ｄｅ １０",
    ],
)
def test_a_disguised_copy_is_still_a_copy(disguised):
    assert words_of(disguised) == ["a", "dose", "maxima", "e", "de", "10"]


def test_a_run_of_eleven_words_passes_and_of_twelve_does_not():
    secret = fresh("s", 40)
    for run, verdict in ((11, False), (12, True)):
        copied = " ".join(secret.split()[5 : 5 + run])
        answer = f"{fresh('a', 200)} {copied} {fresh('b', 200)}"
        assert longest_common_run(answer, secret) == run
        assert is_too_close(answer, [fresh("other", 30), secret]) is verdict
        assert is_too_close_to_shingles(answer, shingles(secret)) is verdict


def test_fifteen_percent_of_the_windows_pass_and_one_more_does_not():
    taken = [fresh(f"s{number}x", 5) for number in range(16)]
    for copies, verdict in ((15, False), (16, True)):
        parts = [f"{taken[number]} {fresh(f'a{number}x', 1)}" for number in range(copies)]
        missing = 104 - copies * 6  # 104 words are 100 windows
        answer = f"{' '.join(parts)} {fresh('end', missing)}"
        assert share_of_fivegrams(answer, taken) == copies / 100
        assert is_too_close(answer, taken) is verdict
        assert is_too_close_to_shingles(answer, set().union(*map(shingles, taken))) is verdict


def test_the_whole_answer_is_judged_against_all_texts_together():
    taken = [fresh(f"s{number}x", 6) for number in range(10)]
    answer = " ".join([*taken, fresh("a", 40)])
    assert all(not is_too_close(answer, [each]) for each in taken)
    assert is_too_close(answer, taken)


@given(few_words, st.lists(few_words, max_size=4))
def test_the_index_misses_nothing_that_the_texts_show(answer, texts):
    known = set().union(*map(shingles, texts))
    assert is_too_close_to_shingles(answer, known) or not is_too_close(answer, texts)


@given(few_words)
def test_an_answer_of_its_own_words_is_never_too_close(answer):
    assert not is_too_close(answer, [])
    assert not is_too_close(answer, [fresh("s", 50)])
    assert not is_too_close_to_shingles(answer, shingles(fresh("s", 50)))


@given(few_words)
def test_an_answer_that_is_the_text_is_too_close_from_five_words_on(text):
    assert is_too_close(text, [text]) is (len(words_of(text)) >= 5)


@given(few_words)
def test_shares_lie_between_nothing_and_all(text):
    assert share_of_fivegrams(text, []) == 0
    assert share_of_fivegrams(text, [text]) == (1 if len(words_of(text)) >= 5 else 0)


def test_shingles_fit_a_bigint_and_never_change():
    assert shingle_sequence("Tome uma gota à noite sempre") == [-5917790657003283340, 3503800273367838316]
    assert all(-(2**63) <= each < 2**63 for each in shingles(fresh("x", 300)))
    assert shingles("só quatro palavras aqui") == set()


def test_work_grows_with_the_length_and_no_faster():
    words = [random.Random(7).choice("abc") for _ in range(60_000)]
    begun = time.perf_counter()
    longest_common_run(" ".join(words[:2_000]), " ".join(words))
    longest_common_run("a " * 20_000, "a " * 60_000)
    assert time.perf_counter() - begun < 3
