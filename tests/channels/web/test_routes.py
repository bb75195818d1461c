"""How the page and its files are served."""

import json
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from channels.web.headers import CONTENT_SECURITY_POLICY
from channels.web.routes import web_router
from channels.web.shell import LOCALES, choose_locale, load_messages, render_shell

WEB = Path(__file__).parents[3] / "channels" / "web"
MODULES = sorted((WEB / "static").glob("*.js"))


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(web_router())
    return TestClient(app)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/static/app.js", "text/javascript; charset=utf-8"),
        ("/static/commands.js", "text/javascript; charset=utf-8"),
        ("/static/style/base.css", "text/css; charset=utf-8"),
        ("/static/icon.svg", "image/svg+xml"),
        ("/static/messages/pt-BR.json", "application/json; charset=utf-8"),
    ],
)
def test_every_file_has_its_type_the_policy_and_a_tag(client: TestClient, path: str, media_type: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).status_code == 200


def test_the_policy_allows_nothing_but_its_own_files() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert {"base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= set(
        CONTENT_SECURITY_POLICY.split("; ")
    )


@pytest.mark.parametrize(
    "path", ["/static/nothing.js", "/static/../shell.html", "/static/%2e%2e/routes.py", "/static/", "/static/app.js/"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_is_no_part_of_the_described_interface(client: TestClient) -> None:
    assert client.get("/openapi.json").json()["paths"] == {}


@pytest.mark.parametrize(
    ("asked", "accepted", "locale"),
    [
        (None, None, "pt-BR"),
        (None, "", "pt-BR"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "pt-PT,pt;q=0.9,en;q=0.8", "pt-BR"),
        (None, "fr;q=1,en;q=0.2,pt;q=0.5", "pt-BR"),
        (None, "fr, en;q=0.1", "en"),
        (None, "en;q=0", "pt-BR"),
        (None, "en;q=x", "pt-BR"),
        ("en", "pt-BR", "en"),
        ("pt-BR", "en", "pt-BR"),
        ("../../etc", "en", "en"),
    ],
)
def test_the_address_chooses_the_language_then_the_browser(
    asked: str | None, accepted: str | None, locale: str
) -> None:
    assert choose_locale(asked, accepted) == locale


def test_the_page_says_its_language(client: TestClient) -> None:
    english = client.get("/?lang=en", headers={"Accept-Language": "pt-BR"})
    assert english.headers["content-language"] == "en"
    assert english.headers["vary"] == "Accept-Language"
    assert '<html lang="en">' in english.text
    assert "Ask for a document. I show options; nothing opens unless you confirm." in english.text
    portuguese = client.get("/", headers={"Accept-Language": "pt-BR"}).text
    assert "Peça um documento. Eu mostro opções; nada abre sem você confirmar." in portuguese


def test_both_languages_say_the_same_things_with_the_same_slots() -> None:
    portuguese, english = (load_messages(locale) for locale in LOCALES)
    assert list(portuguese) == list(english)
    for key, sentence in portuguese.items():
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_every_word_that_the_page_asks_for_is_there_and_none_is_idle() -> None:
    sources = "".join(path.read_text("utf-8") for path in [*MODULES, WEB / "shell.html"])
    known = set(load_messages("en"))
    asked = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', sources)) | set(re.findall(r"\{\{([a-z_.]+)\}\}", sources))
    families = tuple(re.findall(r"`([a-z_]+\.)\$\{", sources))
    subjects = {key.split(".")[0] for key in known}
    assert {key for key in asked if key.split(".")[0] in subjects} <= known
    assert [key for key in sorted(known - asked) if not key.startswith(families)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_shell_has_no_inline_code_and_no_inline_style(locale: str) -> None:
    shell = render_shell(locale).decode()
    assert "{{" not in shell
    assert re.findall(r"<script(?![^>]*\ssrc=)", shell) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", shell) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', shell) == []
    assert len(shell) < 150_000


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_modules_are_short_say_what_they_are_for_and_never_build_markup_from_text(module: Path) -> None:
    source = module.read_text("utf-8")
    assert source.startswith("// ")
    assert source.count("\n") < 250
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
    assert re.findall(forbidden, source) == []


def test_the_whole_page_is_light(client: TestClient) -> None:
    files = [path for path in (WEB / "static").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 150_000
    assert json.loads(client.get("/static/messages/en.json").text)["locale"] == "en"
