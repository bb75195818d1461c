"""Permission, integrity and sanitation are judged when listing, again when choosing, and again when reading."""

import pytest

from tests.world import PATIENT, PROFESSIONAL, VISITOR, message_id

SAPPHIRE = "abre o roteiro da safira noturna"
UNAVAILABLE = "Documento temporariamente indisponível por verificação de integridade."


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


def quarantine(world):
    world.rows("set_status", name="roteiro-safira", status="QUARANTINED")


def unpublish(world):
    world.rows("publish", name="roteiro-safira", is_published=False)


def readdress(world):
    world.rows("set_audience", name="roteiro-safira", audience=["admin"])


def demote(world):
    world.rows("set_type", person=world.ids[PROFESSIONAL], type="paciente")


@pytest.mark.parametrize("change", [quarantine, unpublish, readdress, demote])
def test_what_was_withdrawn_between_list_and_choice_does_not_open(world, rita, change):
    asked = rita.says(SAPPHIRE)
    change(world)
    answer = rita.says("1")
    assert answer.opened is None
    assert "não está disponível para você agora" in answer.text
    assert world.executions == []
    (denied,) = world.events("DOC_ACCESS_DENIED")
    assert denied["result"] == "DENIED"
    assert denied["metadata"]["document_id"] == asked["candidates"][0]["document_id"]
    assert denied["metadata"]["pending_action_id"] == asked.list_id
    assert world.rows("offers")[0]["state"] == "refused"


@pytest.mark.parametrize("change", [quarantine, unpublish, readdress, demote])
def test_what_was_withdrawn_between_choice_and_reading_is_not_read(world, rita, change):
    rita.says(SAPPHIRE)
    chosen = rita.says("1")
    change(world)
    refused = rita.reads(chosen)
    assert refused.status_code == 403
    assert refused.json()["code"] == "access_denied"
    assert "safira antes" not in refused.text
    assert [each["result"] for each in world.events("DOC_ACCESS_DENIED")] == ["DENIED"]
    assert world.events("DOC_OPEN_EXECUTED") == []
    assert world.executions[0]["state"] == "issued"


def test_who_lost_every_profile_between_list_and_choice_executes_nothing(world, rita):
    rita.says(SAPPHIRE)
    world.rows("set_type", person=rita.id, type="visitante")
    assert world.run(rita.saying("1")).status_code == 403
    assert world.executions == []
    world.rows("set_type", person=rita.id, type="profissional")
    assert rita.says("1").opened is None or len(world.executions) == 1
    world.assert_proved()


def test_who_lost_every_profile_does_not_read_what_was_opened_before(world, rita):
    rita.says(SAPPHIRE)
    chosen = rita.says("1")
    world.rows("set_type", person=rita.id, type="visitante")
    assert rita.reads(chosen).status_code == 403
    assert rita.receipts(chosen).status_code == 403


def test_a_document_corrupted_between_list_and_choice_is_quarantined_and_both_are_committed(world, rita):
    rita.says(SAPPHIRE)
    world.rows("claim_hash", name="roteiro-safira")
    answer = rita.says("1")
    assert answer.opened is None
    assert answer.text == UNAVAILABLE
    assert world.document("roteiro-safira").status == "QUARANTINED"
    (blocked,) = world.events("DOC_BLOCKED_SANITIZATION")
    assert blocked["metadata"]["reason"] == "integrity_hash_mismatch"
    assert rita.says(SAPPHIRE)["candidates"] == [] or rita.says("1").opened is None


def test_a_document_corrupted_between_choice_and_reading_is_quarantined_and_not_read(world, rita):
    rita.says(SAPPHIRE)
    chosen = rita.says("1")
    world.rows("claim_hash", name="roteiro-safira")
    refused = rita.reads(chosen)
    assert refused.status_code == 409
    assert refused.json()["code"] == "text_unavailable"
    assert refused.json()["detail"] == UNAVAILABLE
    assert world.document("roteiro-safira").status == "QUARANTINED"
    (blocked,) = world.events("DOC_BLOCKED_SANITIZATION")
    assert blocked["metadata"]["execution_id"] == chosen.execution
    assert world.events("DOC_OPEN_EXECUTED") == []


@pytest.mark.parametrize(
    "payload",
    [
        "%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj stream xref trailer",
        "<script>alert('oi')</script> um texto qualquer",
        "texto com bytes \x01\x02\x03\x04\x05\x06 de controle " * 40,
        "QUJD" * 3000,
    ],
    ids=["pdf", "script", "control", "base64"],
)
def test_a_payload_that_came_in_between_choice_and_reading_never_leaves_raw(world, rita, payload):
    rita.says(SAPPHIRE)
    chosen = rita.says("1")
    world.rows("set_content", name="roteiro-safira", content=payload)
    read = rita.reads(chosen)
    if read.status_code == 200:
        assert read.json()["content"] != payload
        assert not [c for c in read.json()["content"] if ord(c) < 32 and c not in "\n\t"]
    else:
        assert read.status_code == 409
        assert world.document("roteiro-safira").status == "QUARANTINED"
        assert len(world.events("DOC_BLOCKED_SANITIZATION")) == 1


def test_a_scan_whose_text_was_never_extracted_is_never_shown_as_bytes(world, rita):
    rita.says("abre o laudo escaneado de turmalina")
    answer = rita.says("1")
    assert answer.text == UNAVAILABLE
    assert "%PDF" not in str(answer)
    assert world.document("laudo-escaneado").status == "QUARANTINED"


def test_what_was_judged_unsound_stays_shut_although_somebody_lets_it_circulate_again(world, rita):
    for _ in range(2):
        world.rows("set_status", name="nota-corrompida", status="ACTIVE")
        world.rows("believe_hash", name="nota-corrompida")
        world.rows("set_content", name="nota-corrompida", content="%PDF-1.4 endobj xref trailer " * 20)
        rita.says("abre a nota técnica sobre zirconita")
        assert rita.says("1").text == UNAVAILABLE
        assert world.executions == []


def test_a_document_without_text_says_so_and_is_not_quarantined(world, rita):
    rita.says("abre a ficha vazia de obsidiana")
    answer = rita.says("1")
    assert answer.opened is None
    assert "não tem texto" in answer.text
    assert world.document("ficha-vazia").status == "ACTIVE"
    assert world.executions == []


def test_a_text_emptied_between_choice_and_reading_is_unavailable(world, rita):
    rita.says(SAPPHIRE)
    chosen = rita.says("1")
    world.rows("set_content", name="roteiro-safira", content="")
    assert rita.reads(chosen).status_code == 409


def test_a_replayed_choice_is_judged_again_before_its_text_leaves(world, rita):
    rita.says(SAPPHIRE)
    name = message_id()
    chosen = rita.says("1", message_id=name)
    quarantine(world)
    assert rita.says("1", message_id=name).execution == chosen.execution
    assert rita.reads(chosen).status_code == 403


def test_a_patient_never_reads_with_the_execution_of_a_professional(world, rita):
    rita.says(SAPPHIRE)
    chosen = rita.says("1")
    for email in (PATIENT, VISITOR):
        other = world.person(email)
        assert other.reads(chosen).status_code in (403, 404)
        assert other.receipts(chosen).status_code in (403, 404)
    assert world.executions[0]["state"] == "issued"
