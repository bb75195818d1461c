"""Phrase files: words stay words, and a fault is told with file and line."""

from pathlib import Path

import pytest

from core.errors import ContractInvalid
from intents.phrasebook import PhraseBook


def written(folder: Path, text: str) -> Path:
    path = folder / "phrases.pt-BR.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_and_sim_and_on_stay_words(tmp_path: Path) -> None:
    book = PhraseBook.load(written(tmp_path, "language: pt-BR\nintents:\n  X:\n    - whole: [no, sim, on]\n"))
    assert len(book.groups[0].whole) == 3


def test_a_broken_template_names_file_and_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'language: pt-BR\nintents:\n  X:\n    - whole:\n        - abre\n        - "(abre"\n')
    with pytest.raises(ContractInvalid, match=r"phrases\.pt-BR\.yaml:6"):
        PhraseBook.load(path)


def test_an_unknown_key_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(ContractInvalid, match=r"phrases\.pt-BR\.yaml:4"):
        PhraseBook.load(written(tmp_path, "language: pt-BR\nintents:\n  X:\n    - hole: abre\n"))


def test_a_new_intent_is_a_phrase_file_and_nothing_else(tmp_path: Path) -> None:
    from intents.interpreter import Interpreter

    source = "language: pt-BR\nintents:\n  WATER_PLANTS:\n    - whole: (rega|regue) as (plantas|flores)\n"
    interpreter = Interpreter([PhraseBook.load(written(tmp_path, source), "garden")])
    assert interpreter.interpret("por favor regue as plantas", None).intent == "WATER_PLANTS"


def test_every_example_in_a_phrase_file_has_the_meaning_that_the_file_gives_it(interpreter) -> None:
    for path in sorted((Path(__file__).parents[2] / "bundles").glob("*/phrases.*.yaml")):
        for intent, texts in PhraseBook.load(path, path.parent.name).examples.items():
            for text in texts:
                assert interpreter.interpret(text, None).intent == intent, (path.name, text)
