"""Who may list and who may open: audience, category, status, publication, scope and institution, for each person."""

import pytest

from tests.migrations import probes_reading
from tests.migrations.who_may_read import Row, is_listed, is_openable
from tests.migrations.world import ENTERING, SHAPES, opened_world, seeded_database


@pytest.fixture(scope="module", params=SHAPES)
def crowded(request, servers):
    """A database with a document for each combination of the properties that decide."""
    with (
        seeded_database(servers, request.param, documents="every") as name,
        opened_world(servers, name, request.param) as world,
    ):
        yield world, probes_reading.documents(world)


@pytest.mark.parametrize("name", ENTERING)
def test_a_person_is_told_of_exactly_what_the_table_says(crowded, name):
    world, rows = crowded
    assert len(rows) > 8_000
    wanted = {row.id for row in rows if is_listed(row, world.actors[name], world.home)}
    with world.acting(name):
        assert {id_ for (id_,) in world.rows("select id from public.documents")} == wanted != set()


@pytest.mark.parametrize("name", ENTERING)
def test_a_person_opens_exactly_what_the_table_says(crowded, name):
    world, rows = crowded
    wanted = {row.id for row in rows if is_openable(row, world.actors[name], world.home)}
    judged = probes_reading.judge_each(world, name, [row.id for row in rows])
    assert {id_ for id_, (verdict, _) in judged.items() if verdict != "denied"} == wanted != set()
    assert all(text is None for verdict, text in judged.values() if verdict == "denied")


@pytest.mark.parametrize("name", ENTERING)
def test_the_index_tells_a_person_of_what_circulates_only(crowded, name):
    world, rows = crowded
    actor = world.actors[name]
    wanted = {r.id for r in rows if is_listed(r, actor, world.home) and r.status == "ACTIVE" and r.is_published}
    with world.acting(name):
        told = world.rows("select document_id, total from noa.leaf(0, 100000)")
    assert {id_ for id_, _ in told} == wanted
    assert {total for _, total in told} == {len(wanted)}


# The table of the design, one plain row each, so that a reader can check the model against it.
PLAIN = (
    ("patient", ["patient"], "publica", True, True),
    ("patient", ["all"], "publica", True, True),
    ("patient", ["patient"], "interno", True, False),
    ("patient", ["patient"], "aula", True, False),
    ("patient", ["professional"], "publica", False, False),
    ("patient", None, "publica", False, False),
    ("student", ["aluno"], "aula", True, True),
    ("student", ["todos"], "aula", True, True),
    ("student", ["student"], "interno", True, False),
    ("student", ["student"], "publica", True, False),
    ("student", None, "aula", False, False),
    ("professional", ["profissional"], "interno", True, True),
    ("professional", None, None, True, True),
    ("professional", [], "interno", True, True),
    ("professional", ["patient"], "publica", False, False),
    ("professional", ["admin"], "interno", False, False),
    ("admin", ["patient"], "interno", True, True),
    ("admin", ["nobody"], None, True, True),
)


@pytest.mark.parametrize(("name", "audience", "category", "listed", "opened"), PLAIN)
def test_the_model_says_what_the_design_says(world, name, audience, category, listed, opened):
    row = Row(world.document, audience, category, "ACTIVE", True, None, None)
    actor = world.actors[name]
    assert (is_listed(row, actor, world.home), is_openable(row, actor, world.home)) == (listed, opened)
    for change in ("status", "is_published"):
        gone = Row(world.document, audience, category, *(
            ("QUARANTINED", True) if change == "status" else ("ACTIVE", False)), None, None)  # fmt: skip
        assert is_listed(gone, actor, world.home) == (name == "admin" and listed)
        assert not is_openable(gone, actor, world.home)
    abroad = Row(world.document, audience, category, "ACTIVE", True, None, world.actors["other admin"].institution)
    assert not is_listed(abroad, actor, world.home)
