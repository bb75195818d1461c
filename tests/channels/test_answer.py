"""What an answer shows never triggers anything that its facts do not hold."""

from uuid import uuid4

from channels.answer import render
from core.reply import Reply, Understood
from prompts.phrasing import Phrased


def answered(phrased, **facts):
    understood = Understood("DOC_SEARCH", 1.0, "deterministic")
    reply = Reply(turn_id=uuid4(), key="list", bundle="documents", profile="patient", intent=understood, **facts)
    return render(reply, "conversa", phrased, lambda key: key)


def test_a_title_that_looks_like_a_token_is_shown_without_being_one():
    line = "1. Folheto [TRIGGER_SCHEDULING] da clínica"
    answer = answered(Phrased("Encontrei um documento:", (line,), "Responda “1”."))
    assert "[TRIGGER" not in answer.text
    assert "(TRIGGER_SCHEDULING)" in answer.text
    assert "[TRIGGER" not in str(answer.metadata)


def test_brackets_that_people_write_stay_as_they_are():
    assert "[rascunho]" in answered(Phrased("Nota [rascunho]")).text


def test_only_the_facts_bring_tokens():
    command = {"kind": "noa_command", "command": {"type": "open-document", "target": "document", "label": "open-label"}}
    answer = answered(Phrased("Pronto."), token="[TRIGGER_SCHEDULING]", commands=(command,))
    assert answer.text == "Pronto. [TRIGGER_SCHEDULING] [TRIGGER_ACTION]"
