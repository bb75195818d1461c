"""What a test of the model's words may ask for: a scripted server, and litellm pointed at it."""

import asyncio

import pytest

from prompts.litellm_model import LitellmModel, ModelAddress
from tests.prompts.model_server import ModelServer, says

SECONDS = 0.6
"""How long these tests let a model think."""


@pytest.fixture
def server():
    with ModelServer(says("ok")) as running:
        yield running


@pytest.fixture(scope="session")
def warm_model():
    """litellm, imported once for the whole run; tests point it somewhere else."""
    model = LitellmModel(ModelAddress("openai/scripted", "http://127.0.0.1:9/v1"), SECONDS)
    asyncio.run(model.warm())
    yield model
    asyncio.run(model.close())


@pytest.fixture
def model(warm_model, server, monkeypatch):
    """A warm model that speaks to the scripted server."""
    monkeypatch.setitem(warm_model._where, "api_base", server.base)
    return warm_model
