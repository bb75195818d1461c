"""Embedding what changed: in batches, going on where it stopped, never twice, and searched with only when whole."""

import numpy
import orjson
import psycopg
import pytest

from retrieval.meaning import indexing
from retrieval.meaning.indexing import index_meanings
from tests.retrieval.meaning.library import SQL
from tests.retrieval.meaning.stand_in import StandIn

HOME = {"Cartilha do Sono", "Hipertensão no Idoso", "Rotina de Diálise", "Mapa do Estacionamento"}
EVERYWHERE = HOME | {"Sono em Outra Casa"}


def index(library, encoder, institution=None, **options):
    with library.owner() as owner:
        return index_meanings(owner, encoder, institution, **options)


def active(library):
    return {(row["slug"], row["name"]) for row in library.rows("active")}


def test_every_document_of_every_institution_is_embedded_and_then_searched_with(library, stand_in):
    done = index(library, stand_in)
    assert (done.embedded, done.confirmed, done.adopted) == (5, 0, 0)
    assert {title for title, _ in library.embedded()} == EVERYWHERE
    assert {("casa", "stand-in"), ("outra", "stand-in")} <= active(library)


def test_one_institution_can_be_embedded_alone(library, stand_in):
    index(library, stand_in, library.home)
    assert {title for title, _ in library.embedded()} == HOME
    assert active(library) == {("casa", "stand-in")}


def test_metadata_is_embedded_and_never_content(library, stand_in):
    index(library, stand_in)
    assert "Rotina de Diálise. renal" in stand_in.read
    assert not any("Texto" in text for text in stand_in.read)


def test_a_second_run_embeds_nothing(library, stand_in):
    index(library, stand_in)
    stand_in.read.clear()
    assert index(library, stand_in).done == 0
    assert [text for text in stand_in.read if "Sono" in text] == []


def test_only_what_changed_is_embedded_again(library, stand_in):
    index(library, stand_in)
    library.rows("retitle", id=library.key("sono"), title="Cartilha da Insônia")
    library.rows("republish", id=library.key("rim"), content="Outro texto.")
    stand_in.read.clear()
    assert index(library, stand_in).embedded == 1
    assert "Cartilha da Insônia. Para quem tem insônia" in stand_in.read


def test_words_that_changed_and_read_the_same_are_not_embedded_again(library, stand_in):
    index(library, stand_in)
    library.rows("retitle", id=library.key("sono"), title="Cartilha   do Sono ")
    done = index(library, stand_in)
    assert (done.embedded, done.confirmed) == (0, 1)
    assert ("Cartilha   do Sono ", "stand-in") in library.embedded()


def test_a_document_that_is_gone_takes_its_vector_along(library, stand_in):
    index(library, stand_in)
    library.rows("remove", id=library.key("sono"))
    library.reindex()
    assert {title for title, _ in library.embedded()} == EVERYWHERE - {"Cartilha do Sono"}
    assert library.rows("vectors", id=library.key("sono")) == []


def test_an_indexing_that_was_ended_goes_on_where_it_stopped(library, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)

    class Tiring(StandIn):
        def passages(self, texts):
            if len(self.read) > 2:  # the probe and the first batch
                raise KeyboardInterrupt
            return super().passages(texts)

    with pytest.raises(KeyboardInterrupt):
        index(library, Tiring())
    assert len(library.embedded()) == 2
    assert active(library) == set()
    assert index(library, StandIn()).embedded == 3
    assert len(active(library)) >= 2


def test_progress_is_told_up_to_the_whole(library, stand_in, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    told = []
    index(library, stand_in, progress=lambda done, total: told.append((done, total)))
    assert told[:4] == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_what_changes_while_it_is_being_read_is_read_again(library):
    class Interrupted(StandIn):
        def passages(self, texts):
            if any("Cartilha do Sono" in text for text in texts):
                library.rows("retitle", id=library.key("sono"), title="Cartilha da Noite")
            return super().passages(texts)

    encoder = Interrupted()
    assert index(library, encoder).embedded == 5
    assert any("Cartilha da Noite" in text for text in encoder.read)
    assert ("Cartilha da Noite", "stand-in") in library.embedded()


def test_two_indexers_do_not_work_at_once(library, stand_in):
    with library.owner() as other:
        other.execute(SQL["hold_lock"])
        assert index(library, stand_in).done == 0
    assert library.embedded() == set()


def test_vectors_that_somebody_made_with_the_same_model_are_adopted(library, stand_in):
    brought = stand_in.passages(["Cartilha do Sono. Para quem tem insônia"])[0] * 7
    library.rows("bring", id=library.key("sono"), vector=orjson.dumps(brought.tolist()).decode())
    library.rows("bring", id=library.key("rim"), vector='[1, 2, "três"]')
    done = index(library, stand_in, adopt=True)
    assert (done.adopted, done.embedded) == (1, 4)
    (row,) = library.rows("vectors", id=library.key("sono"))
    assert numpy.linalg.norm(orjson.loads(row["vector"])) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("bad", ["[]", "{}", "null", "[NaN]", "5"])
def test_what_is_no_vector_is_not_adopted(library, stand_in, bad):
    written = "[" + ",".join(["0"] * stand_in.dimensions) + "]" if bad == "[NaN]" else bad
    library.rows("bring", id=library.key("sono"), vector=written)
    assert index(library, stand_in, adopt=True).adopted == 0


def test_vectors_of_another_model_are_not_adopted(library, stand_in):
    foreign = numpy.random.default_rng(1).standard_normal(stand_in.dimensions)
    library.rows("bring", id=library.key("sono"), vector=orjson.dumps(foreign.tolist()).decode())
    done = index(library, stand_in, adopt=True)
    assert (done.adopted, done.embedded) == (0, 5)


def test_an_approximate_index_is_built_where_it_is_worth_it_and_only_once(library, stand_in):
    index(library, stand_in)
    assert library.rows("is_indexed") == [{"indexes": 0}]
    for _ in range(2):
        index(library, stand_in, worth_an_index=1)
        assert library.rows("is_indexed") == [{"indexes": 1}]


def test_the_connection_is_given_back_as_it_was(library, stand_in):
    with psycopg.connect(library.owner_url) as owner:
        index_meanings(owner, stand_in)
        assert owner.autocommit is False


def test_an_index_that_was_left_half_built_is_built_anew(library, stand_in):
    index(library, stand_in, worth_an_index=1)
    library.as_superuser("spoil_index")
    index(library, stand_in, worth_an_index=1)
    assert library.rows("valid_indexes") == [{"indexes": 1}]


def test_where_workers_find_no_shared_memory_the_index_is_built_without_them(library, stand_in, monkeypatch):
    built = []
    build = indexing._build

    def refused_first(cursor, model):
        built.append(model.name)
        if len(built) == 1:
            raise psycopg.errors.DiskFull
        build(cursor, model)

    monkeypatch.setattr(indexing, "_build", refused_first)
    index(library, stand_in, worth_an_index=1)
    assert len(built) == 2
    assert library.rows("valid_indexes") == [{"indexes": 1}]
