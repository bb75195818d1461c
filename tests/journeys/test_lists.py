"""A list is answered once, in time, by the person and in the conversation that it was shown to."""

import pytest

from core.stores import redis_pending
from tests.world import COLLEAGUE, PROFESSIONAL, STRANGER, message_id

ASK = "abre o protocolo de dosagem"


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


def test_an_expired_list_says_expirou_and_opens_nothing(world, rita):
    rita.says(ASK)
    world.expire_list(rita)
    answer = rita.says("o segundo")
    assert "expirou" in answer.text
    assert answer.opened is None
    assert world.executions == []
    assert world.rows("offers")[0]["state"] == "expired"
    assert "expirou" in rita.says("o segundo").text


def test_just_before_the_instant_of_expiry_a_list_lives(world, rita):
    with_clock_of_ours(world, rita, "199", "999000")
    assert rita.says("1").opened


@pytest.mark.parametrize("words", ["1", "cancelar", "o 9"])
def test_at_the_instant_of_expiry_a_list_is_expired(world, rita, words):
    with_clock_of_ours(world, rita, "200", "0")
    answer = rita.says(words)
    assert "expirou" in answer.text or answer.intent == "NONE"
    assert answer.opened is None
    assert world.executions == []


def with_clock_of_ours(world, person, seconds, microseconds):
    """Show a list that expires at second 200, then let the very script of the store read this time."""
    person.says(ASK)
    script = redis_pending.files("core.stores").joinpath("pending.lua").read_text()
    assert "redis.call('TIME')" in script
    told = script.replace("redis.call('TIME')", f"{{'{seconds}', '{microseconds}'}}")
    pending_actions = world.service.turn.sight.pending_actions
    pending_actions._run = world.service.redis.register_script(told)
    world.expire_list(person, at_ms=200_000)


def test_a_client_clock_has_no_say(world, rita):
    rita.says(ASK)
    world.expire_list(rita)
    late = rita.says("1", ui_context={"route": "/app", "now": "2001-01-01T00:00:00Z"})
    assert late.opened is None


def test_a_new_list_supersedes_the_one_before_and_the_ledger_says_so(world, rita):
    first = rita.says(ASK)
    second = rita.says("abre a diretriz de prescrição segura")
    assert [each["state"] for each in world.rows("offers")] == ["superseded", "offered"]
    (told,) = world.events("DOC_LIST_SUPERSEDED")
    assert told["metadata"]["pending_action_id"] == first.list_id
    assert rita.says("1").opened == second["candidates"][0]["document_id"]


def test_an_answer_to_another_list_is_ambiguous_and_consumes_nothing(world, rita):
    first = rita.says(ASK)
    second = rita.says("abre a diretriz de prescrição segura")
    answer = rita.says("1", pending_action_id=first.list_id)
    assert answer.intent == "AMBIGUOUS"
    assert answer.opened is None
    assert world.executions == []
    chosen = rita.says("1", pending_action_id=second.list_id)
    assert chosen.opened == second["candidates"][0]["document_id"]


@pytest.mark.parametrize("words", ["1", "cancelar", "o 9", "sim"])
def test_an_answer_to_a_list_that_never_was_consumes_nothing(world, rita, words):
    asked = rita.says(ASK)
    answer = rita.says(words, pending_action_id=message_id())
    assert answer.intent == "AMBIGUOUS"
    assert rita.says("1").opened == asked["candidates"][0]["document_id"]


def test_a_list_is_answered_only_once(world, rita):
    rita.says(ASK)
    assert rita.says("1").opened
    again = rita.says("2")
    assert again.opened is None
    assert "já foi respondida" in again.text
    assert len(world.executions) == 1


def test_a_duplicate_message_gets_the_first_answer_back(world, rita):
    rita.says(ASK)
    name = message_id()
    first = rita.says("o segundo", message_id=name)
    again = rita.says("o segundo", message_id=name)
    assert again == first
    assert len(world.executions) == 1
    assert len(world.events("DOC_OPEN_CONFIRMED")) == 1


def test_a_duplicate_request_gets_the_same_list_back_and_it_can_be_chosen_from(world, rita):
    name = message_id()
    first = rita.says(ASK, message_id=name)
    again = rita.says(ASK, message_id=name)
    assert again == first
    assert rita.says("2", pending_action_id=first.list_id).opened == first["candidates"][1]["document_id"]


def test_a_list_that_was_lost_before_it_was_offered_comes_back_with_the_retry(world, rita):
    name = message_id()
    first = rita.says(ASK, message_id=name)
    world.redis.flushdb()
    again = rita.says(ASK, message_id=name)
    assert again.list_id == first.list_id
    assert rita.says("1").opened == first["candidates"][0]["document_id"]


def test_a_late_duplicate_does_not_bring_an_answered_list_back(world, rita):
    name = message_id()
    rita.says(ASK, message_id=name)
    assert rita.says("1").opened
    again = rita.says(ASK, message_id=name)
    assert again["pending_action"] is None
    assert rita.says("2").opened is None


def test_a_late_duplicate_does_not_bring_an_older_list_back(world, rita):
    name = message_id()
    rita.says(ASK, message_id=name)
    second = rita.says("abre a diretriz de prescrição segura")
    assert rita.says(ASK, message_id=name)["pending_action"] is None
    assert rita.says("1").opened == second["candidates"][0]["document_id"]


def test_a_late_duplicate_does_not_bring_back_an_older_list_that_the_store_had_forgotten(world, rita):
    name = message_id()
    rita.says(ASK, message_id=name)
    world.redis.flushdb()
    second = rita.says("abre a diretriz de prescrição segura")
    assert [each["state"] for each in world.rows("offers")] == ["offered", "offered"]
    assert rita.says(ASK, message_id=name)["pending_action"] is None
    assert rita.says("1").opened == second.documents[0]


def test_a_message_id_with_other_words_is_a_conflict_and_executes_nothing(world, rita):
    rita.says(ASK)
    name = message_id()
    rita.says("tem algo sobre potássio?", message_id=name)
    conflict = world.run(rita.saying("1", message_id=name))
    assert conflict.status_code == 409
    assert conflict.json()["code"] == "message_conflict"
    assert world.executions == []


def test_two_taps_at_once_open_once(world, rita):
    asked = rita.says(ASK)
    fields = {"pending_action_id": asked.list_id}
    answers = world.together(*(rita.saying(words, **fields) for words in ("1", "2", "1", "3", "2")))
    assert {answer.status_code for answer in answers} == {200}
    opened = [answer for answer in answers if answer.json()["app_commands"]]
    assert len(opened) == len(world.executions) == 1
    world.assert_proved()


def test_the_same_message_twice_at_once_opens_once_and_both_hear_the_same(world, rita):
    rita.says(ASK)
    name = message_id()
    answers = world.together(*(rita.saying("2", message_id=name) for _ in range(4)))
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert len(world.executions) == 1


def test_a_list_of_one_conversation_is_nothing_to_another(world, rita):
    asked = rita.says(ASK)
    elsewhere = rita.elsewhere()
    for fields in ({}, {"pending_action_id": asked.list_id}):
        assert elsewhere.says("1", **fields).opened is None
    assert world.executions == []
    assert rita.says("1").opened


def test_a_list_of_one_person_is_nothing_to_another_with_the_same_conversation_name(world, rita):
    asked = rita.says(ASK)
    carla = world.person(COLLEAGUE)
    for fields in ({}, {"pending_action_id": asked.list_id}):
        assert carla.says("1", **fields).opened is None
    assert world.executions == []
    assert rita.says("1").opened


def test_another_institution_neither_finds_nor_chooses_nor_reads(world, rita):
    asked = rita.says(ASK)
    sara = world.person(STRANGER, institution="outra")
    found = sara.says(ASK)
    assert {each["document_id"] for each in found["candidates"]} <= {str(world.ids["protocolo-alheio"])}
    assert sara.says("1", pending_action_id=asked.list_id).opened is None
    chosen = rita.says("1")
    assert sara.reads(chosen).status_code == 404
    assert sara.receipts(chosen).status_code == 404
    assert str(world.ids["protocolo-alheio"]) not in {each["document_id"] for each in asked["candidates"]}


def test_a_member_of_one_institution_cannot_enter_another_with_a_token_that_names_it(world):
    intruder = world.person(PROFESSIONAL, institution="outra")
    assert world.run(intruder.saying(ASK)).status_code == 403


def test_a_restart_in_between_changes_nothing(world, rita):
    asked = rita.says(ASK)
    world.run(world.restart())
    assert rita.says("o segundo").opened == asked["candidates"][1]["document_id"]


def test_cancelled_superseded_expired_refused_and_failed_are_five_different_sentences(world, rita):
    rita.says(ASK)
    sentences = [rita.says("cancelar").text]
    old = rita.says(ASK)
    rita.says("abre a diretriz de prescrição segura")
    sentences.append(rita.says("1", pending_action_id=old.list_id).text)
    world.expire_list(rita)
    sentences.append(rita.says("1").text)
    hidden = rita.says(ASK)
    world.owner.execute(
        "update public.documents set is_published = false where id = %s", [hidden["candidates"][0]["document_id"]]
    )
    sentences.append(rita.says("1").text)
    rita.says("abre a nota técnica sobre zirconita")
    sentences.append(rita.says("1").text)
    assert len(set(sentences)) == 5
    assert world.executions == []


def test_listar_mais_shows_the_next_ones_and_they_can_be_chosen(world, rita):
    first = rita.says("quais documentos tem?")
    more = rita.says("listar mais")
    assert more["candidates"]
    assert not {each["document_id"] for each in first["candidates"]} & {
        each["document_id"] for each in more["candidates"]
    }
    assert rita.says("1").opened == more["candidates"][0]["document_id"]


def test_a_count_invites_a_number_and_keeps_a_list_for_it(rita):
    counted = rita.says("quantos documentos temos?")
    sound = next(each for each in counted["candidates"] if each["category"] not in ("nota", "laudo"))
    assert rita.says(str(sound["position"])).opened == sound["document_id"]
