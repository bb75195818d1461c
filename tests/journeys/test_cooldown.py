"""Three in the window and no more; a refusal says how long, keeps the list and is an event (plan §11.2)."""

import re

import pytest

from tests.world import COLLEAGUE, PROFESSIONAL, message_id

SAPPHIRE = "abre o roteiro da safira noturna"


@pytest.fixture
def world(make_world):
    return make_world(cooldowns=True)


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


def seconds_in(text):
    return int(re.search(r"(\d+) segundo", text).group(1))


def test_the_fourth_search_in_the_window_is_refused_says_how_long_and_keeps_the_list(world, rita):
    for _ in range(3):
        shown = rita.says(SAPPHIRE)
        assert shown["pending_action"]
    refused = rita.says(SAPPHIRE)
    assert refused["candidates"] == []
    assert 1 <= seconds_in(refused.text) <= 20
    (event,) = world.events("DOC_COOLDOWN_REFUSED")
    assert event["result"] == "DENIED"
    assert event["metadata"]["reason"] == "cooldown"
    assert 1 <= event["metadata"]["seconds"] <= 20
    assert rita.says("1", pending_action_id=shown.list_id).opened == shown["candidates"][0]["document_id"]


def test_another_person_and_another_intent_are_not_refused(world, rita):
    for _ in range(4):
        refused = rita.says(SAPPHIRE)
    assert refused["candidates"] == []
    assert world.person(COLLEAGUE).says(SAPPHIRE)["candidates"]
    assert rita.says("quais documentos tem?")["candidates"]


def test_the_window_is_the_persons_and_not_the_conversations(rita):
    for number in range(3):
        rita.elsewhere(f"conversa {number}").says(SAPPHIRE)
    assert rita.elsewhere("mais uma").says(SAPPHIRE)["candidates"] == []


def test_choosing_counts_only_when_it_opens(world, rita):
    rita.says(SAPPHIRE)
    for unclear in ("o 9", "o 8", "o 7", "o 6"):
        assert rita.says(unclear).opened is None
    assert rita.says("1").opened
    for _ in range(2):
        rita.says("quais documentos tem?")
        rita.says("cancelar")
    rita.says(SAPPHIRE)
    assert rita.says("1").opened


def test_the_fourth_opening_in_the_window_is_refused_and_its_list_stays(world, rita):
    for _ in range(3):
        listed = rita.says("quais documentos tem?")
        sound = next(each for each in listed["candidates"] if each["category"] not in ("nota", "laudo"))
        assert rita.says(str(sound["position"])).opened
    listed = rita.says("quais documentos tem?")
    name = message_id()
    refused = rita.says(str(sound["position"]), message_id=name)
    assert refused.opened is None
    assert 1 <= seconds_in(refused.text) <= 30
    assert refused["pending_action"]["id"] == listed.list_id
    assert len(world.executions) == 3
    (event,) = world.events("DOC_COOLDOWN_REFUSED")
    assert event["metadata"]["pending_action_id"] == listed.list_id
    for key in world.redis.scan_iter("*LIMITS*"):
        world.redis.delete(key)
    assert rita.says(str(sound["position"])).opened
    world.assert_proved()


def test_a_refused_search_is_judged_before_anything_is_looked_for_or_consumed(world, rita):
    for _ in range(3):
        rita.says(SAPPHIRE)
    before = world.rows("offers")
    rita.says(SAPPHIRE)
    assert world.rows("offers") == before


def test_somebody_in_danger_is_never_told_to_wait(rita):
    for _ in range(6):
        answer = rita.says("quero me matar")
        assert answer.intent == "CRISIS"
        assert "188" in answer.text
