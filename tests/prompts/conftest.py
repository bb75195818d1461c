"""What a test of the model's words may ask for: a scripted server, and litellm pointed at it."""

import asyncio

import pytest

from prompts.breaker import CircuitBreaker
from prompts.litellm_library import LitellmLibrary
from prompts.litellm_model import LitellmModel, LitellmTranscriber, ModelAddress
from prompts.speaker import Speaker
from prompts.spending import Uncounted
from prompts.template import load_templates
from tests.prompts.model_server import ModelServer, says

SECONDS = 1.5
"""How long these tests let a model think."""

SOON = SECONDS + 2
"""When every single answer must be there, even on a crowded machine; one test holds the 0.3 s that is promised."""


@pytest.fixture
def server():
    with ModelServer(says("ok")) as running:
        yield running


@pytest.fixture(scope="session")
def library():
    """litellm, imported once for the whole run."""
    opened = LitellmLibrary()
    asyncio.run(opened.open())
    yield opened
    asyncio.run(opened.close())


@pytest.fixture(scope="session")
def warmth(library):
    """Everything that a first request would have to load is loaded."""
    asyncio.run(LitellmModel(library, ModelAddress("openai/scripted", "http://127.0.0.1:9/v1"), SECONDS).warm())


@pytest.fixture
def model(library, warmth, server):
    """A warm model that speaks to the scripted server."""
    made = LitellmModel(library, ModelAddress("openai/scripted", server.base), SECONDS)
    asyncio.run(made.warm())
    return made


@pytest.fixture
def transcriber(library, warmth, server):
    """A warm transcriber that speaks to the scripted server."""
    made = LitellmTranscriber(library, ModelAddress("openai/scripted-ears", server.base), SECONDS)
    asyncio.run(made.warm())
    return made


@pytest.fixture
def outcomes():
    """What the speaker was told to observe: (purpose, outcome)."""
    return []


@pytest.fixture
def speaker(model, outcomes):
    """A speaker that asks the scripted server."""
    return Speaker(
        model,
        load_templates(),
        SECONDS,
        Uncounted(),
        CircuitBreaker(),
        lambda purpose, outcome, _seconds: outcomes.append((purpose, outcome)),
    )
