"""Who can use it: by keyboard, by screen reader, by voice, on any width, in both languages."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.channels.web.conftest import say, sign_in
from tests.channels.web.stand_in import PENDING, TITLES, StandIn, answer, listing, opening

pytestmark = pytest.mark.browser

# A recogniser that says what the test put on `window.utterance`, first as a guess, then for good.
RECOGNISER = """
window.webkitSpeechRecognition = undefined;
window.SpeechRecognition = class {
  start() {
    const result = (isFinal) => Object.assign([{ transcript: window.utterance }], { isFinal });
    setTimeout(() => {
      if (window.fault) this.onerror({ error: window.fault });
      else for (const isFinal of [false, true]) this.onresult({ resultIndex: 0, results: [result(isFinal)] });
      this.onend();
    }, 50);
  }
  stop() { this.onend(); }
};
window.spoken = [];
speechSynthesis.speak = (utterance) => window.spoken.push([utterance.text, utterance.lang]);
"""


@pytest.fixture
def offered(page: Page, service: StandIn) -> Page:
    service.will_say(listing(3))
    say(page, "abre o protocolo")
    page.locator("[data-position='3']").wait_for()
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Sua mensagem")


def test_enter_sends_and_shift_enter_breaks_the_line(page: Page, service: StandIn) -> None:
    field(page).focus()
    page.keyboard.type("um")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dois")
    page.keyboard.press("Enter")
    page.get_by_text("Não entendi.").wait_for()
    assert service.heard[0]["text"] == "um\ndois"


def test_nothing_is_sent_while_the_field_is_blank(page: Page, service: StandIn) -> None:
    field(page).fill("  \n ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert service.heard == []


@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_a_digit_in_the_empty_field_chooses_from_the_live_list(offered: Page, service: StandIn, key: str) -> None:
    service.will_say(opening(int(key)))
    expect(field(offered)).to_be_focused()
    offered.keyboard.press(key)
    expect(offered.get_by_text(f"Você escolheu a opção {key}.")).to_be_visible()
    assert (service.heard[1]["text"], service.heard[1]["pending_action_id"]) == (key, PENDING)


@pytest.mark.parametrize("key", ["4", "9", "0", "Control+1", "Alt+1"])
def test_a_key_that_names_no_option_chooses_nothing(offered: Page, service: StandIn, key: str) -> None:
    offered.keyboard.press(key)
    offered.wait_for_timeout(200)
    assert len(service.heard) == 1


def test_a_digit_within_a_text_is_text(offered: Page, service: StandIn) -> None:
    offered.keyboard.type("quero 2 consultas")
    expect(field(offered)).to_have_value("quero 2 consultas")
    assert len(service.heard) == 1


def test_a_digit_without_a_live_list_is_text(page: Page, service: StandIn) -> None:
    field(page).focus()
    page.keyboard.type("2")
    expect(field(page)).to_have_value("2")


def test_arrows_walk_the_list_and_escape_returns_to_the_field(offered: Page, service: StandIn) -> None:
    offered.keyboard.press("ArrowDown")
    expect(offered.locator("[data-position='1']")).to_be_focused()
    offered.keyboard.press("ArrowDown")
    expect(offered.locator("[data-position='2']")).to_be_focused()
    offered.keyboard.press("End")
    expect(offered.locator("[data-position='3']")).to_be_focused()
    offered.keyboard.press("ArrowDown")
    expect(offered.get_by_role("button", name="Cancelar")).to_be_focused()
    offered.keyboard.press("Home")
    expect(offered.locator("[data-position='1']")).to_be_focused()
    offered.keyboard.press("Escape")
    expect(field(offered)).to_be_focused()
    offered.keyboard.press("ArrowUp")
    expect(offered.locator("[data-position='3']")).to_be_focused()
    service.will_say(opening(3))
    offered.keyboard.press("Enter")
    expect(offered.get_by_text("Você escolheu a opção 3.")).to_be_visible()


def test_the_first_tab_stop_leads_to_the_message(page: Page) -> None:
    assert page.evaluate("document.querySelector('a, button, input, textarea').className") == "skip"
    skip = page.get_by_role("link", name="Pular para a mensagem")
    skip.focus()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()


def test_a_screen_reader_hears_new_messages_and_only_those(offered: Page) -> None:
    log = offered.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-label", "Conversa com a Nôa")
    expect(offered.get_by_role("timer")).to_have_attribute("aria-live", "off")
    expect(offered.get_by_role("group", name="Opções para escolher").get_by_role("listitem")).to_have_count(3)
    expect(offered.locator("[data-position='1']")).to_have_accessible_name(
        re.compile(r"^1 Protocolo de dosagem inicial de canabidiol protocolo · versão 1\.0 Passo a passo")
    )
    expect(offered.get_by_role("banner")).to_have_count(1)
    expect(offered.get_by_role("main")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 2560, 3840])
def test_nothing_is_cut_off_at_any_width(page: Page, service: StandIn, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    service.will_say(listing(5))
    say(page, "abre o protocolo " + "x" * 300)
    page.locator("[data-position='5']").wait_for()
    wide = "() => document.documentElement.scrollWidth > innerWidth || document.body.scrollHeight > innerHeight"
    assert page.evaluate(wide) is False
    for name in ("Cancelar", "Enviar", "Sair"):
        expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    sides = "(all) => all.map((one) => one.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"
    assert min(page.locator("button:visible").evaluate_all(sides)) >= 24


def test_who_asked_for_less_motion_gets_none(browser: Browser, service: StandIn) -> None:
    context = browser.new_context(base_url=service.url, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/")
    animation = "() => getComputedStyle(document.querySelector('.dots i')).animationName"
    assert page.evaluate(animation) == "none"
    context.close()


def test_the_page_speaks_english_to_who_asks_for_it_and_says_so_to_the_service(
    browser: Browser, service: StandIn
) -> None:
    context = browser.new_context(base_url=service.url, locale="en-GB")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("E-mail").fill("profissional@demo.noa")
    page.get_by_label("Password").fill("certa")
    page.get_by_role("button", name="Sign in").click()
    service.will_say(listing(1, text="Which one?"), answer("Cancelled.", "SELECT", selection="cancel"))
    page.get_by_role("textbox", name="Your message").fill("open the protocol")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Key 1 chooses.")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("List cancelled.")).to_be_visible()
    assert [heard["locale"] for heard in service.heard] == ["en", "en"]
    assert service.heard[1]["text"] == "cancel"
    page.get_by_role("link", name="Português").click()
    expect(page.get_by_text("Lista cancelada.")).to_be_visible()
    context.close()


def test_what_is_heard_goes_into_the_field_and_is_sent_as_voice_when_the_person_says_so(
    context: BrowserContext, service: StandIn
) -> None:
    context.add_init_script(RECOGNISER)
    page = context.new_page()
    page.goto("/")
    sign_in(page)
    page.evaluate("window.utterance = 'abre o protocolo de dosagem'")
    page.get_by_role("button", name="Falar").click()
    expect(field(page)).to_have_value("abre o protocolo de dosagem")
    expect(page.locator("#composer-note")).to_have_text("Confira o texto e envie.")
    assert service.heard == []
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Não entendi.").wait_for()
    say(page, "obrigado")
    expect(page.get_by_text("Não entendi.")).to_have_count(2)
    assert [heard["modality"] for heard in service.heard] == ["voice", "text"]


@pytest.mark.parametrize(
    ("fault", "note"),
    [("not-allowed", "não liberou o microfone"), ("no-speech", "Não ouvi nada"), ("network", "falhou")],
)
def test_a_microphone_that_does_not_work_says_why(context: BrowserContext, fault: str, note: str) -> None:
    context.add_init_script(RECOGNISER)
    page = context.new_page()
    page.goto("/")
    sign_in(page)
    page.evaluate("(fault) => { window.fault = fault; }", fault)
    page.get_by_role("button", name="Falar").click()
    expect(page.locator("#composer-note")).to_contain_text(note)
    expect(page.get_by_role("button", name="Falar")).to_have_attribute("aria-pressed", "false")


def test_without_speech_recognition_there_is_no_microphone(context: BrowserContext) -> None:
    context.add_init_script("window.webkitSpeechRecognition = window.SpeechRecognition = undefined")
    page = context.new_page()
    page.goto("/")
    sign_in(page)
    expect(page.locator("#microphone")).to_be_hidden()


def test_answers_are_read_aloud_only_while_the_person_wants_it(context: BrowserContext, service: StandIn) -> None:
    context.add_init_script(RECOGNISER)
    page = context.new_page()
    page.goto("/")
    sign_in(page)
    service.will_say(answer("Calada."), listing(1, text="Falada:\n1. " + TITLES[0] + " [TRIGGER_ACTION]"))
    say(page, "um")
    page.get_by_text("Calada.").wait_for()
    toggle = page.get_by_role("button", name="Ler em voz alta")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    say(page, "dois")
    page.get_by_text("Falada:").wait_for()
    assert page.evaluate("window.spoken") == [["Falada:\n1. " + TITLES[0], "pt-BR"]]


def test_on_a_touch_screen_choosing_does_not_raise_the_keyboard(browser: Browser, service: StandIn) -> None:
    context = browser.new_context(base_url=service.url, locale="pt-BR", has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto("/")
    sign_in(page)
    service.will_say(listing(2), answer("Este não.", "SELECT", selection=1))
    say(page, "abre o protocolo")
    page.locator("[data-position='1']").tap()
    page.get_by_text("Este não.").wait_for()
    expect(field(page)).not_to_be_focused()
    context.close()
