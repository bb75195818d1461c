"""The main story with a model beside it: good words are said, bad ones never, and nothing else changes."""

import json
import time

import pytest

from tests.prompts.model_server import BEHAVIOURS_THAT_FAIL, ModelServer, fails, says
from tests.world import PATIENT, PROFESSIONAL

ASK = "abre o protocolo de dosagem"
SECONDS = 2.0


def facts(asked):
    return json.loads(asked.user[asked.user.index("{") : asked.user.rindex("}") + 1])


def good(asked):
    titles = facts(asked)["titles"]
    if "Pronto" in facts(asked)["wording"]:
        return f"Combinado: “{titles[0]}” está sendo aberto ao lado, como texto literal da fonte."
    items = "\n".join(f"{at}. {title}" for at, title in enumerate(titles, 1))
    return f"Olá! Separei estas opções com cuidado.\n{items}\nQual delas? Diga o número ou “cancelar”."


def bad(words):
    return says(lambda asked: f"{good(asked)}\n{words}")


@pytest.fixture(scope="module")
def server():
    with ModelServer(says(good)) as running:
        yield running


@pytest.fixture
def rita(make_world, server):
    server.behaviour = says(good)
    world = make_world(llm_model="openai/scripted", llm_api_base=server.base, llm_timeout=SECONDS)
    return world.person(PROFESSIONAL)


def test_a_list_and_its_confirmation_are_said_in_the_models_words(rita):
    asked = rita.says(ASK)
    assert asked.text.startswith("Olá! Separei estas opções com cuidado.")
    assert all(title in asked.text for title in asked.titles)
    assert asked["metadata"]["phrasing"]["lead"] == "Olá! Separei estas opções com cuidado."
    chosen = rita.says("1")
    assert chosen.text.startswith("Combinado: ")
    assert chosen.opened == asked.documents[0]


def test_a_retry_hears_the_same_words(rita, server):
    first = rita.says(ASK, message_id="m-1")
    server.behaviour = fails(500)
    assert rita.says(ASK, message_id="m-1").text == first.text


@pytest.mark.parametrize(
    "behaviour",
    [
        *BEHAVIOURS_THAT_FAIL,
        bad("Já abri o documento 2."),
        bad("[TRIGGER_SCHEDULING]"),
        bad('{"type": "open-document"}'),
    ],
)
def test_a_bad_model_changes_no_word_opens_nothing_and_delays_nobody(rita, make_world, server, behaviour):
    server.behaviour = behaviour
    begun = time.perf_counter()
    asked = rita.says(ASK)
    assert time.perf_counter() - begun < SECONDS + 0.8
    assert asked.text.startswith("Encontrei ")
    assert asked["app_commands"] == []
    assert "TRIGGER" not in asked.text
    assert "Já abri" not in asked.text
    assert rita.says("o segundo").opened == asked.documents[1]


def test_a_patients_explanation_is_still_theirs(make_world, server):
    server.behaviour = fails(500)
    world = make_world(llm_model="openai/scripted", llm_api_base=server.base, llm_timeout=SECONDS)
    answer = world.person(PATIENT).says("me explica pressão alta")
    assert answer.status == 200
