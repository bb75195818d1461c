"""Words first; meaning where they did not settle it; nothing where neither knows; never what a person may not see."""

import asyncio

import numpy
import pytest

from core.finding import Candidate, Found
from retrieval.meaning import finder as finder_module
from retrieval.meaning.finder import MeaningFinder
from retrieval.meaning.indexing import index_meanings
from retrieval.meaning.scale import Scale
from tests.retrieval.meaning.library import ELSEWHERE, PATIENT, PROFESSIONAL, LoadedShelf, finder_with
from tests.retrieval.meaning.stand_in import StandIn


@pytest.fixture
def embedded(library, stand_in):
    """The library, embedded with the stand-in."""
    with library.owner() as owner:
        index_meanings(owner, stand_in)
    return library


def titles(library, finder, email, term, **more):
    found = asyncio.run(library.ask(finder, email, term, **more))
    return [candidate.title for candidate in found.candidates]


def test_a_document_is_found_by_what_it_means(embedded, stand_in):
    assert titles(embedded, finder_with(stand_in), PATIENT, "dormir à noite") == ["Cartilha do Sono"]


@pytest.mark.parametrize("pipeline", [False, True])
def test_it_asks_within_the_turn_in_pipeline_mode_too(embedded, stand_in, pipeline):
    asked = titles(embedded, finder_with(stand_in), PATIENT, "dormir", pipeline=pipeline)
    assert asked == ["Cartilha do Sono"]


def test_a_name_that_was_said_is_settled_by_words_and_no_model_is_asked(embedded, stand_in):
    assert titles(embedded, finder_with(stand_in), PATIENT, "cartilha do sono")[0] == "Cartilha do Sono"
    assert stand_in.asked == []


def test_what_means_nothing_of_the_library_finds_nothing(embedded, stand_in):
    assert titles(embedded, finder_with(stand_in), PATIENT, "foguete espacial lunar") == []
    assert stand_in.asked == ["foguete espacial lunar"]


def test_nobody_finds_by_meaning_what_they_are_not_told_of(embedded, stand_in):
    """Invariant 5: permission is the database's, judged again when listing."""
    finder = finder_with(stand_in)
    assert titles(embedded, finder, PROFESSIONAL, "coração") == ["Hipertensão no Idoso"]
    assert titles(embedded, finder, PATIENT, "coração") == []
    assert titles(embedded, finder, ELSEWHERE, "dormir") == ["Sono em Outra Casa"]


def test_a_change_of_audience_counts_at_once(embedded, stand_in):
    finder = finder_with(stand_in)
    embedded.rows("readdress", id=embedded.key("pressao"), audience=["all"])
    assert titles(embedded, finder, PATIENT, "coração") == ["Hipertensão no Idoso"]
    embedded.rows("withdraw", id=embedded.key("pressao"))
    assert titles(embedded, finder, PROFESSIONAL, "coração") == []


def test_a_document_without_text_is_told_of_and_not_openable(embedded, stand_in):
    def openable(email, term):
        found = asyncio.run(embedded.ask(finder_with(stand_in), email, term))
        return {candidate.title: candidate.openable for candidate in found.candidates}

    assert openable(PROFESSIONAL, "dormir") == {"Cartilha do Sono": False}
    assert openable(PROFESSIONAL, "renal filtrar") == {"Rotina de Diálise": True}
    assert openable(PATIENT, "renal filtrar") == {"Rotina de Diálise": False}


def test_a_list_is_narrowed_by_what_must_agree(embedded, stand_in):
    finder = finder_with(stand_in)
    assert titles(embedded, finder, PATIENT, "dormir", must="cartilha") == ["Cartilha do Sono"]
    assert titles(embedded, finder, PATIENT, "dormir", must="protocolo") == []


def test_pages_go_on_where_the_last_one_ended(embedded, stand_in):
    finder = finder_with(stand_in, scale=Scale(-1.0, 1.0, 1.0))
    whole = titles(embedded, finder, PROFESSIONAL, "dormir")
    assert len(whole) == 4
    assert whole[:2] == titles(embedded, finder, PROFESSIONAL, "dormir", limit=2)
    assert whole[2:] == titles(embedded, finder, PROFESSIONAL, "dormir", limit=2, offset=2)


def test_the_whole_catalogue_and_documents_by_key_are_not_searched_for(embedded, stand_in):
    finder = finder_with(stand_in)
    assert len(titles(embedded, finder, PATIENT, "")) == 3
    key = embedded.key("sono")
    assert titles(embedded, finder, PATIENT, "x", ids=(key,)) == ["Cartilha do Sono"]
    assert stand_in.asked == []


def test_without_an_active_model_words_must_do(library, stand_in):
    assert titles(library, finder_with(stand_in), PATIENT, "dormir") == []


def test_while_the_model_is_not_loaded_words_must_do(embedded):
    assert titles(embedded, finder_with(), PATIENT, "dormir") == []


def test_a_model_of_another_shape_is_not_asked(embedded):
    other = StandIn(dimensions=64)
    assert titles(embedded, finder_with(other), PATIENT, "dormir") == []
    assert other.asked == []


def test_a_model_that_does_not_understand_the_language_is_not_asked(embedded, stand_in):
    foreign = Scale(low=0.1, high=0.9, understanding=0.2)
    assert titles(embedded, finder_with(stand_in, scale=foreign), PATIENT, "dormir") == []
    assert stand_in.asked == []


def test_a_model_that_fails_or_is_slow_leaves_it_to_words(embedded, monkeypatch):
    class Broken(StandIn):
        def question(self, text):
            raise RuntimeError

    class Slow(StandIn):
        def question(self, text):
            import time

            time.sleep(0.2)
            return super().question(text)

    monkeypatch.setattr(finder_module, "PATIENCE", 0.05)
    for encoder in (Broken(), Slow()):
        assert titles(embedded, finder_with(encoder), PATIENT, "dormir") == []


def test_a_large_audience_is_searched_approximately_and_finds_the_same(library, stand_in):
    with library.owner() as owner:
        index_meanings(owner, stand_in, worth_an_index=1)
    exact = asyncio.run(library.ask(finder_with(stand_in), PROFESSIONAL, "dormir à noite"))
    library.rows("pretend_many", count=1_000_000)
    assert asyncio.run(library.ask(finder_with(stand_in), PROFESSIONAL, "dormir à noite")) == exact


def test_no_question_and_no_vector_of_one_is_kept(embedded, stand_in):
    """What people ask here is about their health: every question is read anew."""
    finder = finder_with(stand_in)
    for _ in range(2):
        titles(embedded, finder, PATIENT, "dormir")
    assert stand_in.asked == ["dormir", "dormir"]
    assert not hasattr(finder, "__dict__") or not any(
        isinstance(value, numpy.ndarray | str) for value in vars(finder).values()
    )


def test_words_that_settled_it_are_returned_as_they_are():
    candidates = (Candidate(id=None, title="x", score=0.9),)

    class Words:
        async def ask(self, connection, wanted):
            return self

        async def found(self):
            return Found(candidates)

    class Quiet:
        def cursor(self, row_factory):
            return self

        async def execute(self, statement):
            return self

    async def told():
        from core.finding import Wanted

        inquiry = await MeaningFinder(Words(), LoadedShelf()).ask(Quiet(), Wanted("x"))
        return await inquiry.found()

    assert asyncio.run(told()).candidates == candidates
