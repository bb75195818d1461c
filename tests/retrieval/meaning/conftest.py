"""A library of each test's own, and models that need no library, a tiny one and a real one."""

import pytest

from tests.retrieval.meaning.library import Library
from tests.retrieval.meaning.stand_in import StandIn


@pytest.fixture
def library(owner_url):
    """Two institutions with documents, indexed by name."""
    made = Library.made(owner_url)
    yield made
    made.wait_until_alone()


@pytest.fixture
def stand_in():
    """A model that needs no library."""
    return StandIn()
