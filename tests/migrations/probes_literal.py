"""Probes of literal text: what is judged, kept, quarantined and read again."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4

from tests.migrations.world import ENTERING, World

TEXT = "Texto literal"
KEEP = "select noa.keep_judgement(%s, %s, %s, %s, %s, %s)"
READ = "select verdict, text, title, category, state from noa.read_literal(%s, %s, %s)"


def digest(text: str) -> str:
    """How the database names a content."""
    return hashlib.sha256(text.encode()).hexdigest()


def judged(world: World, document: UUID, ruleset: int = 1) -> tuple[Any, ...]:
    """Verdict, reason and text of one judgement."""
    rows = world.rows("select verdict, reason, text from noa.judge(%s, %s)", (document, ruleset))
    assert len(rows) == 1
    return tuple(rows[0])


def change(world: World, assignment: str, *values: Any) -> None:
    """Change the document behind everybody's back, as the database's superuser."""
    world.connection.execute(f"update public.documents set {assignment} where id = %s", (*values, world.document))


def a_document_is_judged_by_what_it_holds_now(world: World) -> None:
    """Empty, corrupted, unjudged, sound and unsound; a judgement counts for its content and its rules only."""
    document = world.document
    with world.connection.transaction(force_rollback=True):
        with world.acting("professional"):
            assert judged(world, document) == ("unjudged", None, TEXT)
            row = world.rows("select title, version, category, content_hash from noa.judge(%s, 1)", (document,))
            assert row == [("O documento", None, "publica", digest(TEXT))]
            assert judged(world, uuid4()) == ("denied", None, None)
            world.connection.execute(KEEP, (document, digest(TEXT), 1, "sound", None, "Texto limpo"))
            assert judged(world, document) == ("sound", None, "Texto limpo")
            assert judged(world, document, 2) == ("unjudged", None, TEXT)
            read = (world.held["professional"].execution, document)
            assert [row[:2] for row in world.rows(READ, (*read, 1))] == [("sound", "Texto limpo")]
            assert [row[:2] for row in world.rows(READ, (*read, 2))] == [("unjudged", TEXT)]
        twin = "insert into noa.judgements (document_id, content_hash, ruleset, verdict) values (%s, %s, 1, 'unsound')"
        world.connection.execute(twin, (uuid4(), digest(TEXT)))
        with world.acting("professional"):
            assert judged(world, document)[0] == "unjudged"
        change(world, "integrity_hash = %s", digest(TEXT))
        with world.acting("professional"):
            assert judged(world, document)[0] == "unjudged"
        change(world, "integrity_hash = %s", digest("outro"))
        with world.acting("professional"):
            assert judged(world, document)[0] == "corrupted"
        for nothing in ("", None):
            change(world, "content = %s", nothing)
            with world.acting("professional"):
                assert judged(world, document)[0] == "empty"


def a_changed_content_is_judged_anew(world: World) -> None:
    """Sanitised text of an older content never comes back, and a cache that somebody emptied is no text."""
    with world.connection.transaction(force_rollback=True):
        with world.connection.transaction():
            world.claim(world.actors["professional"])
            world.connection.execute(KEEP, (world.document, digest(TEXT), 1, "sound", None, "Texto limpo"))
        change(world, "content = 'Texto novo'")
        with world.acting("professional"):
            assert judged(world, world.document) == ("unjudged", None, "Texto novo")
        change(world, "content = %s, sanitized_content = null", TEXT)
        with world.acting("professional"):
            assert judged(world, world.document)[0] == "unjudged"


def unsound_content_is_quarantined_and_shown_to_nobody(world: World) -> None:
    """The judgement and the quarantine are kept together; sound content changes no status."""
    document = world.document
    state = "select status, sanitized_content from public.documents where id = %s"
    kept = "select content_hash, ruleset, verdict, reason from noa.judgements where document_id = %s"
    with world.acting("patient"):
        world.connection.execute(KEEP, (document, digest(TEXT), 3, "sound", None, "Texto limpo"))
        world.connection.execute("reset session authorization")
        assert world.rows(state, (document,)) == [("ACTIVE", "Texto limpo")]
        assert world.rows(kept, (document,)) == [(digest(TEXT), 3, "sound", None)]
    with world.acting("patient"):
        world.connection.execute(KEEP, (document, digest(TEXT), 1, "sound", None, "Texto limpo"))
        world.connection.execute(KEEP, (document, digest(TEXT), 2, "unsound", "pdf_payload", "Texto"))
        assert judged(world, document, 2) == ("denied", None, None)
        world.connection.execute("reset session authorization")
        assert world.rows(state, (document,)) == [("QUARANTINED", None)]
        assert world.rows(kept, (document,)) == [(digest(TEXT), 2, "unsound", "pdf_payload")]
    with world.connection.transaction(force_rollback=True):
        columns = "document_id, content_hash, ruleset, verdict, reason"
        insert = f"insert into noa.judgements ({columns}) values (%s, %s, 1, 'unsound', 'pdf_payload')"
        world.connection.execute(insert, (document, digest(TEXT)))
        with world.acting("professional"):
            assert judged(world, document)[:2] == ("unsound", "pdf_payload")


def judgements_of_something_else_are_not_kept(world: World) -> None:
    """Of another content, or by somebody who may not open the document."""
    document = world.document
    kept = "select count(*) from noa.judgements"
    tries = [("professional", document, digest("outro")), ("other professional", document, digest(TEXT)),
             ("professional", uuid4(), digest(TEXT))]  # fmt: skip
    for name, which, hash_ in tries:
        with world.acting(name):
            world.connection.execute(KEEP, (which, hash_, 1, "unsound", "pdf_payload", None))
            world.connection.execute("reset session authorization")
            assert world.rows(kept) == [(0,)], name
            assert world.rows("select status from public.documents where id = %s", (document,)) == [("ACTIVE",)]
    with world.connection.transaction(force_rollback=True):
        change(world, "content = 'outro'")  # others still hold the text that was judged
        with world.acting("professional"):
            world.connection.execute(KEEP, (document, digest(TEXT), 1, "unsound", "pdf_payload", None))
            world.connection.execute("reset session authorization")
            assert world.rows(kept) == [(0,)]
    with world.connection.transaction(force_rollback=True):
        change(world, "category = 'interno'")
        with world.acting("patient"):
            world.connection.execute(KEEP, (document, digest(TEXT), 1, "unsound", "pdf_payload", None))
            world.connection.execute("reset session authorization")
            assert world.rows(kept) == [(0,)]


def literal_text_is_read_by_a_living_execution_of_ones_own(world: World) -> None:
    """Issued or executed, within its time, for its resource, by its person; and permission is judged again."""
    document = world.document
    for name in ENTERING:
        if world.actors[name].institution != world.home or name == "student":
            continue  # the document is the default institution's, and no teaching material
        held, stranger = world.held[name], world.held["colleague" if name != "colleague" else "professional"]
        with world.acting(name):
            assert world.rows(READ, (held.execution, document, 1)) == [
                ("unjudged", TEXT, "O documento", "publica", "issued")
            ]
            for execution, which in ((stranger.execution, document), (uuid4(), document), (held.execution, uuid4()),
                                     (held.execution, None), (None, document), (held.offer, document)):  # fmt: skip
                assert world.rows(READ, (execution, which, 1)) == [], name
    with world.acting("student"):
        assert [row[0] for row in world.rows(READ, (world.held["student"].execution, document, 1))] == ["denied"]
    with world.acting("other professional"):
        execution = world.held["other professional"].execution
        assert [row[0] for row in world.rows(READ, (execution, document, 1))] == ["denied"]


def an_execution_that_ended_reads_nothing(world: World) -> None:
    """Refused, failed or expired; at the very instant of expiry it is expired."""
    execution = world.held["professional"].execution
    settle = "state = %s, settled_at = now()"
    cases: tuple[tuple[str, tuple[Any, ...], int], ...] = (
        (settle, ("executed",), 1), (settle, ("refused",), 0), (settle, ("failed",), 0),
        ("expires_at = now()", (), 0), ("expires_at = now() - interval '1 ms'", (), 0),
        ("expires_at = now() + interval '1 ms'", (), 1),
    )  # fmt: skip
    for assignment, values, count in cases:
        with world.connection.transaction(force_rollback=True):
            world.connection.execute(f"update noa.executions set {assignment} where id = %s", (*values, execution))
            with world.acting("professional"):
                assert len(world.rows(READ, (execution, world.document, 1))) == count, (assignment, values)


PROBES = (
    a_document_is_judged_by_what_it_holds_now,
    a_changed_content_is_judged_anew,
    unsound_content_is_quarantined_and_shown_to_nobody,
    judgements_of_something_else_are_not_kept,
    literal_text_is_read_by_a_living_execution_of_ones_own,
    an_execution_that_ended_reads_nothing,
)
