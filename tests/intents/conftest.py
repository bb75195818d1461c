"""One interpreter over the phrases of all bundles, and the lists that its tests show to a person."""

from pathlib import Path

import pytest

from core.interpretation import Offered
from intents.evaluate import listed_titles
from intents.interpreter import Interpreter
from intents.phrasebook import PhraseBook

BUNDLES = Path(__file__).parents[2] / "bundles"


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    sources = sorted(BUNDLES.glob("*/phrases.*.yaml"))
    return Interpreter([PhraseBook.load(source, source.parent.name) for source in sources])


@pytest.fixture(scope="session")
def five() -> Offered:
    return Offered(listed_titles())


@pytest.fixture(scope="session")
def one() -> Offered:
    return Offered(listed_titles()[:1])
