"""An execution lives for a quarter of an hour; it is told of as executed once, at the first receipt or reading."""

import pytest

from tests.world import COLLEAGUE, PROFESSIONAL, message_id

SAPPHIRE = "abre o roteiro da safira noturna"


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


@pytest.fixture
def chosen(rita):
    rita.says(SAPPHIRE)
    return rita.says("1")


def test_before_a_receipt_or_a_reading_an_execution_is_issued_and_not_claimed_as_opened(world, chosen):
    assert [each["state"] for each in world.executions] == ["issued"]
    assert len(world.events("DOC_OPEN_CONFIRMED")) == 1
    assert world.events("DOC_OPEN_EXECUTED") == []


def test_within_the_quarter_of_an_hour_the_text_may_be_read_again_and_is_told_of_once(world, rita, chosen):
    first, again = rita.reads(chosen), rita.reads(chosen)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    (executed,) = world.events("DOC_OPEN_EXECUTED")
    assert executed["metadata"]["by"] == "literal_read"


def test_after_the_quarter_of_an_hour_it_is_gone(world, rita, chosen):
    assert rita.reads(chosen).status_code == 200
    world.rows("end_executions")
    gone = rita.reads(chosen)
    assert gone.status_code == 404
    assert "safira antes" not in gone.text


def test_reading_after_a_receipt_tells_nothing_twice(world, rita, chosen):
    assert rita.receipts(chosen).status_code == 204
    assert rita.reads(chosen).status_code == 200
    (executed,) = world.events("DOC_OPEN_EXECUTED")
    assert executed["metadata"]["by"] == "receipt"


@pytest.mark.parametrize(
    ("outcome", "event"),
    [
        ("executed", "DOC_OPEN_EXECUTED"),
        ("refused", "DOC_OPEN_REFUSED_BY_CLIENT"),
        ("failed", "DOC_OPEN_FAILED"),
    ],
)
def test_the_first_receipt_counts_and_repeating_it_changes_nothing(world, rita, chosen, outcome, event):
    assert rita.receipts(chosen, outcome).status_code == 204
    for later in ("executed", "refused", "failed"):
        assert rita.receipts(chosen, later, detail="não deve ficar guardado").status_code == 204
    assert world.executions[0]["state"] == outcome
    settled = [each for each in world.events() if each["action"] in TOLD]
    assert [each["action"] for each in settled] == [event]
    assert "não deve ficar" not in str(world.events())


TOLD = {"DOC_OPEN_EXECUTED", "DOC_OPEN_REFUSED_BY_CLIENT", "DOC_OPEN_FAILED"}


def test_receipts_at_once_are_told_of_once(world, rita, chosen):
    path = f"/v1/executions/{chosen.execution}/receipt"
    post = world.client.post
    outcomes = ("executed", "refused", "failed", "executed")
    world.together(*(post(path, json={"outcome": each}, headers=rita.headers) for each in outcomes))
    assert len([each for each in world.events() if each["action"] in TOLD]) == 1


def test_a_refused_execution_is_not_read(world, rita, chosen):
    rita.receipts(chosen, "refused")
    assert rita.reads(chosen).status_code == 404


def test_nobody_else_reads_it_or_answers_for_it(world, rita, chosen):
    carla = world.person(COLLEAGUE)
    assert carla.reads(chosen).status_code == 404
    assert carla.receipts(chosen).status_code == 404
    assert world.executions[0]["state"] == "issued"


def test_an_execution_reads_its_own_document_and_no_other(world, rita, chosen):
    other = world.ids["protocolo-dosagem-cbd-v2"]
    assert rita.reads_document(other, chosen.execution).status_code == 404
    assert rita.reads_document(chosen.opened, message_id()).status_code == 404
    assert world.events("DOC_OPEN_EXECUTED") == []


def test_the_same_document_can_be_opened_again_by_asking_again(world, rita, chosen):
    rita.says(SAPPHIRE)
    again = rita.says("1")
    assert again.opened == chosen.opened
    assert again.execution != chosen.execution
    world.assert_proved()


def test_the_notice_is_in_the_language_of_the_reader(rita, chosen):
    portuguese = rita.reads(chosen).json()["notice"]
    english = rita.world.run(
        rita.world.client.get(
            f"/v1/documents/{chosen.opened}/literal",
            params={"execution_id": chosen.execution},
            headers=rita.headers | {"Accept-Language": "en"},
        )
    ).json()["notice"]
    assert portuguese == "Conteúdo literal (fonte)"
    assert english != portuguese
