"""The service keeps what /openapi.json promises, for every profile: no 5xx, and only declared answers."""

import asyncio
import socket
import threading
import time

import pytest
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings

from channels.composition import compose
from channels.http.app import create_app
from tests.world import OF_PROFILE, SECRET

OPERATIONS = 9
"""How many there are at least: one that vanishes from the schema would not be tried."""


@pytest.fixture
def served(world):
    """The address of a real server over the world's stores, on a port and a loop of its own."""
    service = compose(world.settings, SECRET, world.addresses)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(create_app(service), log_level="critical", ws="none", server_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("profile", OF_PROFILE)
def test_the_schema_is_kept(world, served, profile):
    keep(world, served, profile, examples=4)


@pytest.mark.proof
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("profile", OF_PROFILE)
def test_the_schema_is_kept_for_long(world, served, profile):
    keep(world, served, profile, examples=100)


def keep(world, served, profile, examples):
    """Try every operation with generated requests, good and bad, as somebody of this profile."""
    import schemathesis
    from schemathesis import checks
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    kept = [content_type_conformance, response_schema_conformance, status_code_conformance]
    person = world.person(OF_PROFILE[profile])
    schema = schemathesis.openapi.from_url(f"{served}/openapi.json")
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) >= OPERATIONS
    for operation in operations:

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=examples < 50,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def tried(case):
            case.call_and_validate(checks=[checks.not_a_server_error, *kept], headers=person.headers)

        tried()
    world.assert_proved()
