"""Vectors are proposed to who is told of their documents, and shown to nobody."""

import orjson
import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from channels.databases import with_login
from retrieval.meaning.indexing import index_meanings
from tests.retrieval.meaning.library import ELSEWHERE, PATIENT, PROFESSIONAL, SQL


@pytest.fixture
def embedded(library, stand_in):
    with library.owner() as owner:
        index_meanings(owner, stand_in)
    return library


@pytest.fixture
def acting(embedded):
    """Enter as somebody, as the service does."""
    with psycopg.connect(with_login(embedded.owner_url, "noa_app")) as app:

        def enter(email):
            institution = embedded.other if email == ELSEWHERE else embedded.home
            app.execute(SQL["enter"], {"person": embedded.people[email], "institution": institution})
            return app

        yield enter


def proposed(app, stand_in, model="stand-in", asked="dormir pressão renal"):
    vector = orjson.dumps(stand_in.question(asked).tolist()).decode()
    return {key for key, _ in app.execute(SQL["propose"], {"model": model, "asked": vector}).fetchall()}


@pytest.mark.parametrize("table", ["meanings", "embedding_models", "active_models"])
def test_no_profile_reads_or_writes_the_vectors(acting, table):
    app = acting(PROFESSIONAL)
    for statement in (f"select * from noa.{table}", f"delete from noa.{table}"):
        with pytest.raises(InsufficientPrivilege), app.transaction():
            app.execute(statement)


def test_nobody_who_did_not_enter_is_proposed_anything(embedded, stand_in):
    with psycopg.connect(with_login(embedded.owner_url, "noa_app")) as app, pytest.raises(InsufficientPrivilege):
        proposed(app, stand_in)


def test_each_is_proposed_what_they_are_told_of(embedded, acting, stand_in):
    seen = {"sono", "rim", "agenda"}
    assert proposed(acting(PATIENT), stand_in) == {embedded.key(name) for name in seen}


def test_another_institution_is_proposed_its_own(embedded, acting, stand_in):
    assert proposed(acting(ELSEWHERE), stand_in) == {embedded.key("alheio", other=True)}


def test_a_model_that_is_not_active_proposes_nothing(acting, stand_in):
    assert proposed(acting(PATIENT), stand_in, model="another") == set()


def test_an_approximate_search_proposes_no_more_than_an_exact_one(embedded, acting, stand_in):
    embedded.rows("pretend_many", count=1_000_000)
    proposed_to_professional = proposed(acting(PROFESSIONAL), stand_in)
    assert proposed_to_professional == {embedded.key(name) for name in ("sono", "pressao", "rim", "agenda")}


def test_the_audience_of_a_vector_follows_its_document(embedded):
    embedded.rows("readdress", id=embedded.key("sono"), audience=["admin"])
    audiences = {row["title"]: row["audience"] for row in embedded.rows("audiences")}
    assert (audiences["Cartilha do Sono"], audiences["Rotina de Diálise"]) == (8, 15)
