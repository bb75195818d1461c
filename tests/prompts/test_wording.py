"""Every word exists in both languages, asks for the same facts, and can be said."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import ast, parse, visitor

from core.active_contracts import load_contracts
from core.errors import ContractInvalid
from prompts.checking import check_wording
from prompts.phrasebook import LOCALES, Wording, load_wording

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    {path.parent for path in ROOT.rglob("*.ftl") if ".venv" not in path.parts and "build" not in path.parts}
)


class Variables(visitor.Visitor):
    def __init__(self):
        self.names = set()

    def visit_VariableReference(self, node):  # noqa: N802 - the visitor's spelling
        self.names.add(node.id.name)


def messages(path):
    told = {}
    for entry in parse(path.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), f"{path}: {entry.content[:80]!r}"
        if isinstance(entry, ast.Message):
            assert entry.id.name not in told, f"{path}: {entry.id.name} stands twice"
            found = Variables()
            found.visit(entry)
            told[entry.id.name] = found.names
    return told


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_both_languages_say_the_same_things_of_the_same_facts(folder):
    for first in folder.glob("*pt-BR.ftl"):
        assert messages(first) == messages(first.with_name(first.name.replace("pt-BR", "en")))


def test_every_reply_that_a_contract_can_give_has_words():
    check_wording(load_contracts(files("bundles")), load_wording(files("bundles")))


def test_a_reply_without_words_is_named():
    with pytest.raises(ContractInvalid, match=r"bundles/documents: no words for `opened` in pt-BR"):
        check_wording(load_contracts(files("bundles")), Without(load_wording(files("bundles")), "opened"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", ["cancelled", "expired", "already-answered", "access-denied", "another-list"])
def test_what_did_not_open_is_said_to_have_opened_nothing(locale, key):
    words = load_wording(files("bundles")).words(locale, "documents", key, {"profile": "patient"})
    assert re.search(r"[Nn]ada|[Nn]othing", words)


def test_cancelled_superseded_expired_refused_and_failed_are_five_different_sentences():
    wording = load_wording(files("bundles"))
    keys = ("cancelled", "another-list", "expired", "access-denied", "quarantined")
    assert len({wording.words("pt-BR", "documents", key, {"profile": "admin"}) for key in keys}) == 5


class Without(Wording):
    def __init__(self, wording, key):
        super().__init__(wording._by_place)
        self._missing = key

    def has(self, locale, bundle, key):
        return key != self._missing and super().has(locale, bundle, key)
