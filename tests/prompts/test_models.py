"""The models as the service gets them: all or none, and a retried turn hears the same words."""

import asyncio
from importlib.resources import files

import pytest
from redis.asyncio import Redis

from core.active_contracts import load_contracts
from prompts import models as module
from prompts.litellm_model import ModelAddress
from prompts.models import Wished, compose_models
from prompts.spending import Budget
from prompts.voice import CanonicalVoice
from tests.prompts.conftest import SECONDS
from tests.prompts.model_server import fails, says
from tests.prompts.replies import PHRASER, TITLES, listed

CONTRACTS = load_contracts(files("bundles"))
ITEMS = "\n".join(f"{at}. {title}" for at, title in enumerate(TITLES, 1))
LIST = PHRASER.phrase(listed(), "pt-BR")


@pytest.fixture
def run(library, warmth, server, redis_url, monkeypatch):
    """Runs a story with the composed models; litellm is the one of the whole run."""
    monkeypatch.setattr(module, "LitellmLibrary", lambda: library)

    def with_models(story, tokens=100_000):
        async def connected():
            async with Redis.from_url(redis_url) as redis:
                address = ModelAddress("openai/scripted", server.base)
                wished = Wished(address, address, SECONDS, Budget(tokens))
                models = compose_models(wished, PHRASER, CONTRACTS, redis, lambda *_: None)
                await models.warm()
                return await story(models)

        return asyncio.run(connected())

    return with_models


def test_without_a_model_there_is_a_canonical_voice_and_nothing_else():
    models = compose_models(Wished(None, None, 1, Budget()), PHRASER, CONTRACTS, None, lambda *_: None)
    asyncio.run(models.warm())
    asyncio.run(models.close())
    assert isinstance(models.voice, CanonicalVoice)
    assert (models.writer, models.advisor, models.transcriber) == (None, None, None)


def test_a_transcriber_alone_leaves_the_voice_canonical():
    wished = Wished(None, ModelAddress("whisper-1"), 1, Budget())
    models = compose_models(wished, PHRASER, CONTRACTS, None, lambda *_: None)
    assert isinstance(models.voice, CanonicalVoice)
    assert models.transcriber is not None


def test_a_retried_turn_hears_the_same_words_and_asks_nobody(run, server):
    server.behaviour = says(f"São três opções.\n{ITEMS}\nQual o número?")

    async def story(models):
        first = await models.voice.phrase(listed(), "pt-BR", "demo")
        server.behaviour = says(f"Outras palavras.\n{ITEMS}\nQual o número?")
        return first, await models.voice.phrase(listed(), "pt-BR", "demo")

    first, second = run(story)
    assert first == second
    assert first.lead == "São três opções."
    assert len(server.asked) == 1


def test_a_turn_that_was_said_in_canonical_words_stays_so(run, server):
    server.behaviour = fails(500)

    async def story(models):
        first = await models.voice.phrase(listed(), "pt-BR", "demo")
        server.behaviour = says(f"São três opções.\n{ITEMS}\nQual o número?")
        return first, await models.voice.phrase(listed(), "pt-BR", "demo")

    assert run(story) == (LIST, LIST)


def test_an_institution_without_budget_hears_canonical_words(run, server):
    async def story(models):
        return await models.voice.phrase(listed(), "pt-BR", "demo")

    assert run(story, tokens=10) == LIST
    assert server.asked == []


def test_all_of_them_work_on_the_same_model(run, server):
    server.behaviour = says('{"intent": "ASK", "term": ""}')

    async def story(models):
        return await models.advisor.advise("hmm", "pt-BR", "demo"), models.writer, models.transcriber

    advised, writer, transcriber = run(story)
    assert advised.source == "advice"
    assert writer is not None
    assert transcriber is not None
