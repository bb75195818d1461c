"""Prompts are versioned files, and data never gets out of its fence."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ContractInvalid
from prompts import template as module
from prompts.phrasebook import LOCALES
from prompts.privacy import SENT, Purpose
from prompts.template import assemble, load_templates

TEMPLATES = load_templates()


def counted():
    numbers = itertools.count(1)
    return lambda: f"secret-{next(numbers)}"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_a_prompt_in_every_locale(purpose, locale):
    facts = dict.fromkeys(SENT[purpose], "x")
    prompt = assemble(TEMPLATES, purpose, locale, facts, counted())
    assert prompt.template == f"{purpose}@1"
    assert prompt.secrets == ("secret-1", "secret-2")
    assert "secret-1" in prompt.system
    assert "secret-1" not in prompt.user
    assert "$" not in prompt.system
    for name in SENT[purpose] - {"profile"}:
        assert f"`{name}`" in prompt.system


@given(st.text(), st.text())
def test_data_stands_between_the_marks_as_json_and_changes_nothing_around_it(title, words):
    facts = {"profile": "patient", "titles": [title], "wording": words}
    prompt = assemble(TEMPLATES, Purpose.LIST, "pt-BR", facts, counted())
    plain = assemble(TEMPLATES, Purpose.LIST, "pt-BR", {"profile": "patient", "titles": [], "wording": ""}, counted())
    assert prompt.system == plain.system
    before, data, after = prompt.user.replace("===== fim", "===== início").split("===== início secret-2 =====")
    assert set(json.loads(data)) == {"profile", "titles", "wording"}
    assert plain.user.startswith(before)
    assert plain.user.endswith(after)


def test_the_marks_are_new_each_time():
    made = [assemble(TEMPLATES, Purpose.ADVICE, "en", {"words": "x", "choices": {}}) for _ in range(2)]
    assert len({secret for prompt in made for secret in prompt.secrets}) == 4
    assert all(len(secret) == 16 for prompt in made for secret in prompt.secrets)


def test_an_unknown_locale_speaks_the_default_one():
    facts = {"words": "x", "choices": {}}
    assert assemble(TEMPLATES, Purpose.ADVICE, "fr", facts, counted()) == assemble(
        TEMPLATES, Purpose.ADVICE, LOCALES[0], facts, counted()
    )


@pytest.mark.parametrize(
    "broken", ["", "---\nname: x\n---\n", "---\nname: rephrase-list\nversion: 1\n---\na\n---data---\nb"]
)
def test_a_broken_file_stops_the_start_and_is_named(tmp_path, monkeypatch, broken):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "rephrase-list.pt-BR.md").write_text(broken)
    monkeypatch.setattr(module, "files", lambda _package: tmp_path)
    with pytest.raises(ContractInvalid, match=r"rephrase-list\.pt-BR\.md"):
        load_templates()
