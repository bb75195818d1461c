"""The main story: ask for a document, choose it, and only then does it open; and what each profile gets instead."""

import pytest

from tests.world import ADMIN, OFFICIAL, PATIENT, PROFESSIONAL, STUDENT, VISITOR

ASK = "abre o protocolo de dosagem"


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


def test_a_professional_asks_answers_o_segundo_and_the_second_opens_with_its_notice(world, rita):
    asked = rita.says(ASK)
    assert asked.intent == "DOC_OPEN"
    assert 3 <= len(asked["candidates"]) <= 5
    assert asked["app_commands"] == []
    assert asked["pending_action"]["kind"] == "DOC_OPEN_CONFIRMATION"
    second = asked["candidates"][1]

    chosen = rita.says("o segundo")
    assert (chosen.intent, chosen["selection"]) == ("SELECT", 2)
    assert chosen.opened == second["document_id"]
    assert chosen["pending_action"] is None
    assert chosen.text.endswith("[TRIGGER_ACTION]")
    assert second["title"] in chosen.text

    read = rita.reads(chosen)
    assert read.status_code == 200
    assert read.headers["Cache-Control"] == "no-store"
    text = read.json()
    assert text["document_id"] == second["document_id"]
    assert (text["title"], text["version"], text["category"]) == (second["title"], "1.0", "protocolo-clinico")
    assert text["notice"] == "Conteúdo literal (fonte)"
    assert "Dosagem de canabidiol em adultos" in text["content"]
    world.assert_proved()


def test_the_command_and_its_signal_are_what_the_existing_frontend_reads(rita):
    asked = rita.says(ASK)
    chosen = rita.says("abre o 1")
    (command,) = chosen["app_commands"]
    payload = {
        "document_id": asked["candidates"][0]["document_id"],
        "confirmed": True,
        "source": "user_confirmation",
        "execution_id": chosen.execution,
    }
    assert command == {
        "kind": "noa_command",
        "reason": "user_confirmed_open_document",
        "command": {
            "type": "open-document",
            "target": "document",
            "label": "Abrir documento",
            "fallbackRoute": "/app/library",
            "payload": payload,
        },
    }
    assert chosen["metadata"]["open_document"] == payload


def test_cancelar_cancels_and_nothing_opens_afterwards(world, rita):
    rita.says(ASK)
    cancelled = rita.says("cancelar")
    assert cancelled["selection"] == "cancel"
    assert "cancelei" in cancelled.text
    assert rita.says("1").opened is None
    assert world.executions == []


def test_a_number_out_of_the_blue_opens_nothing_and_says_why(world, rita):
    answer = rita.says("1")
    assert answer.opened is None
    assert answer["selection"] == 1
    assert "Não há nenhuma lista esperando escolha" in answer.text
    assert world.executions == []
    assert world.actions() == ["CHOICE_WITHOUT_LIST"]


def test_one_single_match_is_still_a_list_that_asks(world, rita):
    asked = rita.says("abre o roteiro da safira noturna")
    assert len(asked["candidates"]) == 1
    assert asked.opened is None
    assert world.executions == []
    assert rita.says("sim").opened == asked["candidates"][0]["document_id"]


def test_sim_does_not_choose_from_a_longer_list(world, rita):
    rita.says(ASK)
    for unclear in ("sim", "o mais recente", "tanto faz", "você escolhe", "o 2 não", "quero 2 consultas", "o 9"):
        answer = rita.says(unclear)
        assert answer.opened is None, unclear
    assert world.executions == []


def test_an_unclear_reply_asks_again_and_keeps_the_list(rita):
    asked = rita.says(ASK)
    again = rita.says("o 9")
    assert again.intent == "AMBIGUOUS"
    assert again["pending_action"]["id"] == asked.list_id
    assert rita.says("o 3").opened == asked["candidates"][2]["document_id"]


def test_nothing_found_is_an_answer(world, rita):
    answer = rita.says("abre o manual de soldagem de submarinos")
    assert answer["candidates"] == []
    assert answer["pending_action"] is None
    assert "Não encontrei" in answer.text


def test_a_patient_asking_the_same_gets_an_explanation_and_never_the_text(world):
    paula = world.person(PATIENT)
    answer = paula.says(ASK)
    assert answer.opened is None
    protocols = {str(world.ids[name]) for name in world.ids if name.startswith("protocolo-dosagem")}
    assert not protocols & {each["document_id"] for each in answer["candidates"]}
    for name in sorted(name for name in world.ids if name.startswith("protocolo-dosagem")):
        content = world.document(name).content
        assert not [line for line in content.splitlines() if len(line) > 40 and line in answer.text]
    leaflet = world.document("folheto-dose-oleo-cannabis")
    explained = paula.says("resuma o folheto entenda a dose do seu óleo de cannabis")
    assert explained.text == f"Resumo de “{leaflet.title}”: {leaflet.summary}"
    assert explained.opened is None


def test_a_patient_opens_a_leaflet_of_the_public_category(world):
    paula = world.person(PATIENT)
    asked = paula.says("abre o folheto sobre potássio na alimentação")
    assert str(world.ids["folheto-potassio-2024"]) == asked["candidates"][0]["document_id"]
    chosen = paula.says("1")
    assert chosen.opened == str(world.ids["folheto-potassio-2024"])
    assert paula.reads(chosen).status_code == 200


def test_a_patient_is_told_of_internal_guidance_but_may_not_open_it(world):
    paula = world.person(PATIENT)
    answer = paula.says("abre a orientação meu peso seco")
    assert str(world.ids["orientacao-peso-seco"]) not in {each["document_id"] for each in answer["candidates"]}
    assert "Não abro documentos internos" in answer.text
    assert world.executions == []


def test_a_student_opens_a_lesson_but_no_internal_protocol(world):
    alan = world.person(STUDENT)
    asked = alan.says("abre a aula sobre dor crônica")
    assert len(asked["candidates"]) >= 2
    chosen = alan.says("a primeira")
    assert alan.reads(chosen).status_code == 200
    told = alan.says("abre o protocolo de treinamento para diálise peritoneal em casa")
    assert str(world.ids["protocolo-bolsa-dialise-peritoneal"]) not in {
        each["document_id"] for each in told["candidates"]
    }
    assert told.opened is None
    assert not alan.says(ASK).titles or all("Dosagem" not in title for title in alan.says(ASK).titles)


def test_an_admin_confirms_like_everybody_else(world):
    aldo = world.person(ADMIN)
    asked = aldo.says("abre a política de controle de documentos")
    assert asked.opened is None
    assert asked["candidates"][0]["document_id"] == str(world.ids["politica-controle-documentos-2024"])
    chosen = aldo.says("1")
    assert aldo.reads(chosen).status_code == 200


def test_an_official_professional_lands_elsewhere_and_may_not_one_thing_more(world):
    rita, otto = world.person(PROFESSIONAL), world.person(OFFICIAL)
    mine, theirs = rita.gets("/v1/me").json(), otto.gets("/v1/me").json()
    assert mine["landing_route"] != theirs["landing_route"]
    assert mine["profile"] == theirs["profile"] == "professional"
    assert rita.says(ASK).titles == otto.says(ASK).titles
    for words in (
        "abre a política de controle de documentos",
        "abre o folheto meu peso seco",
        "quem abriu o protocolo?",
    ):
        assert rita.says(words).text == otto.says(words).text


def test_somebody_without_a_profile_gets_nothing_and_is_told_so(world):
    vito = world.person(VISITOR)
    response = world.run(vito.saying(ASK))
    assert response.status_code == 403
    assert response.json()["code"] == "no_profile"
    assert "não tem um perfil" in response.json()["detail"]
    assert world.rows("turns") == []


def test_in_english_the_same_story_is_told_in_english(rita):
    asked = rita.says(ASK, locale="en")
    assert "Encontrei" not in asked.text
    chosen = rita.says("2", locale="en")
    assert chosen["app_commands"][0]["command"]["label"] != "Abrir documento"
