"""When things go wrong: nothing written is lost, nothing is done twice, and the person is told plainly."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.channels.web.conftest import eventually, say, sign_in
from tests.channels.web.stand_in import EXECUTION, PENDING, StandIn, answer, listing, opening, problem

pytestmark = pytest.mark.browser

AGAIN = "Tentar de novo"


def test_a_dropped_connection_is_tried_again_under_the_same_message_id(page: Page, service: StandIn) -> None:
    page.route("**/v1/chat", lambda route: route.abort(), times=1)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "/chat" in request.url else None)
    service.will_say(answer("Aqui está."))
    say(page, "abre o protocolo")
    expect(page.locator(".fate")).to_contain_text("A mensagem não chegou")
    page.get_by_role("button", name=AGAIN).click()
    expect(page.get_by_text("Aqui está.")).to_be_visible()
    ids = [re.findall(r'"message_id":"([^"]+)"', body)[0] for body in sent]
    assert len(ids) == 2
    assert ids[0] == ids[1] == service.heard[0]["message_id"]
    expect(page.locator(".fate")).to_be_empty()


def test_an_answer_lost_on_the_way_is_got_again_and_executed_once(page: Page, service: StandIn) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/v1/chat", lose, times=1)
    service.will_say(opening(1), opening(1))
    say(page, "o primeiro")
    page.get_by_role("button", name=AGAIN).click()
    page.get_by_role("button", name="Abrir de novo").wait_for()
    assert service.heard[0] == service.heard[1]
    assert eventually(page, lambda: [execution for execution, _ in service.receipts] == [EXECUTION])


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failure_of_the_service_keeps_the_message_id(page: Page, service: StandIn, status: int) -> None:
    service.will_say(problem(status, "Algo falhou", "Nada foi aberto.", "INTERNAL"), answer("Aqui está."))
    say(page, "abre o protocolo")
    expect(page.locator(".fate")).to_contain_text("Algo falhou")
    expect(page.locator(".fate")).to_contain_text("Nada foi aberto.")
    expect(page.locator(".fate")).to_contain_text("INTERNAL")
    page.get_by_role("button", name=AGAIN).click()
    expect(page.get_by_text("Aqui está.")).to_be_visible()
    assert service.heard[0]["message_id"] == service.heard[1]["message_id"]


def test_a_busy_service_is_given_the_time_it_asks_for(page: Page, service: StandIn) -> None:
    service.will_say(problem(503, "Banco indisponível", code="STORE_DOWN", **{"Retry-After": "2"}), answer("Voltei."))
    say(page, "abre o protocolo")
    retry = page.get_by_role("button", name=re.compile(AGAIN))
    expect(retry).to_be_disabled()
    expect(retry).to_have_text(re.compile(r"Tentar de novo em [12] s"))
    expect(retry).to_be_enabled()
    retry.click()
    expect(page.get_by_text("Voltei.")).to_be_visible()
    assert service.heard[0]["message_id"] == service.heard[1]["message_id"]


def test_a_refused_message_can_be_edited_and_goes_out_as_a_new_one(page: Page, service: StandIn) -> None:
    service.will_say(problem(422, "Texto inválido", "Há caracteres que não aceitamos.", "TEXT"), answer("Certo."))
    say(page, "abre \u202eisto")
    page.get_by_role("button", name="Editar a mensagem").click()
    field = page.get_by_role("textbox", name="Sua mensagem")
    expect(field).to_be_focused()
    say(page, "abre isto")
    expect(page.get_by_text("Certo.")).to_be_visible()
    assert service.heard[0]["message_id"] != service.heard[1]["message_id"]


@pytest.mark.parametrize("body", ["<html>proxy</html>", "", "null", '"text"'])
def test_an_answer_that_is_no_answer_is_a_failure_that_may_be_retried(page: Page, body: str) -> None:
    page.route("**/v1/chat", lambda route: route.fulfill(status=200, body=body))
    say(page, "oi")
    expect(page.locator(".fate")).to_contain_text("O serviço falhou")
    expect(page.get_by_role("button", name=AGAIN)).to_be_enabled()


def test_a_choice_that_did_not_arrive_can_be_tried_again_or_changed(page: Page, service: StandIn) -> None:
    service.will_say(listing())
    say(page, "abre o protocolo")
    page.locator("[data-position='1']").wait_for()
    page.route("**/v1/chat", lambda route: route.abort(), times=1)
    page.locator("[data-position='1']").click()
    expect(page.get_by_role("button", name=AGAIN)).to_be_visible()
    expect(page.locator("[data-position='2']")).to_be_enabled()
    service.will_say(opening(1))
    page.get_by_role("button", name=AGAIN).click()
    expect(page.get_by_text("Você escolheu a opção 1.")).to_be_visible()
    assert service.heard[1]["pending_action_id"] == PENDING


def test_a_session_that_ends_asks_to_sign_in_again_and_loses_nothing(page: Page, service: StandIn) -> None:
    service.will_say(answer("Olá."))
    say(page, "oi")
    page.get_by_text("Olá.").wait_for()
    service.is_token_good = False
    say(page, "abre o protocolo")
    expect(page.get_by_role("alert")).to_contain_text("Sua sessão terminou")
    expect(page.get_by_label("E-mail")).to_have_value("profissional@demo.noa")
    service.will_say(answer("Aqui está."))
    page.get_by_label("Senha").fill("certa")
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_text("Aqui está.")).to_be_visible()
    expect(page.get_by_text("Olá.")).to_be_visible()
    assert service.heard[1] == service.heard[2]


def test_another_person_who_signs_in_finds_nothing_of_the_one_before(page: Page, service: StandIn) -> None:
    service.will_say(answer("Segredo de um."))
    say(page, "oi")
    page.get_by_text("Segredo de um.").wait_for()
    service.is_token_good = False
    say(page, "abre o protocolo")
    page.get_by_role("alert").wait_for()
    sign_in(page, "paciente@demo.noa")
    expect(page.locator("#log > *")).to_have_count(0)
    say(page, "oi")
    page.get_by_text("Não entendi.").wait_for()
    assert service.heard[2]["conversation_id"] != service.heard[0]["conversation_id"]
    assert len(service.heard) == 3


def test_signing_out_forgets_the_conversation_the_draft_and_the_token(page: Page, service: StandIn) -> None:
    service.will_say(answer("Segredo de um."))
    say(page, "oi")
    page.get_by_text("Segredo de um.").wait_for()
    page.get_by_role("textbox", name="Sua mensagem").fill("rascunho")
    page.get_by_role("button", name="Sair").click()
    expect(page.get_by_label("E-mail")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_value("")
    stored = page.evaluate("JSON.stringify({...sessionStorage})")
    assert "Segredo" not in stored
    assert "rascunho" not in stored
    assert "token" not in stored
    page.reload()
    expect(page.get_by_label("E-mail")).to_be_visible()


def test_a_wrong_password_is_said_and_keeps_the_e_mail(visitor: Page, service: StandIn) -> None:
    visitor.get_by_label("E-mail").fill("profissional@demo.noa")
    visitor.get_by_label("Senha").fill("errada")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("alert")).to_have_text("E-mail ou senha não conferem.")
    expect(visitor.get_by_label("Senha")).to_be_focused()
    expect(visitor.get_by_label("E-mail")).to_have_value("profissional@demo.noa")
    assert visitor.evaluate("Object.keys(sessionStorage)") == []


def test_an_empty_form_is_not_sent(visitor: Page, service: StandIn) -> None:
    visitor.get_by_role("button", name="Entrar").click()
    expect(visitor.get_by_role("alert")).to_have_text("Escreva o e-mail e a senha.")
    assert service.logins == []


def test_the_help_link_explains_and_fills_nothing(visitor: Page) -> None:
    visitor.get_by_text("Onde encontro meu acesso?").click()
    expect(visitor.get_by_text("aparecem no terminal")).to_be_visible()
    expect(visitor.get_by_label("E-mail")).to_have_value("")
    expect(visitor.get_by_label("Senha")).to_have_value("")


def test_a_second_message_waits_for_the_first_answer_and_keeps_its_text(page: Page, service: StandIn) -> None:
    def slow(_: object) -> dict[str, object]:
        time.sleep(0.5)
        return answer("Um.")

    service.will_say(slow)
    say(page, "um")
    expect(page.get_by_text("Nôa está procurando…")).to_be_visible()
    say(page, "dois")
    expect(page.locator("#composer-note")).to_have_text(re.compile("Espere a resposta anterior"))
    expect(page.get_by_role("textbox", name="Sua mensagem")).to_have_value("dois")
    page.get_by_text("Um.").wait_for()
    assert len(service.heard) == 1


def test_a_page_closed_before_the_answer_offers_the_message_again_under_its_id(page: Page, service: StandIn) -> None:
    held: list[Route] = []
    page.route("**/v1/chat", lambda route: held.append(route), times=1)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "/chat" in request.url else None)
    say(page, "abre o protocolo")
    page.get_by_text("Nôa está procurando…").wait_for()
    page.reload()
    expect(page.locator(".fate")).to_contain_text("Não sei se a mensagem chegou")
    service.will_say(answer("Aqui está."))
    page.get_by_role("button", name=AGAIN).click()
    expect(page.get_by_text("Aqui está.")).to_be_visible()
    assert service.heard[0]["message_id"] in sent[0]
