"""A browser for each module, and for each test a stand-in service with a person signed in."""

import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.channels.web.stand_in import StandIn, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")  # Playwright holds an event loop: the tests of other modules need theirs
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the page was not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def service() -> Iterator[StandIn]:
    with serving(StandIn()) as stand_in:
        yield stand_in


@pytest.fixture
def context(browser: Browser, service: StandIn) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=service.url, locale="pt-BR", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext) -> Iterator[Page]:
    """A page that nobody has signed in on; a fault or a policy violation on it fails the test."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    page.goto("/")
    yield page
    assert faults == []


@pytest.fixture
def page(visitor: Page) -> Page:
    sign_in(visitor)
    return visitor


def sign_in(page: Page, email: str = "profissional@demo.noa") -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Senha").fill("certa")
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("textbox", name="Sua mensagem").wait_for()


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Sua mensagem").fill(text)
    page.keyboard.press("Enter")


def eventually(page: Page, is_so: Callable[[], bool], seconds: float = 5) -> bool:
    """Whether it becomes so in time; the page goes on working meanwhile."""
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        page.wait_for_timeout(20)
    return is_so()
