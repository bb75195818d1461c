"""litellm over real HTTP: what comes back, what fails and how fast, and that nobody pays for it who has no model."""

import asyncio
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from prompts import litellm_library
from prompts.litellm_library import LitellmLibrary
from prompts.litellm_model import LONGEST, LitellmModel, ModelAddress
from prompts.model import Completion, ModelFailed, Transcript
from tests.prompts.conftest import SECONDS, SOON
from tests.prompts.model_server import (
    answers,
    calls_tool,
    completion,
    cuts_stream,
    drips,
    fails,
    heard,
    resets,
    says,
    slow,
    truncated,
)

ROOT = Path(__file__).parents[2]

BAD = {
    "slow": (slow(5), "late"),
    "a byte at a time": (drips("Olá, tudo bem?"), "late"),
    "500": (fails(500), "unavailable"),
    "503": (fails(503), "unavailable"),
    "429": (fails(429), "busy"),
    "401": (fails(401), "misconfigured"),
    "404": (fails(404), "misconfigured"),
    "truncated transfer": (truncated("Encontrei três documentos"), "unavailable"),
    "truncated words": (says("Encontrei três", finish="length"), "truncated"),
    "connection reset": (resets(), "unavailable"),
    "filtered": (says("", finish="content_filter"), "refused"),
    "empty": (says(""), "empty"),
    "blank": (says(" \n "), "empty"),
    "no content": (answers(completion(None)), "empty"),
    "a tool call": (calls_tool("open-document", document_id="2"), "empty"),
    "100 kB": (says("palavra " * 12_500), "too_long"),
}


def ask(model, text="Olá"):
    return asyncio.run(model.complete("Você escreve.", text, 50))


def test_words_come_back_with_what_they_cost(model, server):
    server.behaviour = says("  Encontrei três documentos.\n", usage=(41, 7))
    assert ask(model) == Completion("Encontrei três documentos.", 41, 7, 0.0)
    assert server.asked[0].path == "/v1/chat/completions"
    assert [each["role"] for each in server.asked[0].messages] == ["system", "user"]


@pytest.mark.parametrize(("behaviour", "reason"), BAD.values(), ids=BAD.keys())
def test_whatever_goes_wrong_is_one_error_in_time(model, server, behaviour, reason):
    server.behaviour = behaviour
    begun = time.perf_counter()
    with pytest.raises(ModelFailed) as failed:
        ask(model, "segredo")
    assert time.perf_counter() - begun < SOON
    assert failed.value.reason == reason
    assert "segredo" not in repr(failed.value.__cause__) + str(failed.value)


@pytest.mark.parametrize(
    "payload",
    [b"not json", b"[]", b"{}", {"choices": []}, {"choices": [{}]}, {"choices": None}, completion(["a", "list"])],
    ids=str,
)
def test_answers_in_no_known_shape_are_one_error(model, server, payload):
    server.behaviour = answers(payload)
    with pytest.raises(ModelFailed):
        ask(model)


def test_a_stream_that_nobody_asked_for_is_one_error(model, server):
    server.behaviour = cuts_stream("já abri o documento 2")
    with pytest.raises(ModelFailed):
        ask(model)


def test_a_failure_is_asked_once_and_never_retried(model, server):
    server.behaviour = fails(500)
    with pytest.raises(ModelFailed):
        ask(model)
    assert len(server.asked) == 1


def test_a_slow_model_delays_nobody_else(model, server):
    server.behaviour = slow(5)

    async def both():
        asking = asyncio.ensure_future(model.complete("a", "b", 5))
        worst = 0.0
        while not asking.done():
            begun = time.perf_counter()
            await asyncio.sleep(0.01)
            worst = max(worst, time.perf_counter() - begun)
        with pytest.raises(ModelFailed):
            asking.result()
        return worst

    assert asyncio.run(both()) < 0.3


def test_a_model_that_was_not_warmed_is_cold_instead_of_late():
    cold = LitellmModel(LitellmLibrary(), ModelAddress("openai/scripted", "http://127.0.0.1:9/v1"), SECONDS)
    with pytest.raises(ModelFailed) as failed:
        ask(cold)
    assert failed.value.reason == "cold"


def test_a_library_that_was_closed_has_closed_its_connections_and_is_cold(monkeypatch):
    closed = []

    async def close():
        closed.append(threading.current_thread().name)

    async def load():
        return SimpleNamespace(close_litellm_async_clients=close, aclient_session=SimpleNamespace(aclose=close))

    async def story():
        library = LitellmLibrary()
        await library.open()
        await library.close()
        await library.close()
        await library.ask(lambda litellm: litellm.nothing(), 1)

    monkeypatch.setattr(litellm_library, "_load", load)
    with pytest.raises(ModelFailed) as failed:
        asyncio.run(story())
    assert failed.value.reason == "cold"
    assert closed == ["noa-model", "noa-model"]


def test_two_that_open_it_at_once_import_it_once(monkeypatch):
    loaded = []

    async def load():
        await asyncio.sleep(0.05)
        loaded.append(SimpleNamespace())
        return loaded[-1]

    async def story():
        library = LitellmLibrary()
        opened = await asyncio.gather(library.open(), library.open())
        await library.close()
        return opened

    monkeypatch.setattr(litellm_library, "_load", load)
    first, second = asyncio.run(story())
    assert first is second
    assert len(loaded) == 1


def test_where_it_is_not_installed_the_model_is_misconfigured(monkeypatch):
    async def load():
        raise ModuleNotFoundError

    monkeypatch.setattr(litellm_library, "_load", load)
    with pytest.raises(ModelFailed) as failed:
        asyncio.run(LitellmModel(LitellmLibrary(), ModelAddress("openai/x"), SECONDS).warm())
    assert failed.value.reason == "misconfigured"


def test_a_name_that_no_provider_has_is_served_at_the_given_address(library, warmth, server):
    named = LitellmModel(library, ModelAddress("some-folder/local-model", server.base), SECONDS)
    asyncio.run(named.warm())
    assert ask(named).text == "ok"
    assert b'"model":"some-folder/local-model"' in server.asked[-1].body.replace(b" ", b"")


def test_a_name_that_no_provider_has_and_no_address_is_a_wrong_setting(library):
    with pytest.raises(ModelFailed) as failed:
        asyncio.run(LitellmModel(library, ModelAddress("no-such-model"), SECONDS).warm())
    assert failed.value.reason == "misconfigured"


def test_the_key_is_sent_and_never_shown(library, warmth, server):
    address = ModelAddress("openai/scripted", server.base, "sk-secret")
    keyed = LitellmModel(library, address, SECONDS)
    asyncio.run(keyed.warm())
    ask(keyed)
    assert server.asked[-1].headers["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in repr(address)


def test_a_recording_becomes_words(transcriber, server):
    server.behaviour = heard(" abre o protocolo de dosagem ")
    transcript = asyncio.run(transcriber.transcribe(b"RIFF0000", "fala.wav", "pt"))
    assert transcript == Transcript("abre o protocolo de dosagem")
    assert server.asked[0].path == "/v1/audio/transcriptions"
    assert b"RIFF0000" in server.asked[0].body
    assert b"fala.wav" in server.asked[0].body


@pytest.mark.parametrize("behaviour", [heard(""), fails(500), slow(5), resets(), answers(b"nope")])
def test_a_recording_that_cannot_be_heard_is_one_error_in_time(transcriber, server, behaviour):
    server.behaviour = behaviour
    begun = time.perf_counter()
    with pytest.raises(ModelFailed):
        asyncio.run(transcriber.transcribe(b"RIFF0000", "fala.wav", "pt"))
    assert time.perf_counter() - begun < SOON


def test_the_longest_answer_that_is_looked_at_is_bounded():
    assert LONGEST < 100_000


def test_starting_without_a_model_imports_nothing_of_it():
    """Importing everything that serves must not pay for litellm; only warming may."""
    code = (
        "import sys, channels.composition, prompts.litellm_model, prompts.model_thread;"
        "heavy = {'litellm', 'openai', 'tiktoken', 'tokenizers', 'boto3', 'aiohttp'} & set(sys.modules);"
        "print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_one_file_imports_the_library():
    importing = [
        path.name
        for folder in ("core", "intents", "retrieval", "prompts", "channels", "runtime")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r'import_module\("litellm|(import|from) litellm', path.read_text())
    ]
    assert importing == ["litellm_library.py"]
