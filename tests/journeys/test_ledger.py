"""Every event of plan §12, with all its fields, beside the decision that it tells of."""

import pytest

from tests.world import PROFESSIONAL

SAPPHIRE = "abre o roteiro da safira noturna"
ROUTE = {"ui_context": {"route": "/app/library"}}


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


def only(world, action):
    (event,) = world.events(action)
    return event


def assert_told(event, person, origin, result, **fields):
    metadata = event["metadata"]
    assert event["result"] == result
    assert event["intent"] == metadata["intent"]
    assert event["person_id"] == person.id
    assert event["institution_id"] == person.institution_id
    assert event["source"] == "noa"
    assert metadata["role"] == "professional"
    assert metadata["origin"] == origin
    assert metadata["conversation_id"] == person.conversation
    assert {name: metadata.get(name) for name in fields} == fields


def test_asking_choosing_and_reading_tell_four_events_with_every_field(world, rita):
    asked = rita.says(SAPPHIRE, **ROUTE)
    chosen = rita.says("1", **ROUTE)
    rita.reads(chosen)
    assert world.actions() == [
        "DOC_INTENT_DETECTED",
        "DOC_CANDIDATES_LISTED",
        "DOC_OPEN_CONFIRMED",
        "DOC_OPEN_EXECUTED",
    ]
    context = {"route": "/app/library"}
    about = {"document_id": chosen.opened, "pending_action_id": asked.list_id, "execution_id": chosen.execution}
    trigger, confirmation = "DETERMINISTIC_TRIGGER", "USER_CONFIRMATION"
    assert_told(only(world, "DOC_INTENT_DETECTED"), rita, trigger, "SIGNAL", intent="DOC_OPEN", ui_context=context)
    listed = only(world, "DOC_CANDIDATES_LISTED")
    assert_told(listed, rita, trigger, "SIGNAL", pending_action_id=asked.list_id, ui_context=context)
    assert listed["metadata"]["candidates"] == asked.documents
    confirmed = only(world, "DOC_OPEN_CONFIRMED")
    assert_told(confirmed, rita, confirmation, "ALLOWED", intent="SELECT", ui_context=context, **about)
    assert_told(only(world, "DOC_OPEN_EXECUTED"), rita, confirmation, "ALLOWED", **about)
    for event in world.events():
        assert event["metadata"]["contract"] == "documents@1.0.0"
        assert event["metadata"]["operation"].startswith("documents.")


def test_a_blocked_document_tells_doc_blocked_sanitization(world, rita):
    asked = rita.says("abre a nota técnica sobre zirconita", **ROUTE)
    rita.says("1", **ROUTE)
    event = only(world, "DOC_BLOCKED_SANITIZATION")
    assert_told(
        event,
        rita,
        "USER_CONFIRMATION",
        "DENIED",
        document_id=asked.documents[0],
        pending_action_id=asked.list_id,
        reason="integrity_hash_mismatch",
        ui_context={"route": "/app/library"},
    )


def test_a_denied_document_tells_doc_access_denied(world, rita):
    asked = rita.says(SAPPHIRE)
    world.rows("publish", name="roteiro-safira", is_published=False)
    rita.says("1")
    about = {"document_id": asked.documents[0], "pending_action_id": asked.list_id}
    assert_told(only(world, "DOC_ACCESS_DENIED"), rita, "USER_CONFIRMATION", "DENIED", **about)


@pytest.mark.parametrize(
    ("reply", "action", "result"),
    [
        ("cancelar", "DOC_OPEN_CANCELLED", "SILENCED"),
        ("o 9", "DOC_CHOICE_UNCLEAR", "SIGNAL"),
        (SAPPHIRE, "DOC_LIST_SUPERSEDED", "SILENCED"),
    ],
)
def test_what_else_becomes_of_a_list_is_told_too(world, rita, reply, action, result):
    asked = rita.says(SAPPHIRE)
    rita.says(reply)
    event = only(world, action)
    assert event["result"] == result
    assert event["metadata"]["pending_action_id"] == asked.list_id


def test_an_expired_list_is_told_of(world, rita):
    asked = rita.says(SAPPHIRE)
    world.expire_list(rita)
    rita.says("1")
    event = only(world, "DOC_OPEN_EXPIRED")
    assert event["result"] == "DENIED"
    assert event["metadata"]["pending_action_id"] == asked.list_id


def test_no_event_holds_what_was_said_or_read(world, rita):
    rita.says("abre o roteiro da safira noturna para o paciente Fulano de Mentira")
    rita.reads(rita.says("1"))
    rita.says("palavra-muito-secreta e mais nada")
    told = str([(each["metadata"], each["intent"]) for each in world.events()])
    for words in ("Fulano", "safira", "secreta", "plantão"):
        assert words not in told


def test_a_duplicate_message_tells_nothing_again(world, rita):
    rita.says(SAPPHIRE, message_id="a")
    rita.says("1", message_id="b")
    before = world.actions()
    rita.says(SAPPHIRE, message_id="a")
    rita.says("1", message_id="b")
    assert world.actions() == before
