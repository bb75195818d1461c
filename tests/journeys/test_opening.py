"""The main story: ask for a document, choose it, and only then does it open."""

import pytest

from tests.world import PROFESSIONAL


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


def test_a_professional_asks_chooses_and_reads(world, rita):
    asked = rita.says("abre o protocolo de dosagem")
    assert asked.intent == "DOC_OPEN"
    assert 3 <= len(asked["candidates"]) <= 5
    assert asked.opened is None
    print(asked.text)
    chosen = rita.says("o segundo")
    assert chosen.opened == asked["candidates"][1]["document_id"]
    text = rita.reads(chosen)
    assert text.status_code == 200
    world.assert_proved()
    print(chosen, text.json())
