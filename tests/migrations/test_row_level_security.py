"""The database has the last word: every probe holds on a fresh database and on one that was there before."""

import pytest

from tests.migrations.probes import PROBES


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.__name__)
def test_the_database_holds(world, probe):
    probe(world)
