"""The index: only what changed, in batches, exact after anything."""

import asyncio
import contextlib

import psycopg
import pytest

from retrieval import indexing
from retrieval.indexing import index_batch, refresh
from retrieval.keeper import IndexKeeper
from retrieval.own_words import add_term
from tests.retrieval.library import row


def test_only_what_changed_is_indexed(library):
    library.add(row("a", "Guia da Dor"), row("b", "Guia do Sono"))
    assert library.index() == 0
    library.run("change_title", title="Guia da Febre", external="a")
    assert library.index() == 1


def test_a_refresh_that_was_ended_goes_on_where_it_stopped(library, monkeypatch, owner_url):
    monkeypatch.setattr(indexing, "BATCH", 2)
    library.index()
    library.add(*(row(f"n{each}", f"Nota {each}") for each in range(5)), index=False)
    with psycopg.connect(owner_url) as connection:
        assert index_batch(connection) == 2
    assert library.run("stale") == 3
    seen = []
    with psycopg.connect(owner_url) as connection:
        assert refresh(connection, progress=lambda done, total: seen.append((done, total))) == 3
    assert library.run("stale") == 0
    assert seen[-1][0] == seen[-1][1]


def test_the_approximate_index_is_there_again_after_many_documents(library, monkeypatch):
    monkeypatch.setattr(indexing, "MANY", 3)
    library.add(*(row(f"n{each}", f"Nota {each}") for each in range(4)))
    assert library.run("likeness_index") == 1


def test_the_vocabulary_counts_exactly_what_the_index_holds(library):
    library.add(row("a", "Guia da Dor", ("patient", "student")), row("b", "Guia do Sono", ("all",), aliases=["Dormir"]))
    library.add(row("c", "Norma"), row("d", "Ata", ("admin",), is_published=False))
    assert library.rows("recounted") == []
    library.run("change_audience", audience=["admin"], external="a")
    library.run("change_status", status="QUARANTINED", external="b")
    library.run("forget", external="c")
    library.index()
    assert library.rows("recounted") == []
    assert library.rows("vocabulary", lexeme="dor") == [(0, 0, 0, 1)]
    assert library.rows("vocabulary", lexeme="norm") == []


def test_a_synonym_that_changed_has_its_institution_indexed_again(library):
    library.add(row("a", "Guia"))
    library.own_word(add_term, "guia", "cartilha")
    assert library.run("stale") == 1


def test_two_indexers_do_not_work_at_once(library, owner_url):
    library.add(row("a", "Guia"), index=False)
    with psycopg.connect(owner_url) as first, psycopg.connect(owner_url) as second, first.transaction():
        assert index_batch(first) == 1
        assert index_batch(second) == 0


def test_the_keeper_needs_no_more_than_its_role(library, app_url):
    library.add(row("a", "Guia"), index=False)
    assert IndexKeeper(app_url).look() == 1
    with psycopg.connect(app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        index_batch(connection)


def test_the_keeper_keeps_until_it_is_cancelled(library, app_url):
    async def keep_and_write():
        keeping = asyncio.create_task(IndexKeeper(app_url, pause=0.02).keep())
        await asyncio.to_thread(library.add, row("a", "Guia da Safira"), index=False)
        for _ in range(200):
            if await asyncio.to_thread(library.run, "stale") == 0:
                break
            await asyncio.sleep(0.02)
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping

    asyncio.run(keep_and_write())
    assert library.titles("professional", "safira") == ["Guia da Safira"]


def test_a_keeper_without_a_database_waits(app_url):
    async def keep_briefly():
        keeper = IndexKeeper(app_url.replace("dbname=", "dbname=nope_").replace("/noa", "/nope"), pause=0.01)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(keeper.keep(), 0.2)

    asyncio.run(keep_briefly())
