"""Nothing that a search answers or asks the database tells of documents that the person may not see."""

import psycopg
import pytest
from psycopg.rows import dict_row

from retrieval.catalogue import SQL
from retrieval.question import ask_for
from tests.retrieval.library import SQL as LIBRARY
from tests.retrieval.library import row


@pytest.fixture
def secretive(library):
    library.add(
        row("secreto", "Relatório da Esmeralda", ("admin",)),
        row("folheto", "Folheto da Pressão", ("patient",)),
        row("outro", "Folheto do Sal", ("patient",)),
    )
    return library


def proposals(library, profile, term):
    with psycopg.connect(library.app_url, row_factory=dict_row) as connection:
        connection.execute(LIBRARY["enter"], {"person": library.person(profile), "institution": library.institution})
        return connection.execute(SQL["search"], ask_for(term).parameters() | {"most": 20}).fetchall()


def test_words_are_known_weighed_and_corrected_from_the_audience_alone(secretive):
    told = proposals(secretive, "patient", "relatorio esmerald folheto")
    assert [each["documents"] for each in told] == [2, 2]
    assert {tuple(each["known"][:3]) for each in told} == {(0, 0, 2)}
    assert all(not any("esmerald" in fix for fix in each["fixes"] or ()) for each in told)
    admin = proposals(secretive, "admin", "relatorio esmeralda folheto")
    assert admin[0]["known"][:3] == [1, 1, 2]


def test_a_hidden_document_changes_no_answer(secretive):
    before = [secretive.found("patient", term) for term in ("folheto", "esmeralda", "relatório da pressão", "")]
    secretive.add(*(row(f"s{each}", f"Relatório da Pressão {each}", ("admin",)) for each in range(30)))
    assert [secretive.found("patient", term) for term in ("folheto", "esmeralda", "relatório da pressão", "")] == before


@pytest.mark.parametrize("table", ["entries", "names", "vocabulary", "synonyms"])
@pytest.mark.parametrize("profile", ["patient", "student", "professional", "admin"])
def test_nobody_reads_the_index_itself(secretive, table, profile):
    with psycopg.connect(secretive.app_url) as connection:
        connection.execute(
            LIBRARY["enter"], {"person": secretive.person(profile), "institution": secretive.institution}
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"table noa.{table}")


@pytest.mark.parametrize("role", ["noa_search", "noa_indexer"])
def test_neither_search_nor_indexer_may_read_content(secretive, role):
    assert secretive.run("content_reads", role=role) is False


def test_nobody_without_a_profile_asks_anything(secretive):
    with pytest.raises(psycopg.Error, match="no profile"):
        secretive.found("nobody", "folheto")


def test_outside_a_turn_nothing_is_proposed(secretive):
    with psycopg.connect(secretive.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(SQL["search"], ask_for("folheto").parameters() | {"most": 20})
