"""The document pane: literal text with what identifies it, safe, searchable, printable, and gone when closed."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.channels.web.conftest import eventually, say, sign_in
from tests.channels.web.stand_in import (
    DOCUMENT,
    EXECUTION,
    TITLES,
    StandIn,
    answer,
    literal_text,
    open_command,
    opening,
    problem,
)

pytestmark = pytest.mark.browser


def open_one(page: Page, service: StandIn, execution: str = EXECUTION) -> None:
    service.will_say(opening(1, execution))
    say(page, "o primeiro")
    page.locator(".document-title").wait_for()


def test_the_pane_shows_title_id_version_category_and_notice_before_the_text(page: Page, service: StandIn) -> None:
    expect(page.locator("#document")).to_contain_text("Nenhum documento aberto")
    open_one(page, service)
    pane = page.locator("#document-scroll")
    expect(pane.get_by_role("heading", name=TITLES[1])).to_be_focused()
    expect(pane.locator("[data-fact='document.id'] dd")).to_have_text(DOCUMENT)
    expect(pane.locator("[data-fact='document.version'] dd")).to_have_text("2.0")
    expect(pane.locator("[data-fact='document.category'] dd")).to_have_text("protocolo")
    expect(pane.get_by_role("note")).to_contain_text("Conteúdo literal (fonte)")
    expect(page.locator("#announcer")).to_contain_text("Documento aberto")


def test_facts_that_are_missing_are_said_to_be(page: Page, service: StandIn) -> None:
    service.literals.append(literal_text() | {"version": None, "category": ""})
    open_one(page, service)
    expect(page.locator("[data-fact='document.version'] dd")).to_have_text("não informada")
    expect(page.locator("[data-fact='document.category'] dd")).to_have_text("não informada")


def test_light_markdown_becomes_structure_and_numbers_stay_the_sources_own(page: Page, service: StandIn) -> None:
    open_one(page, service)
    text = page.locator(".literal")
    expect(text.get_by_role("heading", level=3)).to_have_text("Objetivo")
    expect(text.get_by_role("heading", level=4)).to_have_text("Passos")
    expect(text.locator("strong")).to_have_text("titulação")
    numbers = text.locator("ol > li").evaluate_all("(items) => items.map((item) => item.value)")
    assert numbers == [1, 2, 5]
    expect(text.locator("ol > li").nth(1)).to_have_text("Começar com dose baixa.\nRever em sete dias.")
    expect(text.locator("ul > li")).to_have_count(2)
    expect(text.get_by_role("columnheader")).to_have_text(["Semana", "Dose"])
    expect(text.get_by_role("cell")).to_have_text(["1", "5 mg"])


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>window.stolen = true</script>",
        "<img src=x onerror='window.stolen = true'>",
        "# <svg onload='window.stolen = true'>",
        "- <a href='javascript:window.stolen = true'>x</a>",
        "**<iframe srcdoc='<script>parent.stolen = true</script>'></iframe>**",
        "| <b>a</b> |\n|---|\n| <style>*{display:none}</style> |",
        "[x](javascript:alert(1)) ![y](https://example.org/y.png)",
    ],
)
def test_markup_in_a_document_is_shown_as_it_is_written(page: Page, service: StandIn, hostile: str) -> None:
    service.literals.append(literal_text() | {"content": hostile, "title": hostile, "notice": hostile})
    open_one(page, service)
    active = "#document-scroll :is(script, img, svg, a, iframe, style, b)"
    expect(page.locator(active)).to_have_count(0)
    assert page.evaluate("window.stolen") is None
    words = hostile.lstrip("#-* ").split("\n")[0].strip("|* ")
    expect(page.locator(".literal")).to_contain_text(words)


def test_a_document_of_one_megabyte_opens(page: Page, service: StandIn) -> None:
    lines = "Avaliar a função renal antes de cada ajuste de dose.\n\n" * 18_000
    service.literals.append(literal_text() | {"content": lines})
    open_one(page, service)
    expect(page.locator(".literal > p")).to_have_count(18_000)
    page.get_by_role("searchbox").fill("função")
    expect(page.locator("#find-count")).to_have_text("1 de 1000")


def test_find_ignores_case_and_accents_counts_and_steps_without_changing_the_text(page: Page, service: StandIn) -> None:
    open_one(page, service)
    before = page.locator(".literal").inner_text()
    field = page.get_by_role("searchbox", name="Procurar no texto")
    field.fill("TITULACAO")
    expect(page.locator("#find-count")).to_have_text("1 de 1")
    expect(page.locator("mark")).to_have_text("titulação")
    field.fill("dose")
    expect(page.locator("#find-count")).to_have_text("1 de 4")
    field.press("Enter")
    expect(page.locator("#find-count")).to_have_text("2 de 4")
    field.press("Shift+Enter")
    field.press("Shift+Enter")
    expect(page.locator("#find-count")).to_have_text("4 de 4")
    page.get_by_role("button", name="Próxima").click()
    expect(page.locator("#find-count")).to_have_text("1 de 4")
    field.fill("zzz")
    expect(page.locator("#find-count")).to_have_text("Nada encontrado")
    expect(page.get_by_role("button", name="Próxima")).to_be_disabled()
    field.press("Escape")
    expect(field).to_have_value("")
    expect(page.locator("#document-open")).to_be_visible()
    expect(page.locator("mark")).to_have_count(0)
    assert page.locator(".literal").inner_text() == before


def test_print_prints_the_document_alone(page: Page, service: StandIn) -> None:
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    open_one(page, service)
    page.get_by_role("button", name="Imprimir").click()
    assert page.evaluate("window.printed") is True
    page.emulate_media(media="print")
    expect(page.locator("#conversation")).to_be_hidden()
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".document-notice")).to_be_visible()
    expect(page.locator(".literal")).to_be_visible()


def test_closing_leaves_nothing_of_the_text_and_returns_to_the_message(page: Page, service: StandIn) -> None:
    open_one(page, service)
    page.keyboard.press("Escape")
    expect(page.locator("#document-empty")).to_be_visible()
    expect(page.get_by_role("textbox", name="Sua mensagem")).to_be_focused()
    assert "função renal" not in page.content()


def test_a_document_that_does_not_open_says_why_and_can_be_tried_again(page: Page, service: StandIn) -> None:
    sentence = "Documento temporariamente indisponível por verificação de integridade."
    service.literals.append(problem(409, sentence, code="DOC_BLOCKED_SANITIZATION"))
    open_one(page, service)
    expect(page.locator("#document").get_by_role("alert")).to_contain_text(sentence)
    failed = (EXECUTION, {"outcome": "failed", "detail": "DOC_BLOCKED_SANITIZATION"})
    assert eventually(page, lambda: service.receipts == [failed])
    expect(page.locator(".card")).to_contain_text("Não foi possível abrir.")
    page.locator("#document").get_by_role("button", name="Tentar de novo").click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_visible()
    assert service.receipts == [failed]


def test_a_session_that_ends_at_the_document_asks_to_sign_in_and_the_document_can_be_opened_after(
    page: Page, service: StandIn
) -> None:
    service.literals.append(problem(401, "Sua sessão terminou", code="TOKEN"))
    service.will_say(opening(1))
    say(page, "o primeiro")
    expect(page.get_by_role("alert").first).to_contain_text("Sua sessão terminou")
    sign_in(page)
    page.get_by_role("button", name="Abrir de novo").click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_visible()


def test_the_last_document_asked_for_is_the_one_shown(page: Page, service: StandIn) -> None:
    service.will_say(opening(1, "first"), opening(2, "second"))
    service.literals.extend([literal_text() | {"title": "Primeiro"}, literal_text() | {"title": "Segundo"}])
    say(page, "o primeiro")
    page.get_by_role("heading", name="Primeiro").wait_for()
    say(page, "o segundo")
    expect(page.get_by_role("heading", name="Segundo")).to_be_visible()
    expect(page.get_by_role("heading", name="Primeiro")).to_have_count(0)
    expect(page.locator(".card-title")).to_have_text(["Primeiro", "Segundo"])


def test_a_document_shown_inline_opens_in_the_same_pane(page: Page, service: StandIn) -> None:
    inline = open_command("inline")
    inline["command"] |= {"type": "show-document-inline", "target": None}
    service.will_say(answer("Aqui.", "SELECT", selection=1, app_commands=[inline]))
    say(page, "o primeiro")
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_visible()
    assert service.reads == [(DOCUMENT, "inline")]


def test_on_a_phone_the_document_covers_the_conversation_and_both_ways_back_work(
    context: BrowserContext, service: StandIn
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    sign_in(page)
    open_one(page, service)
    expect(page.locator("#conversation")).to_have_attribute("inert", "")
    page.get_by_role("button", name="Voltar à conversa").click()
    expect(page.locator("#document-open")).to_be_hidden()
    expect(page.locator("#conversation")).not_to_have_attribute("inert", "")
    page.get_by_role("button", name="Abrir de novo").click()
    page.locator(".document-title").wait_for()
    page.go_back()
    expect(page.locator("#document-open")).to_be_hidden()
    expect(page.get_by_role("button", name="Abrir de novo")).to_be_visible()
    page.get_by_role("button", name="Abrir de novo").click()
    expect(page.locator(".document-title")).to_be_visible()
