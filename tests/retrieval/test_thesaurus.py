"""The starter thesaurus: large enough, without nonsense, read both ways."""

from collections import Counter

import pytest

from core.errors import ContractInvalid
from retrieval.question import ask_for
from retrieval.thesaurus import LONGEST_TERM, PART, Thesaurus, starter_synonyms
from retrieval.words import words_of

SYNONYMS = starter_synonyms()
THESAURUS = Thesaurus(SYNONYMS)


def test_there_are_more_than_two_thousand_pairs():
    assert len(SYNONYMS) >= 2000


def test_no_term_is_longer_than_what_is_looked_for():
    assert [each.spelled for each in SYNONYMS if len(each.term.split()) > LONGEST_TERM + 1] == []


def test_no_single_filler_means_anything():
    fillers = words_of("fillers")
    assert [
        each.spelled for each in SYNONYMS if each.strength == 1 and each.term in fillers and each.spelled == each.term
    ] == []


def test_few_terms_mean_several_things():
    meanings = Counter(each.term for each in SYNONYMS if each.strength == 1)
    assert max(meanings.values()) <= 3
    assert sum(count > 1 for count in meanings.values()) < 80


@pytest.mark.parametrize(
    ("lay", "technical"),
    [("pressão alta", "hipertensão arterial"), ("pedra no rim", "litíase renal"), ("CBD", "canabidiol"),
     ("DRC", "doença renal crônica"), ("PA", "pressão arterial"), ("derrame", "acidente vascular cerebral"),
     ("açúcar no sangue", "diabetes"), ("quanto tomo", "posologia"), ("remédio de pressão", "anti-hipertensivos"),
     ("limpar o sangue", "hemodiálise"), ("velhinho", "geriatria"), ("pedrinha no rim", "cálculos renais")],
)  # fmt: skip
def test_lay_and_technical_words_share_a_concept(lay, technical):
    assert set(THESAURUS.meant_by(lay)) & set(THESAURUS.meant_by(technical))


def test_a_term_within_a_longer_one_hardly_counts():
    meant = THESAURUS.meant_by("pressão alta")
    assert meant["hipertensao"] == 1
    assert meant.get("alta", 0) <= PART


def test_a_term_is_found_around_fillers_and_one_word():
    runs = {run for run, _, _ in ask_for("minha pressão tá muito alta")._runs()}
    assert "press alt" in runs
    assert "dor cost" in {run for run, _, _ in ask_for("dor forte nas costas")._runs()}


def test_a_fault_in_a_file_names_its_line(tmp_path):
    (tmp_path / "x.yaml").write_text("theme: x\nconcepts:\n  - {concept: 'Nome Errado'}\n")
    with pytest.raises(ContractInvalid, match=r"x\.yaml:3"):
        starter_synonyms(tmp_path)
