"""One model is searched with at a time; a switch happens whole, and what is searched with cannot be forgotten."""

import psycopg
import pytest

from retrieval.meaning import indexing
from retrieval.meaning.indexing import index_meanings
from retrieval.meaning.models import ModelConflict, deactivate, forget_model, model_states
from tests.retrieval.meaning.library import SQL
from tests.retrieval.meaning.stand_in import StandIn


def index(library, encoder, institution=None, **options):
    with library.owner() as owner:
        return index_meanings(owner, encoder, institution, **options)


def active(library):
    return {row["slug"]: row["name"] for row in library.rows("active") if row["slug"] in {"casa", "outra"}}


def test_a_switch_happens_only_when_everything_is_embedded_with_the_new_model(library, monkeypatch):
    index(library, StandIn("old"))
    monkeypatch.setattr(indexing, "BATCH", 2)

    class Tiring(StandIn):
        def passages(self, texts):
            if any("Estacionamento" in text for text in texts):
                raise KeyboardInterrupt
            return super().passages(texts)

    with pytest.raises(KeyboardInterrupt):
        index(library, Tiring("new", dimensions=64), library.home)
    assert active(library) == {"casa": "old", "outra": "old"}
    index(library, StandIn("new", dimensions=64), library.home)
    assert active(library) == {"casa": "new", "outra": "old"}


def test_one_institution_that_is_not_whole_does_not_hold_up_another(library, stand_in):
    index(library, stand_in, library.other)
    assert active(library) == {"outra": "stand-in"}


def test_another_model_under_the_same_name_is_refused(library):
    index(library, StandIn())
    with pytest.raises(ModelConflict):
        index(library, StandIn(seed=3))
    with pytest.raises(ModelConflict):
        index(library, StandIn(dimensions=64))


def test_a_model_that_is_searched_with_is_not_forgotten(library, stand_in):
    index(library, stand_in)
    with library.owner() as owner, pytest.raises(ModelConflict):
        forget_model(owner, "stand-in")
    assert len(library.embedded()) == 5


def test_the_old_model_goes_with_its_index_after_the_switch(library):
    index(library, StandIn("old"), worth_an_index=1)
    index(library, StandIn("new"), worth_an_index=1)
    with library.owner() as owner:
        assert forget_model(owner, "old") == 5
        assert forget_model(owner, "old") == 0
    assert {model for _, model in library.embedded()} == {"new"}
    assert library.rows("is_indexed") == [{"indexes": 1}]


def test_nothing_is_forgotten_while_an_indexer_works(library, stand_in):
    index(library, stand_in)
    with library.owner() as owner, library.owner() as other:
        for institution in (library.home, library.other):
            deactivate(owner, institution)
        other.execute(SQL["hold_lock"])
        with pytest.raises(ModelConflict):
            forget_model(owner, "stand-in")


def test_models_are_told_with_where_they_are_searched_with(library):
    index(library, StandIn("old"))
    index(library, StandIn("new"), library.home)
    with psycopg.connect(library.owner_url) as owner:
        states = {state.name: state for state in model_states(owner)}
    assert states["new"].active_in == ("casa",)
    assert "outra" in states["old"].active_in
    assert (states["old"].embedded, states["new"].embedded) == (5, 4)
