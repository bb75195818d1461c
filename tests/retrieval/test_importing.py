"""The catalogue format: what is kept, what is mended and what is reported."""

from hashlib import sha256
from uuid import uuid4

import pytest

from retrieval.importing import BadRow, document_id, read_catalogue
from tests.retrieval.library import Library, row


def stored(library, external):
    names = ("title", "content", "status", "hash", "audience", "tags", "external_id", "is_published", "sanitized")
    return dict(zip(names, library.rows("stored", external=external)[0], strict=True))


def test_a_row_is_published_active_and_hashed_unless_it_says_otherwise(library):
    library.add({"id": "a", "title": "Guia", "content": "Olá.", "target_audience": ["paciente", "Todos"]})
    kept = stored(library, "a")
    assert (kept["status"], kept["is_published"], kept["audience"]) == ("ACTIVE", True, ["patient", "all"])
    assert kept["hash"] == sha256("Olá.".encode()).hexdigest()


def test_a_row_keeps_what_it_says(library):
    library.add(row("a", "Rascunho", status="QUARANTINED", is_published=False, integrity_hash="0" * 64))
    kept = stored(library, "a")
    assert (kept["status"], kept["is_published"], kept["hash"]) == ("QUARANTINED", False, "0" * 64)


def test_an_id_that_is_no_uuid_becomes_a_stable_key_of_its_institution(library):
    key, external = document_id("guia-1", library.institution)
    assert document_id("guia-1", library.institution) == (key, "guia-1")
    assert document_id("guia-1", uuid4())[0] != key
    assert document_id(str(key), library.institution) == (key, None)
    assert external == "guia-1"


def test_importing_again_updates(library):
    library.add(row("a", "Guia Antigo", tags=["um"]))
    report = library.add(row("a", "Guia Novo"))
    assert report.imported == 1
    assert (stored(library, "a")["title"], stored(library, "a")["tags"]) == ("Guia Novo", None)
    assert library.titles("professional", "guia") == ["Guia Novo"]


def test_a_quarantine_outlives_an_import_of_the_same_text(library):
    library.add(row("a", "Guia"))
    library.run("change_status", status="QUARANTINED", external="a")
    library.run("set_sanitized", external="a")
    library.add(row("a", "Guia"))
    assert (stored(library, "a")["status"], stored(library, "a")["sanitized"]) == ("QUARANTINED", "limpo")
    library.add(row("a", "Guia", content="Outro texto."))
    assert (stored(library, "a")["status"], stored(library, "a")["sanitized"]) == ("ACTIVE", None)


def test_text_that_postgres_cannot_keep_is_marked_where_it_was(library):
    library.add(row("a", "Guia\x00 estranho", content="a\x00b\ud800c"))
    kept = stored(library, "a")
    assert (kept["title"], kept["content"]) == ("Guia\ufffd estranho", "a\ufffdb\ufffdc")
    assert kept["hash"] == sha256("a\ufffdb\ufffdc".encode()).hexdigest()


def test_lists_may_be_written_as_text(library):
    library.add({"id": "a", "title": "Guia", "tags": "dor, sono;rim", "target_audience": "aluno|profissional"})
    assert (stored(library, "a")["tags"], stored(library, "a")["audience"]) == (
        ["dor", "sono", "rim"],
        ["student", "professional"],
    )


def test_good_rows_are_kept_and_bad_ones_reported_with_their_line(library):
    lines = [
        b'{"id": "a", "title": "Bom"}',
        b"{",
        b"[]",
        b'{"id": "b"}',
        b'{"id": "c", "title": "  "}',
        b'{"id": "d", "title": "Datado", "created_at": "ontem"}',
        b'{"id": "e", "title": "Outro bom"}',
    ]
    report = library.add(*read_catalogue(lines))
    assert report.imported == 2
    assert [bad.line for bad in report.bad] == [2, 3, 4, 5, 6]
    assert all(isinstance(bad, BadRow) and bad.reason for bad in report.bad)


def test_a_uuid_of_another_institution_is_not_taken_over(library, owner_url, app_url):
    key = str(uuid4())
    library.add({"id": key, "title": "Nosso Guia", "target_audience": ["all"]})
    other = Library(owner_url, app_url, "outra")
    report = other.add({"id": key, "title": "Roubado", "target_audience": ["all"]})
    assert report.imported == 0
    assert [bad.line for bad in report.bad] == [1]
    assert library.titles("professional", "guia") == ["Nosso Guia"]


@pytest.mark.parametrize("value", [5, True, {"a": 1}])
def test_a_row_of_wrong_types_is_reported(library, value):
    report = library.add({"id": "a", "title": "Guia", "tags": value})
    assert report.imported == 0
    assert report.bad[0].reason.startswith("tags")
