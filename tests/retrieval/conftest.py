"""The library fixture of the search tests."""

import time

import pytest

from tests.retrieval.library import Library


@pytest.fixture
def library(owner_url, app_url):
    """An empty library of the default institution."""
    library = Library(owner_url, app_url)
    yield library
    # a closed connection's process ends a moment later, autovacuum when it is done; the owner may end neither
    for _ in range(500):
        if not library.run("sessions"):
            break
        time.sleep(0.01)
