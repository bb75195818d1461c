"""What may leave: nothing that is not listed, and no personal number."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.privacy import LONGEST_FIELD, SENT, Purpose, is_cpf, mask, outgoing

README = Path(__file__).parents[2] / "prompts" / "README.md"


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("meu cpf é 529.982.247-25", "meu cpf é <cpf>"),
        ("52998224725", "<cpf>"),
        ("529 982 247 25", "<cpf>"),
        ("5\u200b29.982.247-25", "<cpf>"),
        ("５２９.９８２.２４７-２５", "<cpf>"),
        ("123.456.789-00", "<number>"),
        ("me ligue no (21) 98765-4321", "me ligue no <phone>"),
        ("+55 21 98765-4321", "<phone>"),
        ("98765-4321 ou 2222-3333", "<phone> ou <phone>"),
        ("escreva para maria.silva+x@exemplo.com.br.", "escreva para <email>."),
        ("cartão 4111 1111 1111 1111", "cartão <number>"),
        ("CNS 898001160660761", "CNS <number>"),
        ("RG 12.345.678-9", "RG <number>"),
    ],
)
def test_personal_numbers_are_masked(said, sent):
    assert mask(said) == sent


@pytest.mark.parametrize(
    "said",
    [
        "10 mg, 20 mg e 30 mg",
        "versão 2.0, 2024",
        "20/11/2026",
        "2026-11-20",
        "RDC 327/2019",
        "ligue 188 ou 192",
        "1 a 5",
    ],
)
def test_ordinary_numbers_stay(said):
    assert mask(said) == said


@given(st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(lambda digits: len(set(digits)) > 1))
def test_every_cpf_is_recognised_and_its_neighbours_are_not(digits):
    for at in (9, 10):
        digits.append(sum(digit * (at + 1 - place) for place, digit in enumerate(digits)) * 10 % 11 % 10)
    cpf = "".join(map(str, digits))
    assert is_cpf(cpf)
    assert not is_cpf(cpf[:-1] + str((digits[-1] + 1) % 10))
    assert mask(f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}") == "<cpf>"


@given(st.text())
def test_masking_twice_is_masking_once_and_leaves_no_long_number(text):
    masked = mask(text)
    assert mask(masked) == masked
    assert not re.search(r"\d{7}", masked)


def test_masking_takes_time_linear_in_the_length():
    begun = time.perf_counter()
    for each in ("1" * 200_000, "a@" * 100_000, "a." * 100_000, "1 (" * 70_000):
        mask(each)
    assert time.perf_counter() - begun < 3


def test_what_is_not_listed_is_not_sent():
    with pytest.raises(ValueError, match="person_id"):
        outgoing(Purpose.LIST, {"titles": [], "person_id": "1"})


def test_everything_sent_is_masked_and_cut_however_deep():
    sent = outgoing(Purpose.PATIENT, {"passages": [{"title": "a@b.co", "text": "x" * 9_000}]})
    assert sent == {"passages": [{"title": "<email>", "text": "x" * LONGEST_FIELD}]}


def test_every_purpose_says_what_it_sends_and_the_readme_repeats_it():
    told = README.read_text()
    assert set(SENT) == set(Purpose)
    for purpose, fields in SENT.items():
        row = next(line for line in told.splitlines() if line.startswith(f"| `{purpose}`"))
        assert all(f"`{field}`" in row for field in fields)
