"""Worlds for the proofs of the database: seeded once, and every test's transaction undone."""

import pytest

from tests.migrations.world import SHAPES, opened_world, seeded_database


@pytest.fixture(scope="session", params=SHAPES)
def seeded(request, servers):
    """Name and shape of a migrated and seeded database: a fresh one, and one that was there before."""
    with seeded_database(servers, request.param) as name:
        yield name, request.param


@pytest.fixture
def world(servers, seeded):
    """The seeded world, as the superuser who can act as anybody; nothing is ever committed."""
    with opened_world(servers, *seeded) as opened:
        yield opened
