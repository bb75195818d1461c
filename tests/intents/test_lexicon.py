"""The lexicon of each language loads, and Python holds none of its words."""

import io
import re
import tokenize
from pathlib import Path

import pytest

from core.errors import ContractInvalid
from intents.lexicon import load_lexicon

INTENTS = Path(__file__).parents[2] / "intents"


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_each_language_knows_its_first_numbers_and_has_every_section(language: str) -> None:
    lexicon = load_lexicon(language)
    assert {1, 2, 3, 4, 5, -1} <= set(lexicon.values.values())
    assert {"choose", "cancel", "affirm", "ask", "correct", "cut", "drop", "edges"} <= lexicon.sections.keys()


def test_a_language_without_a_lexicon_is_refused() -> None:
    with pytest.raises((ContractInvalid, FileNotFoundError)):
        load_lexicon("tlh")


def test_python_holds_no_portuguese_words() -> None:
    accented = re.compile("[áàâãéêíóôõúç]")
    for path in INTENTS.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        words = [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type == tokenize.STRING and not token.string.startswith(('"""', 'r"'))
        ]
        assert [word for word in words if accented.search(word.replace("À-ÖØ-öø-ÿ", ""))] == [], path.name
