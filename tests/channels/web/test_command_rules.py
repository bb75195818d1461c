"""Which commands the page obeys: the rules, tried in the browser that runs them."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.channels.web.stand_in import DOCUMENT, EXECUTION, StandIn, command, open_command, serving

pytestmark = pytest.mark.browser

JUDGE = "async (envelope) => (await import('/static/commands.js')).judge(envelope)"
IS_INNER = "async (route) => (await import('/static/commands.js')).isInnerRoute(route)"


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Page]:
    """One page for all rules: they are pure, so nothing of one case is left for the next."""
    with serving(StandIn()) as service:
        page = browser.new_page()
        page.goto(service.url)
        yield page
        page.close()


def judge(page: Page, envelope: Any) -> tuple[str, str | None]:
    judgement = page.evaluate(JUDGE, envelope)
    return judgement["verdict"], judgement.get("reason")


def test_the_allow_list_is_exactly_the_six_known_types(visitor: Page) -> None:
    allowed = visitor.evaluate("async () => (await import('/static/commands.js')).ALLOWED")
    assert sorted(allowed) == [
        "filter-patients",
        "navigate-route",
        "navigate-section",
        "open-document",
        "show-document-inline",
        "show-prescription",
    ]


@pytest.mark.parametrize(
    "envelope",
    [
        None,
        "open-document",
        [],
        {},
        {"kind": "noa_command"},
        {"kind": "noa_command", "command": None},
        {"kind": "noa_command", "command": "open-document"},
        {"kind": "noa_command", "command": ["open-document"]},
        {"kind": "NOA_COMMAND", "command": {"type": "navigate-route", "target": "/app/library"}},
        {"kind": "other_command", "command": {"type": "navigate-route", "target": "/app/library"}},
    ],
)
def test_what_is_no_command_is_ignored(visitor: Page, envelope: Any) -> None:
    assert judge(visitor, envelope)[0] == "ignore"


@pytest.mark.parametrize(
    ("envelope", "reason"),
    [
        (command(type="sign-document", target="x"), "type"),
        (command(type="constructor", target="x"), "type"),
        (command(type=None, target="x"), "type"),
        (command(type=["navigate-route"], target="/app"), "type"),
        (command(type="navigate-route"), "target"),
        (command(type="navigate-route", target=""), "target"),
        (command(type="navigate-route", target=7), "target"),
        (command(type="navigate-route", target="https://example.org/app"), "target"),
        (command(type="navigate-section", target="agenda"), "fallback_route"),
        (command(type="navigate-section", target="  ", fallbackRoute="/app"), "target"),
        (command(type="navigate-section", target="agenda", fallbackRoute="//example.org"), "fallback_route"),
        (command(type="show-prescription", target=""), "target"),
        (command(type="filter-patients"), "target"),
        (command(type="open-document", target="document"), "document_id"),
        (command(type="open-document", target="document", payload={"document_id": ""}), "document_id"),
        (command(type="open-document", target="document", payload={"document_id": DOCUMENT}), "unconfirmed"),
        (
            command(type="open-document", target="document", payload={"document_id": DOCUMENT, "confirmed": "true"}),
            "unconfirmed",
        ),
        (
            command(type="open-document", target="document", payload={"document_id": DOCUMENT, "confirmed": True}),
            "execution_id",
        ),
        (command(type="show-document-inline", payload={"execution_id": EXECUTION}), "document_id"),
    ],
)
def test_a_command_that_is_not_whole_is_refused(visitor: Page, envelope: Any, reason: str) -> None:
    assert judge(visitor, envelope) == ("refuse", reason)


@pytest.mark.parametrize(
    "envelope",
    [
        open_command(),
        command(type="navigate-route", target="/app/library"),
        command(type="navigate-section", target="agenda", fallbackRoute="/app/clinica/paciente/agenda"),
        command(type="show-prescription", target="ultima"),
        command(type="filter-patients", target="renais"),
        command(type="show-document-inline", payload={"document_id": DOCUMENT, "execution_id": EXECUTION}),
    ],
)
def test_a_whole_command_runs(visitor: Page, envelope: Any) -> None:
    assert judge(visitor, envelope)[0] == "run"
    assert judge(visitor, envelope | {"autoExecute": False})[0] == "offer"
    assert judge(visitor, envelope | {"requires_confirmation": True})[0] == "offer"
    assert judge(visitor, envelope | {"autoExecute": True})[0] == "run"


@pytest.mark.parametrize("route", ["/", "/app/library", "/app/library?doc=1#top", "/app/clínica/é"])
def test_routes_inside_the_application_are_accepted(visitor: Page, route: str) -> None:
    assert visitor.evaluate(IS_INNER, route) is True


@pytest.mark.parametrize(
    "route",
    [
        "",
        " ",
        "app/library",
        "http://example.org",
        "HTTPS://example.org",
        "//example.org",
        "/app//example.org",
        "/\\example.org",
        "\\\\example.org",
        "/app\\..\\x",
        "javascript:alert(1)",
        "/javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/data:text/html,x",
        "/\t/example.org",
        "/\n/example.org",
        "/\u0000/x",
        "mailto:a@example.org",
        "blob:x",
        None,
        7,
        {},
    ],
)
def test_routes_that_may_lead_outside_are_refused(visitor: Page, route: Any) -> None:
    assert visitor.evaluate(IS_INNER, route) is False
