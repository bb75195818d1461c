"""Models are loaded beside the work, once; one that cannot be loaded is tried again later."""

import asyncio
import time

import numpy
import pytest

from retrieval.meaning import shelf as shelf_module
from retrieval.meaning.encoder import ModelUnavailable, load_encoder, of_length_one
from retrieval.meaning.scale import measure
from retrieval.meaning.shelf import Shelf
from tests.retrieval.meaning.stand_in import StandIn


def waiting_for(shelf, name):
    give_up = time.monotonic() + 10
    while (reader := shelf.reader(name)) is None and time.monotonic() < give_up:
        time.sleep(0.01)
    return reader


def test_the_first_asker_gets_none_and_the_model_comes():
    loaded = []

    def load(name, exports):
        loaded.append((name, exports))
        return StandIn(name)

    shelf = Shelf("a", None, "pt-BR", load)
    assert shelf.reader("a") is None
    reader = waiting_for(shelf, "a")
    assert reader.encoder.name == "a"
    assert shelf.reader("a") is reader
    assert loaded == [("a", None)]
    assert asyncio.run(reader.read("dormir", 5.0)).shape == (reader.encoder.dimensions,)


def test_during_a_switch_the_old_model_is_loaded_too_and_the_new_one_first():
    loaded = []

    def load(name, exports):
        loaded.append(name)
        return StandIn(name)

    shelf = Shelf("new", None, "pt-BR", load)
    shelf.warm()
    assert waiting_for(shelf, "old").encoder.name == "old"
    assert waiting_for(shelf, "new").encoder.name == "new"
    assert loaded == ["new", "old"]


def test_a_light_export_is_known_by_the_model_that_it_was_made_from():
    loaded = []

    def load(name, exports):
        loaded.append(name)
        return StandIn("hub/model")

    shelf = Shelf("/folder/of/an/export", None, "pt-BR", load)
    assert waiting_for(shelf, "hub/model").encoder.name == "hub/model"
    assert loaded == ["/folder/of/an/export"]


def test_where_the_model_of_the_settings_is_missing_the_active_one_is_loaded():
    def load(name, exports):
        if name == "missing":
            raise ModelUnavailable("no such model")
        return StandIn(name)

    assert waiting_for(Shelf("missing", None, "pt-BR", load), "active").encoder.name == "active"


def test_a_model_that_does_not_understand_the_language_is_told_of(caplog):
    reader = waiting_for(Shelf("foreign", None, "en", lambda name, exports: StandIn(name)), "foreign")
    assert not reader.can_answer(reader.encoder.dimensions)
    assert "nobody is answered with it" in caplog.text


def test_a_model_that_cannot_be_loaded_is_tried_again_only_later(monkeypatch, caplog):
    tried = []

    def load(name, exports):
        tried.append(name)
        raise ModelUnavailable("no such model")

    shelf = Shelf("a", None, "pt-BR", load)
    for _ in range(50):
        assert shelf.reader("a") is None
        time.sleep(0.002)
    assert tried == ["a"]
    assert "no such model" in caplog.text
    monkeypatch.setattr(shelf_module, "_TRY_AGAIN", 0.0)
    shelf.reader("a")
    time.sleep(0.1)
    assert tried == ["a", "a"]


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match=r"noa\[semantic\]"):
        load_encoder("some/model")


def test_the_scale_of_a_model_that_understands_nothing_offers_next_to_nothing():
    class Blind(StandIn):
        def vector(self, text):
            return numpy.random.default_rng(len(text)).standard_normal(self.dimensions, dtype=numpy.float32)

    scale = measure(Blind())
    assert scale.understanding < 0.3
    assert scale.low > 0.3
    assert scale.high > scale.low


@pytest.mark.parametrize("broken", [[[0.0, 0.0]], [[float("nan"), 1.0]], [[float("inf"), 1.0]]])
def test_vectors_without_direction_are_refused(broken):
    with pytest.raises(ModelUnavailable):
        of_length_one(numpy.array(broken, dtype=numpy.float32))
