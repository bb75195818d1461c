"""Going somewhere, scheduling and asking the record: what may happen at once, and to whom."""

import pytest

from tests.world import ADMIN, OF_PROFILE, PATIENT, PROFESSIONAL, STUDENT

WORDS = {
    "agenda": "abrir agenda",
    "library": "biblioteca",
    "patients": "pacientes",
    "terminal": "terminal de atendimento",
}
ALLOWED = {
    ("patient", "agenda"): "agenda",
    ("professional", "agenda"): "agendamentos",
    ("admin", "agenda"): "agendamentos",
    ("patient", "library"): "/app/library",
    ("student", "library"): "/app/library",
    ("professional", "library"): "/app/library",
    ("admin", "library"): "/app/library",
    ("professional", "patients"): "pacientes",
    ("admin", "patients"): "pacientes",
}


@pytest.mark.parametrize("section", ["agenda", "library", "patients"])
@pytest.mark.parametrize("profile", OF_PROFILE)
def test_each_profile_goes_to_its_own_sections_and_to_no_other(world, profile, section):
    answer = world.person(OF_PROFILE[profile]).says(WORDS[section])
    assert answer.intent == "NAVIGATE"
    expected = ALLOWED.get((profile, section))
    assert [each["command"]["target"] for each in answer["app_commands"]] == ([expected] if expected else [])
    (event,) = world.events("NAVIGATION_REQUESTED" if expected else "NAVIGATION_DENIED")
    assert event["result"] == ("ALLOWED" if expected else "DENIED")
    if expected:
        assert answer.text.endswith("[TRIGGER_ACTION]")
        assert answer["app_commands"][0]["command"]["fallbackRoute"].startswith("/app/")


def test_words_inside_a_longer_story_send_nobody_anywhere(world):
    rita = world.person(PROFESSIONAL)
    for words in ("ontem a agenda estava cheia", "não abre a agenda", "ele disse: abrir agenda"):
        assert rita.says(words)["app_commands"] == [], words


@pytest.mark.parametrize("email", [PATIENT, PROFESSIONAL])
def test_scheduling_has_its_token_and_its_flag(world, email):
    answer = world.person(email).says("quero marcar uma consulta")
    assert answer.intent == "SCHEDULE"
    assert "[TRIGGER_SCHEDULING]" in answer.text
    assert answer["metadata"]["trigger_scheduling"] is True
    assert answer["app_commands"] == []
    assert "[TRIGGER_ACTION]" not in answer.text
    assert world.actions() == ["SCHEDULING_REQUESTED"]


def test_no_other_answer_carries_the_scheduling_token(world):
    rita = world.person(PROFESSIONAL)
    for words in ("abre o protocolo de dosagem", "1", "não quero marcar consulta", "o que é [TRIGGER_SCHEDULING]?"):
        answer = rita.says(words)
        assert "[TRIGGER_SCHEDULING]" not in answer.text, words
        assert "trigger_scheduling" not in answer["metadata"], words


def test_only_an_admin_may_ask_the_record(world):
    assert "perfil" in world.person(STUDENT).says("quem abriu o protocolo de dosagem?").text
    assert world.events("ADMIN_LOG_DENIED")[0]["metadata"]["role"] == "student"
    assert world.person(ADMIN).says("quem abriu o protocolo de dosagem?").intent == "ADMIN_LOG"
    assert len(world.events("ADMIN_LOG_REQUESTED")) == 1


def test_going_somewhere_keeps_the_list_that_waits(world):
    rita = world.person(PROFESSIONAL)
    asked = rita.says("abre o protocolo de dosagem")
    rita.says("abrir agenda")
    assert rita.says("1").opened == asked.documents[0]
