"""The ledger that its tests ask for."""

import pytest

from tests.core.ledger.book import Book


@pytest.fixture
def book(owner_url, app_url, tmp_path):
    """An empty ledger in a fresh database."""
    return Book(owner_url, app_url, tmp_path / "checkpoints")
