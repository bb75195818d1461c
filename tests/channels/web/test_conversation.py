"""The story of a document: asked for, listed, chosen, opened; and everything that may get in between."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.channels.web.conftest import eventually, say, sign_in
from tests.channels.web.stand_in import (
    DOCUMENT,
    EXECUTION,
    PENDING,
    TITLES,
    StandIn,
    answer,
    command,
    listing,
    open_command,
    opening,
)

pytestmark = pytest.mark.browser

OTHER = "99999999-9999-4999-8999-999999999999"


def list_of(page: Page, service: StandIn, count: int = 3, seconds: float = 180) -> None:
    service.will_say(listing(count, seconds))
    say(page, "abre o protocolo de dosagem")
    page.locator(".offer .candidate").nth(count - 1).wait_for()


def test_the_first_screen_explains_itself_and_offers_examples(page: Page, service: StandIn) -> None:
    welcome = page.locator("#welcome")
    expect(welcome).to_contain_text("Peça um documento. Eu mostro opções; nada abre sem você confirmar.")
    expect(welcome.get_by_role("button")).to_have_count(4)
    service.will_say(answer("Temos 120 documentos."))
    welcome.get_by_role("button", name="quantos documentos temos?").click()
    expect(page.get_by_text("Temos 120 documentos.")).to_be_visible()
    assert service.heard[0]["text"] == "quantos documentos temos?"
    expect(welcome).to_be_hidden()


def test_a_request_says_who_what_where_and_in_which_language(page: Page, service: StandIn) -> None:
    service.will_say(answer("Não encontrei."), answer("Não encontrei."))
    say(page, "abre o xyz")
    expect(page.get_by_text("Não encontrei.")).to_be_visible()
    say(page, "abre o abc")
    expect(page.get_by_text("Não encontrei.")).to_have_count(2)
    first, second = service.heard
    assert first.keys() == {"conversation_id", "message_id", "text", "modality", "locale", "ui_context"}
    assert (first["modality"], first["locale"], first["ui_context"]) == ("text", "pt-BR", {"route": "/"})
    assert first["conversation_id"] == second["conversation_id"]
    assert first["message_id"] != second["message_id"]


def test_choosing_by_button_names_the_list_and_opens_the_document_beside(page: Page, service: StandIn) -> None:
    list_of(page, service)
    first = page.locator(".offer .candidate").first
    expect(first).to_contain_text("1")
    expect(first).to_contain_text(TITLES[0])
    expect(first).to_contain_text("protocolo · versão 1.0")
    expect(first).to_contain_text("Passo a passo")
    service.will_say(opening(2))
    page.get_by_role("button", name=re.compile("^2 ")).click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_focused()
    chosen = service.heard[1]
    assert (chosen["text"], chosen["pending_action_id"]) == ("2", PENDING)
    assert chosen["message_id"] != service.heard[0]["message_id"]
    assert service.reads == [(DOCUMENT, EXECUTION)]
    assert eventually(page, lambda: service.receipts == [(EXECUTION, {"outcome": "executed"})])
    expect(page.get_by_text("Você escolheu a opção 2.")).to_be_visible()
    for number in (1, 2, 3):
        expect(page.locator(f"[data-position='{number}']")).to_be_disabled()


def test_cancelling_names_the_list_and_closes_it(page: Page, service: StandIn) -> None:
    list_of(page, service)
    service.will_say(answer("Cancelado. Nada foi aberto.", "SELECT", selection="cancel"))
    page.get_by_role("button", name="Cancelar").click()
    expect(page.get_by_text("Lista cancelada.")).to_be_visible()
    assert (service.heard[1]["text"], service.heard[1]["pending_action_id"]) == ("cancelar", PENDING)


def test_a_typed_reply_names_no_list_and_the_service_decides(page: Page, service: StandIn) -> None:
    list_of(page, service)
    service.will_say(opening(3))
    say(page, "o terceiro")
    expect(page.get_by_text("Você escolheu a opção 3.")).to_be_visible()
    assert "pending_action_id" not in service.heard[1]


def test_a_double_press_chooses_once(page: Page, service: StandIn) -> None:
    list_of(page, service)
    service.will_say(opening(1))
    page.locator("[data-position='1']").dblclick()
    expect(page.get_by_text("Você escolheu a opção 1.")).to_be_visible()
    assert len(service.heard) == 2


def test_a_list_that_expires_says_so_and_takes_no_choice(page: Page, service: StandIn) -> None:
    list_of(page, service, seconds=2.5)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"Expira em 0:0\d"))
    expect(page.locator(".offer")).to_contain_text("A lista expirou. Peça de novo.")
    expect(page.locator("#announcer")).to_have_text(re.compile("A lista expirou"))
    expect(page.locator("[data-position='1']")).to_be_disabled()
    page.get_by_role("textbox", name="Sua mensagem").press("1")
    assert len(service.heard) == 1


def test_time_left_is_told_by_the_clock_of_the_service(context: BrowserContext, service: StandIn) -> None:
    context.add_init_script("const real = Date.now; Date.now = () => real() + 3_600_000;")
    page = context.new_page()
    page.goto("/")
    sign_in(page)
    list_of(page, service)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"Expira em (2:5\d|3:0\d)"))
    expect(page.locator("[data-position='1']")).to_be_enabled()


@pytest.mark.parametrize(
    ("expires_at", "is_live"), [(None, True), ("nonsense", False), ("2001-01-01T00:00:00Z", False)]
)
def test_a_list_without_an_end_stays_and_one_with_a_senseless_end_does_not(
    page: Page, service: StandIn, expires_at: str | None, is_live: bool
) -> None:
    offer = listing(1)
    offer["pending_action"]["expires_at"] = expires_at
    service.will_say(offer)
    say(page, "abre o protocolo")
    expect(page.locator("[data-position='1']")).to_be_enabled(enabled=is_live)


def test_twins_are_told_apart_by_version_and_year(page: Page, service: StandIn) -> None:
    offer = listing(1)
    offer["candidates"][0] |= {"category": "protocolo-clinico", "version": "2.0", "year": 2024}
    service.will_say(offer)
    say(page, "abre o protocolo")
    expect(page.locator(".candidate-facts")).to_have_text("protocolo clinico · versão 2.0 · 2024")


def test_a_new_list_takes_the_place_of_the_old_one(page: Page, service: StandIn) -> None:
    list_of(page, service)
    service.will_say(listing(2, pending=OTHER))
    say(page, "abre a diretriz")
    expect(page.get_by_text("Esta lista foi trocada por outra.")).to_be_visible()
    expect(page.locator(".offer").first.locator("[data-position='1']")).to_be_disabled()
    service.will_say(opening(1))
    page.locator(".offer").nth(1).locator("[data-position='1']").click()
    page.get_by_text("Você escolheu a opção 1.").wait_for()
    assert service.heard[2]["pending_action_id"] == OTHER


def test_a_list_that_is_asked_about_again_continues_below(page: Page, service: StandIn) -> None:
    list_of(page, service)
    service.will_say(listing(3, text="Não entendi qual. Responda com um número."))
    say(page, "talvez o dois")
    expect(page.get_by_text("A lista continua abaixo.")).to_be_visible()
    expect(page.locator(".offer").nth(1).locator("[data-position='1']")).to_be_enabled()


def test_other_talk_leaves_the_list_open_and_a_refusal_that_keeps_it_reopens_it(page: Page, service: StandIn) -> None:
    list_of(page, service)
    service.will_say(answer("Eu encontro documentos.", "HELP"))
    say(page, "ajuda")
    page.get_by_text("Eu encontro documentos.").wait_for()
    expect(page.locator("[data-position='1']")).to_be_enabled()
    kept = {"id": PENDING, "kind": "DOC_OPEN_CONFIRMATION", "expires_at": "2999-01-01T00:00:00Z"}
    service.will_say(answer("Espere 12 segundos.", "SELECT", selection=1, pending_action=kept))
    page.locator("[data-position='1']").click()
    page.get_by_text("Espere 12 segundos.").wait_for()
    expect(page.locator("[data-position='1']")).to_be_enabled()


def test_a_choice_that_opens_nothing_closes_the_list_without_claiming_it_was_opened(
    page: Page, service: StandIn
) -> None:
    list_of(page, service)
    service.will_say(answer("Este documento é só para profissionais.", "SELECT", selection=1))
    page.locator("[data-position='1']").click()
    expect(page.get_by_text("Esta lista foi encerrada.")).to_be_visible()
    expect(page.locator("#document-open")).to_be_hidden()
    assert service.receipts == []


def test_lines_that_the_buttons_repeat_and_tokens_are_not_shown(page: Page, service: StandIn) -> None:
    lines = "\n".join(f"{number}. {title}" for number, title in enumerate(TITLES, 1))
    service.will_say(listing(text=f"Encontrei três:\n{lines}\nResponda com 1–3 ou diga cancelar. [TRIGGER_ACTION]"))
    say(page, "protocolos")
    page.locator(".offer").wait_for()
    expect(page.locator(".from-noa .words")).to_have_text("Encontrei três:\nResponda com 1–3 ou diga cancelar.")


def test_scheduling_opens_by_its_flag_and_never_by_the_token_alone(page: Page, service: StandIn) -> None:
    service.will_say(
        answer("Sem marcar. [TRIGGER_SCHEDULING]", metadata={"trigger_scheduling": False}),
        answer("Só o sinal. [TRIGGER_SCHEDULING]"),
        answer("Vamos marcar. [TRIGGER_SCHEDULING]", "SCHEDULE", metadata={"trigger_scheduling": True}),
    )
    for asked, told in (("um", "Sem marcar."), ("dois", "Só o sinal."), ("três", "Vamos marcar.")):
        expect(page.locator(".card")).to_have_count(0)
        say(page, asked)
        expect(page.get_by_text(told, exact=True)).to_be_visible()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card")).to_contain_text("Agendamento")
    expect(page.locator("#log")).not_to_contain_text("TRIGGER")


def test_going_to_a_section_is_a_calm_card_here(page: Page, service: StandIn) -> None:
    section = command(type="navigate-section", target="agenda", fallbackRoute="/app/clinica/paciente/agenda")
    service.will_say(answer("Abrindo a agenda. [TRIGGER_ACTION]", "NAVIGATE", app_commands=[section]))
    say(page, "abrir agenda")
    expect(page.locator(".card")).to_contain_text("Abriria a seção agenda")
    expect(page).to_have_url(service.url + "/")


def test_an_unsafe_command_is_refused_in_words_and_an_unknown_one_in_silence(page: Page, service: StandIn) -> None:
    unsafe = command(type="navigate-route", target="https://example.org", payload={"execution_id": "x1"})
    unknown = command(type="sign-document", target="x", payload={"execution_id": "x2"})
    service.will_say(answer("Um.", app_commands=[unsafe]), answer("Dois.", app_commands=[unknown]))
    say(page, "um")
    expect(page.locator(".card")).to_contain_text("recusado por segurança")
    expect(page.locator(".card")).not_to_contain_text("example.org")
    say(page, "dois")
    page.get_by_text("Dois.").wait_for()
    expect(page.locator(".card")).to_have_count(1)
    refused = {"outcome": "refused"}
    receipts = [("x1", refused | {"detail": "target"}), ("x2", refused | {"detail": "type"})]
    assert eventually(page, lambda: service.receipts == receipts)


def test_a_command_that_waits_is_a_button(page: Page, service: StandIn) -> None:
    waiting = answer("Pronto.", "SELECT", selection=1, app_commands=[open_command(more={"autoExecute": False})])
    service.will_say(waiting)
    say(page, "o primeiro")
    button = page.get_by_role("button", name="Executar")
    button.wait_for()
    assert (service.reads, service.receipts) == ([], [])
    button.click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_visible()
    assert eventually(page, lambda: service.receipts == [(EXECUTION, {"outcome": "executed"})])
    expect(page.get_by_role("button", name="Abrir de novo")).to_be_visible()


def test_a_reload_brings_the_conversation_back_without_repeating_or_keeping_the_document(
    page: Page, service: StandIn
) -> None:
    list_of(page, service)
    service.will_say(opening(2))
    page.locator("[data-position='2']").click()
    page.get_by_role("heading", name=TITLES[1]).wait_for()
    assert eventually(page, lambda: len(service.receipts) == 1)
    page.get_by_role("textbox", name="Sua mensagem").fill("um rascunho")
    page.reload()
    expect(page.get_by_text("Você escolheu a opção 2.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Sua mensagem")).to_have_value("um rascunho")
    expect(page.locator("#document-open")).to_be_hidden()
    assert len(service.heard) == 2
    assert (len(service.reads), len(service.receipts)) == (1, 1)
    stored = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert "função renal" not in stored
    assert "Conteúdo literal" not in stored
    page.get_by_role("button", name="Abrir de novo").click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_focused()
    assert service.reads == [(DOCUMENT, EXECUTION)] * 2
    assert len(service.receipts) == 1


def test_a_live_list_is_live_after_a_reload(page: Page, service: StandIn) -> None:
    list_of(page, service)
    page.reload()
    service.will_say(opening(1))
    page.locator("[data-position='1']").click()
    page.get_by_text("Você escolheu a opção 1.").wait_for()
    assert service.heard[1]["pending_action_id"] == PENDING
    assert service.heard[1]["conversation_id"] == service.heard[0]["conversation_id"]


def test_two_tabs_that_get_the_same_answer_open_it_in_one(
    page: Page, context: BrowserContext, service: StandIn
) -> None:
    other = context.new_page()
    other.goto("/")
    sign_in(other)
    for tab in (page, other):
        service.will_say(opening(1))
        say(tab, "o primeiro")
        tab.locator(".card").wait_for()
    expect(other.locator(".card")).to_contain_text("Já foi aberto")
    assert eventually(page, lambda: len(service.receipts) == 1)
    assert (len(service.reads), len(service.receipts)) == (1, 1)
    assert service.heard[0]["conversation_id"] != service.heard[1]["conversation_id"]
    other.get_by_role("button", name="Abrir de novo").click()
    expect(other.get_by_role("heading", name=TITLES[1])).to_be_visible()
    assert (len(service.reads), len(service.receipts)) == (2, 1)


def test_a_new_conversation_starts_empty_under_another_id(page: Page, service: StandIn) -> None:
    list_of(page, service)
    page.get_by_role("button", name="Nova conversa").click()
    expect(page.locator("#log > *")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    say(page, "oi")
    page.get_by_text("Não entendi.").wait_for()
    assert service.heard[0]["conversation_id"] != service.heard[1]["conversation_id"]


def test_an_answer_to_a_conversation_that_was_left_is_not_shown(page: Page, service: StandIn) -> None:
    page.route("**/v1/chat", lambda route: (page.wait_for_timeout(400), route.continue_()))
    service.will_say(opening(1))
    say(page, "o primeiro")
    page.get_by_role("button", name="Nova conversa").click()
    page.wait_for_timeout(900)
    expect(page.locator("#log > *")).to_have_count(0)
    assert service.receipts == []
