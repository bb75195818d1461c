"""Every event reaches its tree exactly once: late, out of order, with others at work, after any crash."""

import asyncio
import threading
from collections import Counter
from contextlib import asynccontextmanager, suppress
from uuid import UUID, uuid4

import psycopg
import pytest

from core.errors import StoreUnavailable
from core.ledger import growing
from core.ledger.forgetting import erase_salt
from core.ledger.integrator import Integrator
from core.ledger.kept import CheckpointFolder
from tests.core.ledger.book import COLLEAGUE, PERSON

OTHER = UUID("b0000000-0000-4000-8000-00000000000b")


def test_events_become_leaves_under_a_signed_head(book):
    ids = book.record(37)
    assert book.integrate() == 37
    assert set(book.leaves()) == set(ids)
    report = book.verify()
    assert (report.faults, report.leaves, report.head.size, report.nodes) == ([], 37, 37, 2)


def test_nothing_new_signs_nothing_new(book):
    book.record(3)
    book.integrate()
    note = book.note()
    assert book.integrate() == 0
    assert book.note() == note


def test_many_windows_make_one_tree(book):
    ids = book.record(50)
    assert book.integrate(window=7) == 50
    assert Counter(book.leaves()) == Counter(ids)
    assert book.verify().is_sound


def test_institutions_have_trees_of_their_own_and_events_of_none_belong_to_the_default_one(book):
    ours, nobodys, theirs = book.record(3), book.record(2, institution=None), book.record(4, institution=OTHER)
    book.integrate()
    assert set(book.leaves()) == {*ours, *nobodys}
    assert set(book.leaves(OTHER)) == set(theirs)


def test_a_transaction_that_commits_late_is_integrated_late_and_once(book):
    integrator = book.integrator()
    with book.owner() as late, book.owner() as later:
        with late.transaction():
            first = book.record(2, late)
            with later.transaction():
                second = book.record(2, later)
            assert asyncio.run(integrator.catch_up()) == 2
            assert set(book.leaves()) == set(second)
            book.record(1)
            assert asyncio.run(integrator.catch_up()) == 1
        assert asyncio.run(integrator.catch_up()) == 2
    assert asyncio.run(integrator.catch_up()) == 0
    assert set(book.leaves()) > {*first, *second}
    assert book.verify().is_sound


def test_a_transaction_that_commits_in_the_middle_of_a_walk_is_not_passed_over(book):
    integrator = book.integrator(window=2)
    with book.owner() as late:
        with late.transaction():
            missed = book.record(1, late)  # before the others in the order of transactions
            book.record(6)
            asyncio.run(integrator.step())
        asyncio.run(integrator.catch_up())
    asyncio.run(integrator.catch_up())
    assert set(missed) < set(book.leaves())
    assert len(book.leaves()) == 7


def test_a_transaction_that_rolls_back_leaves_no_gap(book):
    with book.owner() as connection, connection.transaction(force_rollback=True):
        book.record(2, connection)
    ids = book.record(1)
    assert book.integrate() == 1
    assert book.leaves() == ids


def test_events_restored_from_another_server_are_found_whatever_their_transaction_was(book):
    with book.owner() as connection:
        restored = uuid4()
        connection.execute(
            "insert into public.cognitive_events (id, institution_id, recorded_in) values (%s, %s, '99999999999')",
            (restored, book.home),
        )
    integrator = book.integrator()
    asyncio.run(integrator.catch_up())
    fresh = book.record(1)
    asyncio.run(integrator.catch_up())
    assert set(book.leaves()) == {restored, *fresh}


def test_two_integrators_at_once_and_writers_beside_them_lose_and_double_nothing(book):
    stop = threading.Event()
    written = []

    def write():
        with book.owner() as connection:
            while not stop.is_set():
                with connection.transaction():
                    written.extend(book.record(3, connection))

    async def work(integrator):
        for _ in range(40):
            await integrator.step()

    async def together():
        await asyncio.gather(*(work(book.integrator(window=5 + each)) for each in range(3)))

    writers = [threading.Thread(target=write) for _ in range(3)]
    for each in writers:
        each.start()
    try:
        asyncio.run(together())
    finally:
        stop.set()
        for each in writers:
            each.join()
    book.integrate()
    assert Counter(book.leaves()) == Counter(written)
    assert book.verify().is_sound


@pytest.mark.parametrize("statement", ["add_salts", "insert_leaves", "insert_nodes", "insert_checkpoint"])
def test_a_crash_after_any_statement_leaves_nothing_and_loses_nothing(book, monkeypatch, statement):
    ids = book.record(20)
    run = growing.Session.run

    async def crash(self, name, **parameters):
        cursor = await run(self, name, **parameters)
        if name == statement:
            await self.connection.close()
        return cursor

    with monkeypatch.context() as patched:
        patched.setattr(growing.Session, "run", crash)
        with pytest.raises((psycopg.OperationalError, StoreUnavailable)):
            book.integrate()
    assert book.leaves() == []
    assert book.integrate() == 20
    assert set(book.leaves()) == set(ids)
    assert book.verify().is_sound


def test_a_crash_after_the_commit_is_made_up_for_by_keeping_the_head_outside(book):
    book.record(3)
    integrator = book.integrator()
    asyncio.run(integrator.catch_up())
    (kept,) = book.folder.iterdir()
    kept.unlink()
    asyncio.run(book.integrator().keep_heads())
    assert kept.read_text() == book.note()


def test_it_runs_on_when_the_store_comes_back(book):
    ids = book.record(3)

    class Failing:
        failures = 3

        @asynccontextmanager
        async def connection(self):
            if self.failures:
                self.failures -= 1
                raise StoreUnavailable("postgres")
            async with book.lender.connection() as connection:
                yield connection

    async def run_until_integrated():
        running = asyncio.create_task(Integrator(Failing(), book.notary, CheckpointFolder(book.folder)).run(pause=0.01))
        while not await asyncio.to_thread(book.leaves):
            await asyncio.wait({running}, timeout=0.01)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(run_until_integrated())
    assert set(book.leaves()) == set(ids)


def test_no_event_that_the_database_can_store_stops_the_ledger(book):
    deep = "x"
    for _ in range(300):
        deep = [deep]
    strange = [
        {"number": 10**40},
        {"number": 0.1, "person_id": {"nested": [1, {"user_id": 3}]}},
        {"a/b~c": {"conversation_id": "\u2028 \U0001f600 ção"}},
        {"deep": deep},
        {"user_id": deep},
        [1, "two", None],
        "text",
        None,
    ]
    for metadata in strange:
        book.record(1, metadata=metadata)
    with book.owner() as connection:
        connection.execute("insert into public.cognitive_events (id, created_at) values (%s, 'infinity')", (uuid4(),))
        connection.execute(
            "insert into public.cognitive_events (id, metadata) values (%s, '{\"n\": 0.10000000000000000001}')",
            (uuid4(),),
        )
    assert book.integrate() == len(strange) + 2
    for disclose in (False, True):
        assert book.verify(disclose=disclose).faults == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("update noa.ledger_leaves set leaf_hash = sha256('x') where leaf_index = 4", "signed at 5"),
        ("delete from noa.ledger_leaves where leaf_index = 4", "leaf 4 of tree"),
        ("update noa.ledger_checkpoints set root = sha256('x')", "not what was signed"),
        ("update noa.ledger_checkpoints set note = replace(note, '5', '6')", "not signed by the key"),
        ("delete from noa.ledger_checkpoints", "is gone"),
        ("insert into noa.ledger_leaves select institution_id, 5, %(id)s, leaf_hash, entry from noa.ledger_leaves"
         " limit 1", "under no checkpoint"),
    ],
)  # fmt: skip
def test_a_damaged_tree_is_never_signed_again_and_the_others_go_on(book, damage, told):
    book.record(5)
    book.integrate()
    with book.owner() as connection:
        for table in ("ledger_leaves", "ledger_checkpoints"):
            connection.execute(f"alter table noa.{table} disable trigger noa_insert_only")
        connection.execute(damage, {"id": uuid4()})
    book.record(1)
    others = book.record(2, institution=OTHER)
    integrator = book.integrator()
    assert asyncio.run(integrator.catch_up()) == 2
    assert set(book.leaves(OTHER)) == set(others)
    assert told in integrator.damaged[book.home]


def test_a_ledger_that_was_set_back_is_not_continued(book):
    book.record(3)
    book.integrate()
    with book.owner() as connection:
        for table in ("ledger_leaves", "ledger_checkpoints"):
            connection.execute(f"alter table noa.{table} disable trigger noa_insert_only")
            connection.execute(f"truncate noa.{table}")
    integrator = book.integrator()
    assert asyncio.run(integrator.catch_up()) == 0
    assert "is gone" in integrator.damaged[book.home]


def test_another_key_does_not_continue_a_ledger(book):
    book.record(1)
    book.integrate()
    book.notary = type(book.notary)(b"t" * 32)
    book.record(1)
    integrator = book.integrator()
    assert asyncio.run(integrator.catch_up()) == 0
    assert "not signed by the key in force" in integrator.damaged[book.home]


def test_forgetting_a_person_keeps_every_proof(book):
    book.record(4)
    book.record(2, person=COLLEAGUE, metadata={"requester_person_id": str(PERSON)})
    book.integrate()
    before = book.note()
    assert asyncio.run(erase_salt(book.lender, book.home, PERSON, COLLEAGUE)) is not None
    assert asyncio.run(erase_salt(book.lender, book.home, PERSON, COLLEAGUE)) is None
    assert book.integrate() == 1
    report = book.verify(kept=[before], disclose=True)
    assert (report.faults, report.erased) == ([], 4 * 2 + 2)
    assert str(PERSON).encode() not in b"".join(book.export(disclose=True))
    assert str(COLLEAGUE).encode() in b"".join(book.export(disclose=True))


def test_an_undisclosed_export_names_nobody(book):
    book.record(3, metadata={"conversation_id": "c-77", "by": {"approver_person_id": str(COLLEAGUE)}})
    book.integrate()
    exported = b"".join(book.export())
    assert all(name not in exported for name in (str(PERSON).encode(), str(COLLEAGUE).encode(), b"c-77"))
    assert book.verify().is_sound
