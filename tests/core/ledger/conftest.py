"""The ledger that its tests ask for."""

import pytest

from tests.core.ledger.book import Book


@pytest.fixture
def book(owner_url, app_url, tmp_path):
    """An empty ledger in a fresh database."""
    opened = Book(owner_url, app_url, tmp_path / "checkpoints")
    yield opened
    opened.wait_until_alone()
